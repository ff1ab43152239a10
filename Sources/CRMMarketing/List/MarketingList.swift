public import CRMContacts
public import CRMCore

/// People or organizations that marketing is for: a list of some, or all who meet a condition.
///
/// A static list has rows, ``ListMember``. A dynamic one has none: it is its filter, and has on it whoever meets it when it is asked.
public struct MarketingList: GuardedRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "marketingList"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name.
  public var name = ""
  /// What it is for.
  public var notes: String?
  /// Whether it has rows or a filter; never changed.
  public var kind = Kind.static
  /// The entity of its members: `account`, `contact` or `lead`; never changed.
  public var memberEntity = ""
  /// The condition of a dynamic list, in the text form of filters: `address.city == "Tehran"`.
  public var filter: String?
  /// Whether it is in use.
  public var state = ActiveState.active
  /// Whether it is kept as it is: nobody is added or taken off, and the filter stays.
  public var isLocked = false
  /// Whose it is.
  public var owner: User.ID?
  /// The identifier under which another system knows it, unique.
  public var externalID: String?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// How a list knows its members.
  public enum Kind: String, ClosedEnumeration {
    /// One by one.
    case `static`
    /// By a filter.
    case dynamic
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<MarketingList>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<MarketingList> { f in
    f("name", \.name, .required, .indexed, .searchable, .collated(.persian))
    f("notes", \.notes)
    f("kind", \.kind)
    f("memberEntity", \.memberEntity, .required)
    f("filter", \.filter)
    f("state", \.state)
    f("isLocked", \.isLocked)
    f("owner", \.owner, onDelete: .restrict)
    f("externalID", \.externalID, .unique)
    f.custom(\.custom)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    switch (kind, filter) {
    case (.static, .some): [FieldProblem("filter", "belongs to a dynamic list; a static one has members instead")]
    case (.dynamic, nil): [FieldProblem("filter", "is required for a dynamic list, such as state == \"active\"")]
    default: []
    }
  }

  /// What is wrong with the record as the next version of another: what it is a list of stays, and what is locked too.
  public func problems(replacing old: MarketingList) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if kind != old.kind { problems.append(FieldProblem("kind", "stays; freeze a dynamic list to get a static one")) }
    if memberEntity != old.memberEntity {
      problems.append(FieldProblem("memberEntity", "stays; make another list for others"))
    }
    if old.isLocked && filter != old.filter {
      problems.append(FieldProblem("filter", "is locked; unlock the list first"))
    }
    return problems
  }

  /// Holds the entity and the filter against what is kept.
  public static func follow(
    _ before: MarketingList?, _ after: MarketingList?, in transaction: borrowing StoreTransaction
  ) async throws {
    guard let after, after.filter != before?.filter || before == nil else { return }
    _ = try transaction.environment.marketing.audience(of: after.memberEntity)
    try await transaction.reading { context in
      _ = try await after.condition(in: context)
    }
  }
}

extension MarketingList {
  /// The condition of a dynamic list, checked against what is kept now; nil for a static one.
  ///
  /// - Throws: ``MarketingError/unfitFilter(_:_:)``.
  func condition(in context: borrowing ReadContext) async throws -> FilterExpression? {
    guard let filter else { return nil }
    let type = try context.catalog.type(of: memberEntity)
    let scope = try await context.scope()
    do {
      return try FilterExpression(parsing: filter, for: type, in: context.catalog, scope: scope)
    } catch {
      throw MarketingError.unfitFilter(id.key, error)
    }
  }
}
