public import CRMContacts
public import CRMCore

/// That somebody is on a static list.
///
/// Who is deleted is on no list any more.
public struct ListMember: MemberRecord, GuardedRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "listMember"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The list.
  public var list: MarketingList.ID?
  /// The account.
  public var account: Account.ID?
  /// The contact.
  public var contact: Contact.ID?
  /// The lead.
  public var lead: Identifier?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<ListMember>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<ListMember> { f in
    f("list", \.list, .required, onDelete: .cascade)
    f("account", \.account, onDelete: .cascade)
    f("contact", \.contact, onDelete: .cascade)
    f("lead", \.lead, to: "lead", onDelete: .cascade)
    f.unique("list", "account")
    f.unique("list", "contact")
    f.unique("list", "lead")
    f.withoutHistory()
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] { memberProblems() }

  /// What is wrong with the record as the next version of another: that it is one.
  public func problems(replacing old: ListMember) -> [FieldProblem] {
    hasSameContent(as: old) ? [] : [FieldProblem("list", "stays; take the member off, and add another")]
  }

  /// Keeps a list what it is: static, of one entity, and as it was while it is locked.
  public static func follow(
    _ before: ListMember?, _ after: ListMember?, in transaction: borrowing StoreTransaction
  ) async throws {
    guard let row = after ?? before, let id = row.list, let member = row.member else { return }
    // What goes with the list, or with the one who was on it, goes.
    guard let list = try await transaction.find(id) else { return }
    if after == nil, try await transaction.reading({ try await !$0.isThere(member) }) { return }
    try list.requireChangeable()
    if member.entity != list.memberEntity { throw MarketingError.wrongMember(member, list: id.key, list.memberEntity) }
  }
}

extension MarketingList {
  /// Refuses a list whose members can't be changed one by one.
  func requireChangeable() throws {
    if kind == .dynamic { throw MarketingError.isDynamic(id.key) }
    if isLocked { throw MarketingError.isLocked(id.key) }
    if state == .inactive { throw MarketingError.isClosed(id.key) }
  }
}

extension ReadContext {
  /// Whether there is a record; what is not kept here is taken to be.
  func isThere(_ key: RecordKey) async throws -> Bool {
    guard catalog.keeps(key.entity) else { return true }
    return try await record(key) != nil
  }
}
