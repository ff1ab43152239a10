import CRMContacts
public import CRMCore

extension MarketingService where Scope: ~Copyable {
  /// A part of a list's members, as they are now and as far as the one who asks may see them.
  ///
  /// Paging is stable while others write.
  ///
  /// - Parameters:
  ///   - id: The list.
  ///   - limit: The greatest number of members.
  ///   - position: Where to go on: ``MemberPage/next`` of the part before; nil for the beginning.
  /// - Throws: `StoreError.notFound`; ``MarketingError/unfitFilter(_:_:)`` when the filter does not fit any more.
  public func members(
    of id: MarketingList.ID, limit: Int = 100, after position: RecordCursor? = nil
  ) async throws -> MemberPage {
    try await scope.reading { context in
      try await context.members(of: Snapshot(sharing: context).get(id), limit: limit, after: position)
    }
  }

  /// How many members a list has now, as far as the one who asks may see them.
  ///
  /// - Throws: `StoreError.notFound`; ``MarketingError/unfitFilter(_:_:)``.
  public func count(of id: MarketingList.ID) async throws -> Int {
    try await scope.reading { try await $0.count(of: Snapshot(sharing: $0).get(id)) }
  }

  /// Whether somebody is on a list now.
  ///
  /// - Throws: `StoreError.notFound`; ``MarketingError/unfitFilter(_:_:)``.
  public func contains(_ member: RecordKey, in id: MarketingList.ID) async throws -> Bool {
    try await scope.reading { context in
      try await !context.members(of: Snapshot(sharing: context).get(id), among: [member]).isEmpty
    }
  }
}

extension MarketingService where Scope: RecordWriting & ~Copyable {
  /// Makes a static list, without members yet; it is the acting user's.
  ///
  /// - Throws: `RecordError.invalid`; ``MarketingError/noAudience(_:known:)``.
  @discardableResult
  public func createList<R: Record>(_ name: String, of type: R.Type) async throws -> MarketingList {
    try await scope.writing { context in
      try await StoreTransaction(sharing: context).createList(name, of: R.entity, where: nil)
    }
  }

  /// Makes a dynamic list, on which is whoever meets a condition; it is the acting user's.
  ///
  /// - Throws: `RecordError.invalid`; ``MarketingError/noAudience(_:known:)``, ``MarketingError/unfitFilter(_:_:)``.
  @discardableResult
  public func createList<R: Record>(
    _ name: String, of type: R.Type, where filter: Filter<R>
  ) async throws -> MarketingList {
    try await scope.writing { context in
      try await StoreTransaction(sharing: context).createList(
        name, of: R.entity, where: filter.expression.description)
    }
  }

  /// Adds members to a static list; whoever may change the list may do it, with those whom they may see.
  ///
  /// - Parameters:
  ///   - members: The records, at most ``MarketingPolicies/limit`` of them; who is on the list already stays there once.
  ///   - id: The list.
  /// - Returns: How many are new on it.
  /// - Throws: `StoreError.notFound`, `StoreError.notAllowed`; ``MarketingError/isDynamic(_:)``, ``MarketingError/isLocked(_:)``,
  ///   ``MarketingError/isClosed(_:)``, ``MarketingError/wrongMember(_:list:_:)``, ``MarketingError/tooMany(_:limit:)``.
  @discardableResult
  public func add(_ members: [RecordKey], to id: MarketingList.ID) async throws -> Int {
    try await scope.writing { context in
      try await context.reading.require([.update], id.key)
      let transaction = StoreTransaction(sharing: context)
      let list = try await transaction.get(id)
      try list.requireChangeable()
      try transaction.environment.marketing.requireWithinLimit(members.count)
      if let other = members.first(where: { $0.entity != list.memberEntity }) {
        throw MarketingError.wrongMember(other, list: id.key, list.memberEntity)
      }
      let seen = try await context.reading.records(members, of: context.reading.catalog.type(of: list.memberEntity))
      if let hidden = members.first(where: { seen[$0] == nil }) { throw StoreError.notFound(hidden) }
      let engine = StoreTransaction(unrestricting: context)
      return try await engine.addRows(of: ListMember.self, for: members, where: .compare("list", .equal, id.anyValue)) {
        $0.list = id
      }
    }
  }

  /// Takes members off a static list; whoever may change the list may do it.
  ///
  /// - Returns: How many were on it.
  /// - Throws: `StoreError.notFound`, `StoreError.notAllowed`; ``MarketingError/isDynamic(_:)``, ``MarketingError/isLocked(_:)``,
  ///   ``MarketingError/isClosed(_:)``.
  @discardableResult
  public func remove(_ members: [RecordKey], from id: MarketingList.ID) async throws -> Int {
    try await scope.writing { context in
      try await context.reading.require([.update], id.key)
      try await StoreTransaction(sharing: context).get(id).requireChangeable()
      let engine = StoreTransaction(unrestricting: context)
      let own = Member.isOneOf(members) && .compare("list", .equal, id.anyValue)
      let rows = try await engine.fetch(ListMember.self, where: Filter(own))
      for row in rows { try await engine.delete(row.id) }
      return rows.count
    }
  }

  /// Makes a static list of those who are on a dynamic one now, as far as the one who acts may see them.
  ///
  /// - Throws: `StoreError.notFound`; ``MarketingError/isStatic(_:)``, ``MarketingError/unfitFilter(_:_:)``; ``MarketingError/tooMany(_:limit:)``
  ///   when they are more than ``MarketingPolicies/limit``.
  @discardableResult
  public func freeze(_ id: MarketingList.ID, as name: String) async throws -> MarketingList {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let list = try await transaction.get(id)
      if list.kind == .static { throw MarketingError.isStatic(id.key) }
      try transaction.environment.marketing.requireWithinLimit(try await context.reading.count(of: list))
      let frozen = try await transaction.createList(name, of: list.memberEntity, where: nil)
      let members = try await context.reading.members(of: list, limit: .max, after: nil).keys
      let none = FilterExpression.compare("list", .equal, frozen.id.anyValue)
      _ = try await StoreTransaction(unrestricting: context).addRows(of: ListMember.self, for: members, where: none) {
        $0.list = frozen.id
      }
      return frozen
    }
  }
}

extension StoreTransaction {
  /// Writes a list of the acting user.
  fileprivate func createList(_ name: String, of entity: String, where filter: String?) async throws -> MarketingList {
    var list = MarketingList(id: newID())
    list.name = name
    list.memberEntity = entity
    list.kind = filter == nil ? .static : .dynamic
    list.filter = filter
    list.owner = try await actingUser()
    return try await insert(list)
  }

  /// Writes a row for each of those who have none yet.
  ///
  /// - Parameters:
  ///   - type: The type of the rows.
  ///   - members: Those whom the rows are about.
  ///   - own: The condition of the rows that count.
  ///   - fill: Says what else a row holds.
  /// - Returns: How many were written.
  func addRows<Row: MemberRecord>(
    of type: Row.Type, for members: [RecordKey], where own: FilterExpression, filling fill: (inout Row) -> Void
  ) async throws -> Int {
    let known = try await fetch(Row.self, where: Filter(Member.isOneOf(members) && own))
    var seen = Set(known.compactMap(\.member))
    let new = members.filter { seen.insert($0).inserted }
    for member in new {
      var row = Row(id: newID())
      row.member = member
      fill(&row)
      try await insert(row)
    }
    return new.count
  }
}
