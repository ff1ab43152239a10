public import CRMCore

extension LiveReading {
  /// How many members a list has, again and again as it changes.
  ///
  /// The list is followed as it is given: when its filter is changed, ask anew.
  ///
  /// - Throws: `FilterSyntaxError`, `StoreError.unknownEntity`.
  public func liveCount(of list: MarketingList) throws -> LiveQuery<Int> { liveCount(try liveQuery(of: list)) }

  /// The first members of a list, again and again as it changes: in the order of their identifiers on a dynamic list, and as they were added on a
  /// static one.
  ///
  /// The list is followed as it is given: when its filter is changed, ask anew.
  ///
  /// - Throws: `FilterSyntaxError`, `StoreError.unknownEntity`.
  public func liveMembers(of list: MarketingList, limit: Int = 100) throws -> LiveQuery<[RecordKey]> {
    var query = try liveQuery(of: list)
    query.limit = max(limit, 1)
    let isStatic = list.kind == .static
    return LiveQuery(query, of: observed) { records in
      isStatic ? try records.map(ListMember.schema.decode).compactMap(\.member) : records.map(\.key)
    }
  }

  private func liveQuery(of list: MarketingList) throws -> RecordQuery {
    guard let filter = list.filter else { return RecordQuery(ListMember.recordType, where: list.rows) }
    return RecordQuery(
      try observed.catalog.type(of: list.memberEntity), where: try FilterExpression(parsing: filter))
  }
}
