/// What a store, a report or an importer needs to know of one field.
public struct FieldDescription: Hashable, Sendable {
  /// The stable name, unique within the record type.
  ///
  /// A nested value's fields carry its name: `address.city`.
  public let name: String
  /// What kind of value the field holds.
  public let type: FieldType
  /// Whether the field may hold nothing.
  public let isOptional: Bool
  /// What was asked for at the declaration.
  public let options: Set<FieldOption>
  /// What happens to this reference when its target is deleted; nil for a field that is no reference.
  public let onDelete: DeleteRule?
  /// Whether the value is computed from the record's other fields whenever the record is written.
  public let isDerived: Bool

  /// Creates the description of a field.
  public init(
    name: String, type: FieldType, isOptional: Bool = false, options: Set<FieldOption> = [],
    onDelete: DeleteRule? = nil, isDerived: Bool = false
  ) {
    self.name = name
    self.type = type
    self.isOptional = isOptional
    self.options = options
    self.onDelete = onDelete
    self.isDerived = isDerived
  }

  /// The names that the field had once.
  public var formerNames: [String] {
    options.compactMap { if case .formerly(let name) = $0 { name } else { nil } }.sorted()
  }

  /// The entity that the field refers to, itself or with its list's elements.
  public var target: String? {
    if case .reference(let entity) = type.element { entity } else { nil }
  }
}

/// What a declaration may ask of a field.
public enum FieldOption: Hashable, Sendable {
  /// Must not be nil, nor text without a visible character, nor an empty list.
  case required
  /// No two records hold the same value; nil does not count. Not for lists.
  case unique
  /// Found and sorted by an index. References always are. Its text is limited: ``IndexDescription/mostTextBytes``.
  case indexed
  /// Also kept as a column, which makes conditions on it, and grouping and summing by it, fast. Not for lists.
  case column
  /// Says something about a person: shown, exported and erased with care.
  case personal
  /// A reference to a record of the same type that never leads back to where it began, whatever the number of steps: a parent.
  case acyclic
  /// A reference to records of another module, which need not be kept beside these: where they are not, the identifier alone is held.
  case elsewhere
  /// Shown as a mask to those whose roles don't say more: see ``RolePolicy``.
  case sensitive
  /// Matched by ``TextKey`` through an index, as `name.key`.
  case searchable
  /// Had this name once: what was stored under it is read as this field.
  case formerly(String)
  /// Sorted in an alphabet's order through a derived ``CollationKey``, as `name.order`.
  case collated(CollationKey.Alphabet)
}

/// What happens to a reference when the record that it names is deleted.
public enum DeleteRule: Hashable, Sendable {
  /// The deletion is refused while a record refers to it.
  case restrict
  /// The reference becomes nil, or the element is taken out of the list.
  case nullify
  /// The referring record is deleted too.
  case cascade
}

/// An index or a uniqueness rule over one or several fields.
public struct IndexDescription: Hashable, Sendable {
  /// The names of the fields, in the order of comparison.
  public let fields: [String]
  /// Whether no two records may hold the same values; records with a nil among them do not count.
  public let isUnique: Bool

  /// How many bytes, in UTF-8, the texts of a record may have together that one index holds.
  ///
  /// Engines have limits of their own, of which this is the strictest: what one store takes, all take. Longer texts are refused with
  /// ``RecordError/invalid(_:_:)``. The keys by which texts are searched and put in order may have any length.
  public static let mostTextBytes = 2000

  /// Creates the description of an index.
  public init(fields: [String], isUnique: Bool) {
    self.fields = fields
    self.isUnique = isUnique
  }
}
