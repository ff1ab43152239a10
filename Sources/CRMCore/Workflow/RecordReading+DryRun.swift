/// A past change that would have set a workflow off.
public struct WorkflowMatch: Hashable, Sendable {
  /// The record.
  public let record: RecordKey
  /// When it was changed.
  public let instant: Instant
  /// What would have set the workflow off.
  public let reason: String
  /// Whether that is certain; it is not where the condition follows references, which may have led elsewhere then.
  public let isCertain: Bool
}

extension RecordReading where Self: ~Copyable {
  /// The past changes that would have set a workflow off, the oldest first: to try a workflow before it is defined.
  ///
  /// Works from the history, and so needs that of the entity; of a workflow that waits for an event it knows nothing, of one that waits for a
  /// time those whose time has come since.
  ///
  /// - Parameters:
  ///   - workflow: The workflow.
  ///   - start: Since when.
  /// - Throws: ``AutomationError/invalid(_:_:)``.
  /// - Complexity: O(*n*) of the entity's records, and the square of the length of each one's history.
  public func dryRun(_ workflow: Workflow, since start: Instant) async throws -> [WorkflowMatch] {
    try await reading { context in
      let problems = workflow.problems(in: context.catalog)
      guard problems.isEmpty else { throw AutomationError.invalid(workflow.name, problems) }
      let rule = try WorkflowRule(workflow, catalog: context.catalog, scope: await context.scope())
      var matches: [WorkflowMatch] = []
      var query = RecordQuery(try context.catalog.type(of: workflow.entity), limit: 1000)
      while true {
        let records = try await context.records(query)
        for record in records { matches += try await context.matches(of: rule, for: record, since: start) }
        guard records.count == 1000, let last = records.last else { break }
        query.after = try await context.cursor(after: last, in: query)
      }
      return matches.sorted { ($0.instant, $0.record.id) < ($1.instant, $1.record.id) }
    }
  }
}

extension ReadContext {
  fileprivate func matches(
    of rule: WorkflowRule, for record: AnyRecord, since start: Instant
  ) async throws -> [WorkflowMatch] {
    if case .time(let field, let offset) = rule.workflow.trigger {
      guard case .instant(let time) = try record.value(of: field) else { return [] }
      let due = try time.advanced(by: offset)
      guard due >= start, due <= environment.clock() else { return [] }
      return try await match(record, rule, "time", at: due).map { [$0] } ?? []
    }
    var matches: [WorkflowMatch] = []
    var before: AnyRecord?
    for item in try await history(of: record.key) {
      guard let after = try await self.record(record.key, asOf: item.instant) else {
        before = nil
        continue
      }
      if item.instant >= start, let reason = try rule.reason(before: before, after: after),
        let match = try await match(after, rule, reason, at: item.instant)
      {
        matches.append(match)
      }
      before = after
    }
    return matches
  }

  private func match(
    _ record: AnyRecord, _ rule: WorkflowRule, _ reason: String, at instant: Instant
  ) async throws -> WorkflowMatch? {
    var isCertain = true
    if let condition = rule.workflow.condition {
      let type = record.type
      let resolved = try RecordQuery(type, where: condition, scope: await scope())
        .checked(in: catalog, at: instant, calendar: environment.calendar).filter
      let own = try resolved.withoutReferences(on: type, in: catalog)
      let never = try (!resolved).withoutReferences(on: type, in: catalog)
      let nowhere = RecordLookup(NoRecords())
      if try FilterProgram(never, on: type, catalog: catalog).matches(record, nowhere) { return nil }
      isCertain = try FilterProgram(own, on: type, catalog: catalog).matches(record, nowhere)
    }
    return WorkflowMatch(record: record.key, instant: instant, reason: reason, isCertain: isCertain)
  }
}
