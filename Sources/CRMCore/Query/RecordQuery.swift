/// Which records of one type are asked for, in which order, and how many.
///
/// The order is always total: the sort terms, then the identifier. What reaches a store is checked: paths lead somewhere, literals have
/// their field's type, and periods relative to now have become dates.
public struct RecordQuery: Hashable, Sendable {
  /// The type of the records.
  public var type: RecordType
  /// The condition that they meet.
  public var filter: FilterExpression
  /// The order, most significant first; the identifier settles ties.
  public var sort: [SortTerm]
  /// The greatest number of records; nil for all.
  public var limit: Int?
  /// The place behind which the answer begins; nil for the beginning.
  public var after: RecordCursor?
  /// What of each entity is visible at all.
  public var scope: QueryScope

  /// Asks for records of a type: all of them in the order of their identifiers, unless more is said.
  public init(
    _ type: RecordType, where filter: FilterExpression = .constant(true), sort: [SortTerm] = [], limit: Int? = nil,
    after: RecordCursor? = nil, scope: QueryScope = QueryScope()
  ) {
    self.type = type
    self.filter = filter
    self.sort = sort
    self.limit = limit
    self.after = after
    self.scope = scope
  }
}

/// One key of an order.
public struct SortTerm: Hashable, Sendable, Codable {
  /// The value that is compared.
  ///
  /// `name.order` sorts a field declared `collated` by people's alphabets.
  public let path: FieldPath
  /// Whether greater values come first.
  ///
  /// nil is first ascending and last descending.
  public let isDescending: Bool

  /// Creates a key of an order.
  public init(_ path: FieldPath, isDescending: Bool = false) {
    self.path = path
    self.isDescending = isDescending
  }

  /// Smaller values first, nil before all.
  public static func ascending(_ path: FieldPath) -> SortTerm { SortTerm(path) }

  /// Greater values first, nil after all.
  public static func descending(_ path: FieldPath) -> SortTerm { SortTerm(path, isDescending: true) }
}

/// A place in an ordered answer: the sort keys and the identifier of the record before it.
///
/// It stays right while others write.
public struct RecordCursor: Hashable, Sendable {
  /// The values of the sort terms, in their order.
  public let keys: [AnyValue]
  /// The identifier of the record.
  public let id: Identifier

  /// Creates a cursor.
  public init(keys: [AnyValue], id: Identifier) {
    self.keys = keys
    self.id = id
  }
}

/// What a query sees of a store beyond the declared types: which rows of each entity exist for it, and which custom fields.
public struct QueryScope: Sendable, Hashable {
  /// For each entity named here, only records that meet the condition exist: not as results, not in counts, not at
  /// the end of a reference, which is nil then.
  ///
  /// The conditions themselves are evaluated over everything.
  public var visible: [String: FilterExpression]
  /// The types of the custom fields, by entity and name.
  public var customFields: [String: [String: FieldType]]

  /// Creates a scope; without arguments everything is visible and there are no custom fields.
  public init(visible: [String: FilterExpression] = [:], customFields: [String: [String: FieldType]] = [:]) {
    self.visible = visible
    self.customFields = customFields
  }
}
