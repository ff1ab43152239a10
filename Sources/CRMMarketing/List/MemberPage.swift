public import CRMCore

/// A part of a list's members.
public struct MemberPage: Sendable {
  /// The members, in the order of their identifiers on a dynamic list, and as they were added on a static one.
  public let records: [AnyRecord]
  /// Where the next part begins; nil when this was the last.
  public let next: RecordCursor?

  /// Which records the members are.
  public var keys: [RecordKey] { records.map(\.key) }

  /// The members as values of their Swift type; those of other types are left out.
  public func records<R: Record>(as type: R.Type) throws -> [R] {
    try R.schema.decode(records.filter { $0.type == R.recordType })
  }
}

extension ReadContext {
  /// A part of the members of a list, as far as the one who asks may see them.
  func members(of list: MarketingList, limit: Int, after position: RecordCursor?) async throws -> MemberPage {
    let limit = max(limit, 1)
    let type = try catalog.type(of: list.memberEntity)
    if let condition = try await list.condition(in: self) {
      let records = try await records(RecordQuery(type, where: condition, limit: limit, after: position))
      let next = records.count == limit ? records.last.map { RecordCursor(keys: [], id: $0.id) } : nil
      return MemberPage(records: records, next: next)
    }
    let query = RecordQuery(ListMember.recordType, where: list.rows, limit: limit, after: position)
    let rows = try await records(query).map(ListMember.schema.decode)
    let found = try await self.records(rows.compactMap(\.member), of: type)
    let next = rows.count == limit ? rows.last.map { RecordCursor(keys: [], id: $0.id.identifier) } : nil
    return MemberPage(records: rows.compactMap { $0.member.flatMap { found[$0] } }, next: next)
  }

  /// Those of some records that there are and that may be seen.
  func records(_ keys: [RecordKey], of type: RecordType) async throws -> [RecordKey: AnyRecord] {
    let query = RecordQuery(type, where: .isIn("id", keys.map { .reference($0.id) }))
    return Dictionary(try await records(query).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// How many members a list has, as far as the one who asks may see them.
  func count(of list: MarketingList) async throws -> Int { try await count(try await query(for: list)) }

  /// Which of some records are on a list.
  func members(of list: MarketingList, among keys: [RecordKey]) async throws -> Set<RecordKey> {
    let keys = keys.filter { $0.entity == list.memberEntity }
    if keys.isEmpty { return [] }
    var query = try await query(for: list)
    if list.kind == .static {
      query.filter = Member.isOneOf(keys) && query.filter
      return Set(try await records(query).map(ListMember.schema.decode).compactMap(\.member))
    }
    query.filter = .isIn("id", keys.map { .reference($0.id) }) && query.filter
    return Set(try await records(query).map(\.key))
  }

  /// The query that has one record for each member.
  private func query(for list: MarketingList) async throws -> RecordQuery {
    guard let condition = try await list.condition(in: self) else {
      return RecordQuery(ListMember.recordType, where: list.rows)
    }
    return RecordQuery(try catalog.type(of: list.memberEntity), where: condition)
  }
}

extension MarketingList {
  /// The condition of a static list's rows whose members can be seen.
  var rows: FilterExpression {
    .compare("list", .equal, id.anyValue)
      && .compare(FieldPath(memberEntity).appending("revision"), .notEqual, .null)
  }
}
