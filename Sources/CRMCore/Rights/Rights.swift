/// What one actor may see and do: for each kind of record and operation the condition that a record must meet, and what may be done
/// with single fields.
///
/// ```swift
/// var rights = Rights()
/// rights.limit(Opportunity.self, to: \.owner == user.id)                       // every operation
/// rights.limit(Account.self, [.update, .delete], to: \.owner == user.id)
/// rights.limit(Opportunity.self, [.read], to: \.createdOn ~= .isDuring(.last(90, .days)))
/// rights.forbid(Product.self, [.create, .update, .delete])
/// rights.limit(Contact.self, \.birthday, to: .masked)
/// ```
///
/// What is not limited is allowed. A record that the actor may not read does not exist for them: not in lists, counts and figures, not at
/// the end of a reference, not in the history. Conditions see everything all the same, so that records can be in sight by what
/// they refer to. They can't name custom fields, whose definitions change while the program runs.
///
/// | what | for somebody with rights |
/// |---|---|
/// | periods relative to now | are those of the moment at which a view or transaction begins |
/// | the history of a record | is read, whole, by who may read the record as it is now; of a deleted record, by who could have read it as it was at last, going by its own fields |
/// | the history itself | is written by the store alone |
/// | identifiers and unique values | that a record out of sight holds are taken: an error says so, and not by which record |
/// | what holds a record that is to be deleted | is named when it is in sight |
/// | definitions of custom fields | are known to all, as the declared fields are |
/// | the explanation of a query | does not say how many records were looked at |
/// | a field that is not to be read | holds nothing, or a mask of it, in records, the history and the feed; a condition, an order or a figure that reads it is refused |
/// | a field that is not to be changed | keeps what it holds when a record is written back as it was shown; another value is refused |
/// | a derived field | is limited by itself, since it may tell of those that it comes from |
/// | the owner | is changed by who may assign the record as it was, whoever gets it |
/// | an export | holds the records that may be read and exported |
public struct Rights: Sendable, Hashable {
  /// What can be done to a record.
  public enum Operation: String, ClosedEnumeration {
    case read
    case create
    case update
    case delete
    /// Taking records out of the CRM, many at a time.
    case export
    /// Giving a record another owner: its field `owner`, when that refers to an actor.
    case assign
    /// Letting others see or do what their own rights would not allow, with one record.
    case share

    /// What errors call it: `create`, `change`.
    var verb: String { self == .update ? "change" : rawValue }
  }

  private var limits: [String: [Operation: FilterExpression]] = [:]
  private(set) var fields: [String: [String: FieldAccess]] = [:]

  /// Allows everything.
  public init() {}

  /// Allows operations only on records that meet a condition, besides the conditions that hold already.
  public mutating func limit<R: Record>(
    _ type: R.Type, _ operations: Set<Operation> = Set(Operation.allCases), to filter: Filter<R>
  ) {
    limit(R.entity, operations, to: filter.expression)
  }

  /// Allows operations on no record of a type.
  public mutating func forbid<R: Record>(
    _ type: R.Type, _ operations: Set<Operation> = Set(Operation.allCases)
  ) {
    limit(R.entity, operations, to: .constant(false))
  }

  /// Allows operations only on records of an entity that meet a condition, besides the conditions that hold already.
  public mutating func limit(_ entity: String, _ operations: Set<Operation>, to filter: FilterExpression) {
    for operation in operations {
      limits[entity, default: [:]][operation] = self.filter(for: operation, on: entity) && filter
    }
  }

  /// Allows no more than so much with a field, with the fields of a nested value, or with a custom field.
  public mutating func limit<R: Record, V: FieldValue>(
    _ type: R.Type, _ field: KeyPath<R, V>, to access: FieldAccess
  ) {
    limit(R.entity, field: Field(field)._path.text, to: access)
  }

  /// Allows no more than so much with a field, with the fields of a nested value, or with a custom field.
  public mutating func limit(_ entity: String, field: String, to access: FieldAccess) {
    fields[entity, default: [:]][field] = min(access, fields[entity]?[field] ?? .write)
  }

  /// Allows operations also on records of an entity that meet another condition than the one that holds already.
  public mutating func allow(_ entity: String, _ operations: Set<Operation>, where filter: FilterExpression) {
    for operation in operations {
      guard let condition = limits[entity]?[operation] else { continue }
      limits[entity]?[operation] = condition || filter
    }
  }

  /// The condition for an operation on records of an entity; true for every record when nothing was said.
  public func filter(for operation: Operation, on entity: String) -> FilterExpression {
    limits[entity]?[operation] ?? .constant(true)
  }

  /// What may be done with a field: what was said of it, or of the nested value that it is in.
  ///
  /// A text's keys for matching and sorting (`name.key`) go with it.
  public func access(to field: String, of entity: String) -> FieldAccess {
    statedAccess(to: field, of: entity) ?? .write
  }

  /// The same; nil when nothing was said.
  func statedAccess(to field: String, of entity: String) -> FieldAccess? {
    guard let limits = fields[entity] else { return nil }
    var name = field[...]
    while true {
      if let access = limits[String(name)] { return access }
      guard let end = name.lastIndex(of: ".") else { return nil }
      name = name[..<end]
    }
  }

  /// The conditions for reading, by entity; entities without any are left out.
  var visible: [String: FilterExpression] {
    limits.compactMapValues { $0[.read] }.filter { $0.value != .constant(true) }
  }

  /// Whether a condition has a period relative to now.
  var haveAPeriod: Bool { limits.values.contains { $0.values.contains(where: \.hasAPeriod) } }

  /// The same rights with another form of each condition.
  func map(_ change: (_ entity: String, FilterExpression) throws -> FilterExpression) rethrows -> Rights {
    var changed = self
    for (entity, conditions) in limits { changed.limits[entity] = try conditions.mapValues { try change(entity, $0) } }
    return changed
  }
}
