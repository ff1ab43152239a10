/// The definition of a field that an administrator adds to a kind of record while the program runs.
///
/// Its values are kept in the records themselves and are filtered, sorted, reported, imported and exported by their name like
/// declared fields.
public struct CustomField: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "customField"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The entity that gets the field.
  public var subject = ""
  /// The field's name: a letter, then letters, digits and underscores.
  public var name = ""
  /// What people see instead of the name; empty for the name itself.
  public var label = ""
  /// What kind of value it holds.
  public var kind = Kind.text
  /// Whether every record written from now on needs a value.
  public var isRequired = false
  /// For a choice: the allowed values.
  public var choices: [String] = []

  /// The kinds of value that a custom field can hold.
  public enum Kind: String, ClosedEnumeration {
    case text
    case integer
    case decimal
    case number
    case boolean
    case money
    case date
    case instant
    case duration
    /// One of ``CustomField/choices``.
    case choice
    /// Several texts.
    case texts

    /// The type of the values.
    public func fieldType(choices: [String]) -> FieldType {
      switch self {
      case .choice: .enumeration(EnumerationType(names: choices, isOpen: false))
      case .texts: .list(.text)
      // The other kinds have the names of the types.
      default: FieldType(storedName: rawValue) ?? .text
      }
    }
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<CustomField>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<CustomField> { f in
    f("subject", \.subject, .required, .indexed)
    f("name", \.name, .required)
    f("label", \.label)
    f("kind", \.kind)
    f("isRequired", \.isRequired)
    f("choices", \.choices)
    f.unique("subject", "name")
  }

  /// The type of the field's values.
  public var fieldType: FieldType { kind.fieldType(choices: choices) }

  /// Whether a custom field can be called so.
  static func isName(_ name: String) -> Bool { name.wholeMatch(of: /\p{L}[\p{L}\p{N}_]{0,62}/) != nil }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if !CustomField.isName(name) {
      problems.append(FieldProblem("name", "must be a letter followed by at most 62 letters, digits and underscores"))
    }
    if kind == .choice && choices.isEmpty { problems.append(FieldProblem("choices", "must list what can be chosen")) }
    return problems
  }
}
