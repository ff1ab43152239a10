/// Rights at one moment: their conditions fit the catalog, and periods relative to now have become points in time.
struct CurrentRights: Sendable {
  /// One condition, and what can be said of it by a record alone.
  private struct Rule {
    let condition: FilterExpression
    /// Met by records that meet the condition wherever their references lead.
    let surely: FilterProgram
    /// Met by records that fail the condition wherever their references lead.
    let never: FilterProgram

    init(_ condition: FilterExpression, on type: RecordType, in catalog: Catalog) throws {
      self.condition = condition
      surely = try FilterProgram(condition.withoutReferences(on: type, in: catalog), on: type, catalog: catalog)
      never = try FilterProgram((!condition).withoutReferences(on: type, in: catalog), on: type, catalog: catalog)
    }
  }

  let catalog: Catalog
  /// The conditions under which records exist for the actor, by entity; entities without any are left out.
  ///
  /// Where there are some, the history is only that of the other entities: it is what a reference to an entry, or a change set, shows.
  let visible: [String: FilterExpression]
  /// The condition on entries of the history that was asked for.
  let entries: FilterExpression
  private let rules: [String: [Rights.Operation: Rule]]

  /// - Parameter rights: Rights that were checked.
  init(_ rights: Rights, at now: Instant, in calendar: ReportCalendar, catalog: Catalog) throws {
    let everything = QueryScope()
    let rights = try rights.map { entity, condition in
      let context = FilterContext.record(try catalog.type(of: entity))
      return try condition.resolved(at: now, in: calendar, context: context, catalog: catalog, scope: everything)
    }
    var visible = rights.visible
    entries = visible[HistoryEntry.entity] ?? .constant(true)
    if !visible.isEmpty {
      let open = catalog.types.map(\.entity).filter { visible[$0] == nil }
      visible[HistoryEntry.entity] = entries && .isIn("subject", open.map { .text($0) })
    }
    var rules: [String: [Rights.Operation: Rule]] = [:]
    for type in catalog.types {
      for operation in Rights.Operation.allCases {
        let condition = operation == .read ? visible[type.entity] : rights.filter(for: operation, on: type.entity)
        guard let condition, condition != .constant(true) else { continue }
        rules[type.entity, default: [:]][operation] = try Rule(condition, on: type, in: catalog)
      }
    }
    self.catalog = catalog
    self.visible = visible
    self.rules = rules
  }

  /// Whether every record of an entity may be read.
  func allowsReadingAll(of entity: String) -> Bool { visible[entity] == nil }

  /// The condition for an operation on records of an entity.
  func condition(for operation: Rights.Operation, on entity: String) -> FilterExpression {
    rules[entity]?[operation]?.condition ?? .constant(true)
  }

  /// Whether the operation is allowed on a record, as far as the record alone can tell; nil where its references decide.
  func allow(_ operation: Rights.Operation, _ record: AnyRecord) throws -> Bool? {
    guard let rule = rules[record.type.entity]?[operation] else { return true }
    let nowhere = RecordLookup(NoRecords())
    if try rule.surely.matches(record, nowhere) { return true }
    return try rule.never.matches(record, nowhere) ? false : nil
  }
}

/// A source that is never asked, for conditions that follow no references.
struct NoRecords: RecordSource {
  func record(_ id: Identifier, of type: RecordType) throws -> AnyRecord? { nil }
}

extension Rights {
  /// The same rights with their conditions checked against the catalog.
  ///
  /// - Throws: ``FilterError``, and ``StoreError/unknownEntity(_:suggestions:)`` for a limit on what the catalog does not have.
  func checked(in catalog: Catalog) throws -> Rights {
    try map { entity, condition in
      try condition.checked(in: .record(try catalog.type(of: entity)), catalog: catalog)
    }
  }
}
