/// The values of a record's custom fields: those that an administrator defined while the program ran.
///
/// Nil and absent are the same. What may stand here is said by the definitions (``CustomField``) and checked when the record is written.
public struct CustomValues: Hashable, Sendable {
  package private(set) var values: [String: AnyValue]

  /// Creates an empty set of values.
  public init() { values = [:] }

  package init(_ values: [String: AnyValue]) { self.values = values.filter { !$0.value.isNull } }

  /// The value of the custom field of that name; `null` when there is none.
  public subscript(name: String) -> AnyValue {
    get { values[name] ?? .null }
    set { values[name] = newValue.isNull ? nil : newValue }
  }

  /// The names of the fields that have a value, sorted.
  public var names: [String] { values.keys.sorted() }

  /// Whether no field has a value.
  public var isEmpty: Bool { values.isEmpty }
}

extension CustomValues: ExpressibleByDictionaryLiteral {
  /// Creates it from a literal.
  public init(dictionaryLiteral elements: (String, AnyValue)...) {
    self.init()
    for (name, value) in elements { self[name] = value }
  }
}
