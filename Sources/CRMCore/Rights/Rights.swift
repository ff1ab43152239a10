/// What one actor may see and do: for each kind of record and operation the condition that a record must meet.
///
/// ```swift
/// var rights = Rights()
/// rights.limit(Opportunity.self, to: \.owner == user.id)                       // every operation
/// rights.limit(Account.self, [.update, .delete], to: \.owner == user.id)
/// rights.limit(Opportunity.self, [.read], to: \.createdOn ~= .isDuring(.last(90, .days)))
/// rights.forbid(Product.self, [.create, .update, .delete])
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
public struct Rights: Sendable, Hashable {
  /// What can be done to a record.
  public enum Operation: String, Hashable, Sendable, CaseIterable {
    case read
    case create
    case update
    case delete
  }

  private var limits: [String: [Operation: FilterExpression]] = [:]

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

  /// The condition for an operation on records of an entity; true for every record when nothing was said.
  public func filter(for operation: Operation, on entity: String) -> FilterExpression {
    limits[entity]?[operation] ?? .constant(true)
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
