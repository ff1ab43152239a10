import Synchronization

/// Rights at one moment: their conditions fit the catalog, and periods relative to now have become points in time.
final class CurrentRights: Sendable {
  /// One condition, and what can be said of it by a record alone.
  private struct Rule {
    /// Met by records that meet the condition wherever their references lead.
    let surely: FilterProgram
    /// Met by records that fail the condition wherever their references lead.
    let never: FilterProgram

    init(_ condition: FilterExpression, on type: RecordType, in catalog: Catalog) throws {
      surely = try FilterProgram(condition.withoutReferences(on: type, in: catalog), on: type, catalog: catalog)
      never = try FilterProgram((!condition).withoutReferences(on: type, in: catalog), on: type, catalog: catalog)
    }
  }

  let catalog: Catalog
  /// The conditions under which records exist for the actor, by entity; entities without any are left out.
  ///
  /// Where there are some, the history is only that of the other entities: it is what a reference to an entry, or a change set, shows.
  let visible: [String: FilterExpression]
  /// The conditions under which they exist where records are exported.
  let exportable: [String: FilterExpression]
  /// The condition on entries of the history that was asked for.
  let entries: FilterExpression
  /// What may not be done with single fields, by entity.
  let fields: [String: FieldLimits]
  private let conditions: [String: [Rights.Operation: FilterExpression]]
  /// The conditions as they are asked of a record alone, made when they are needed first, since most never are.
  private let rules = Mutex<[String: [Rights.Operation: Rule]]>([:])

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
    var conditions: [String: [Rights.Operation: FilterExpression]] = [:]
    var fields: [String: FieldLimits] = [:]
    for type in catalog.types {
      for operation in Rights.Operation.allCases {
        let condition = operation == .read ? visible[type.entity] : rights.filter(for: operation, on: type.entity)
        guard let condition, condition != .constant(true) else { continue }
        conditions[type.entity, default: [:]][operation] = condition
      }
      fields[type.entity] = FieldLimits(rights, on: type)
    }
    self.catalog = catalog
    self.visible = visible
    exportable = visible.merging(conditions.compactMapValues { $0[.export] }) { $0 && $1 }
    self.conditions = conditions
    self.fields = fields
  }

  /// The condition for an operation on records of an entity.
  func condition(for operation: Rights.Operation, on entity: String) -> FilterExpression {
    conditions[entity]?[operation] ?? .constant(true)
  }

  /// Whether the operation is allowed on a record, as far as the record alone can tell; nil where its references decide.
  func allow(_ operation: Rights.Operation, _ record: AnyRecord) throws -> Bool? {
    guard let rule = try rule(for: operation, on: record.type) else { return true }
    let nowhere = RecordLookup(NoRecords())
    if try rule.surely.matches(record, nowhere) { return true }
    return try rule.never.matches(record, nowhere) ? false : nil
  }

  /// A record without what the actor may not read.
  func shown(_ record: AnyRecord) throws -> AnyRecord {
    guard record.type == HistoryEntry.recordType, !fields.isEmpty else {
      return try fields[record.type.entity]?.shown(record) ?? record
    }
    var entry = try HistoryEntry.schema.decode(record)
    guard let limits = fields[entry.subject] else { return record }
    entry.changes.removeAll { limits.access(to: $0.field) < .read }
    return try HistoryEntry.schema.encode(entry)
  }

  private func rule(for operation: Rights.Operation, on type: RecordType) throws -> Rule? {
    guard let condition = conditions[type.entity]?[operation] else { return nil }
    return try rules.withLock { rules in
      if let rule = rules[type.entity]?[operation] { return rule }
      let rule = try Rule(condition, on: type, in: catalog)
      rules[type.entity, default: [:]][operation] = rule
      return rule
    }
  }
}

/// A source that is never asked, for conditions that follow no references.
struct NoRecords: RecordSource {
  func record(_ id: Identifier, of type: RecordType) throws -> AnyRecord? { nil }
}

extension Rights {
  /// The same rights with their conditions checked against the catalog.
  ///
  /// - Throws: ``FilterError``, also for a limit on a field that is not declared where there are no custom fields, and
  ///   ``StoreError/unknownEntity(_:suggestions:)`` for a limit on what the catalog does not have.
  func checked(in catalog: Catalog) throws -> Rights {
    for (entity, limits) in fields {
      let type = try catalog.type(of: entity)
      for field in limits.keys { try FieldLimits.check(field, of: type) }
    }
    return try map { entity, condition in
      try condition.checked(in: .record(try catalog.type(of: entity)), catalog: catalog)
    }
  }
}
