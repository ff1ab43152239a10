import CRMCore

/// A row, and what it says.
struct DraftedRow {
  let row: CSVRow
  let draft: ImportDraft
}

/// Writes rows inside one transaction.
///
/// A row is taken or leaves nothing.
struct ImportRowWriter {
  let plan: ImportPlan
  let lookups: FieldLookups
  let stage: ImportRun.Stage
  var outcome = ImportRun.Outcome()

  /// How the writing of one row ended.
  private enum Ending {
    case blank
    case created(Identifier)
    case updated(Identifier)
    case unchanged(Identifier)
    case failed([String])
    case waits(ImportRun.WaitingRow)

    /// The record that was written.
    var id: Identifier? {
      switch self {
      case .created(let id), .updated(let id), .unchanged(let id): id
      default: nil
      }
    }
  }

  init(_ plan: ImportPlan, _ lookups: FieldLookups, _ stage: ImportRun.Stage, waitingKeys: Set<String>) {
    self.plan = plan
    self.lookups = lookups
    self.stage = stage
    outcome.waitingKeys = waitingKeys
  }

  /// Writes a row, or leaves it waiting, and counts it.
  mutating func write(_ row: DraftedRow, in context: borrowing WriteContext) async throws {
    count(try await ending(of: row, stage, in: context), of: row.row)
  }

  private mutating func count(_ ending: Ending, of row: CSVRow) {
    switch ending {
    case .blank: outcome.report.blank += 1
    case .created: outcome.report.created += 1
    case .updated: outcome.report.updated += 1
    case .unchanged: outcome.report.unchanged += 1
    case .failed(let reasons):
      outcome.failures.append(ImportFailure(line: row.line, values: row.fields, reasons: reasons))
    case .waits(let row): outcome.waiting.append(row)
    }
  }

  // MARK: Circles

  /// Writes rows that refer to one another: all of them without the references that lead nowhere yet, then with them.
  ///
  /// - Throws: ``BrokenCircle`` when a row fails, for the others can't be right without it. In a dry run, where nothing
  ///   can be taken back but everything, they go on.
  mutating func writeCircle(_ rows: [DraftedRow], in context: borrowing WriteContext, isDryRun: Bool) async throws {
    var endings: [Ending] = []
    for row in rows {
      endings.append(try await ending(of: row, stage, in: context))
      if !isDryRun { try refuse(rows, ifFailed: endings) }
    }
    for (index, row) in rows.enumerated() {
      if let id = endings[index].id {
        let completed = try await ending(of: row, .settling([]), in: context, completing: id)
        if case .failed = completed { endings[index] = completed }
        if case .unchanged(let id) = endings[index], case .updated = completed { endings[index] = .updated(id) }
        if !isDryRun { try refuse(rows, ifFailed: Array(endings[...index])) }
      }
      count(endings[index], of: row.row)
    }
  }

  /// - Throws: ``BrokenCircle`` when the last of the endings is a failure.
  private func refuse(_ rows: [DraftedRow], ifFailed endings: [Ending]) throws {
    guard case .failed(let reasons) = endings.last else { return }
    let (row, index) = (rows[endings.count - 1].row, endings.count - 1)
    throw BrokenCircle(
      failure: ImportFailure(line: row.line, values: row.fields, reasons: reasons),
      others: rows.enumerated().filter { $0.offset != index }.map { waiting($0.element) })
  }

  // MARK: One row

  /// - Parameter id: The record that the row became when it was written for the first time.
  private mutating func ending(
    of row: DraftedRow, _ stage: ImportRun.Stage, in context: borrowing WriteContext, completing id: Identifier? = nil
  ) async throws -> Ending {
    var draft = row.draft
    if draft.isBlank { return .blank }
    if !outcome.waitingKeys.isEmpty, let key = draft.foldedKey, outcome.waitingKeys.contains(key) {
      return .waits(waiting(row))
    }
    let current = try await current(of: &draft, id: id, in: context)
    let own = current?.id ?? draft.id ?? newIdentifier(in: context)
    if try await resolve(&draft, own: own, stage, in: context) {
      if let key = draft.foldedKey { outcome.waitingKeys.insert(key) }
      return .waits(waiting(row))
    }
    var created: [AnyRecord] = []
    var written: AnyRecord?
    if draft.problems.isEmpty { created = try await createMissing(&draft, in: context) }
    if draft.problems.isEmpty {
      do {
        written = try await write(draft, id: own, over: current, in: context)
      } catch {
        guard let problems = draft.problems(from: error, key: plan.key) else { throw error }
        draft.problems += problems
      }
    }
    guard let written else {
      try await takeBack(created, in: context)
      try await addFurtherProblems(to: &draft, own: own, over: current, in: context)
      return .failed(draft.problems.map(plan.message))
    }
    for record in created { outcome.report.createdByReference[record.type.entity, default: 0] += 1 }
    if id == nil { for label in draft.leftOut { outcome.report.leftOut[label, default: 0] += 1 } }
    guard let current else { return .created(own) }
    return written.stamp.revision == current.stamp.revision ? .unchanged(own) : .updated(own)
  }

  func newIdentifier(in context: borrowing WriteContext) -> Identifier {
    context.reading.environment.identifiers.next(at: context.instant)
  }

  /// The record that the row is about; nil for a new one.
  private func current(
    of draft: inout ImportDraft, id: Identifier?, in context: borrowing WriteContext
  ) async throws -> AnyRecord? {
    func record(_ id: Identifier) async throws -> AnyRecord? {
      try await context.record(RecordKey(entity: plan.type.entity, id: id))
    }
    if let id { return try await record(id) }
    guard let key = plan.key, let lookup = lookups.key, draft.problems.allSatisfy({ $0.field != key }) else {
      return nil
    }
    guard let text = draft.key, !text.isEmpty else {
      draft.problems.append(FieldProblem(key, "is empty, though it is the key by which records are found"))
      return nil
    }
    switch try await lookup.find(text, in: context.reading, ignoringSpaces: false) {
    case .found(let id): return try await record(id)
    case .missing: return nil
    case .ambiguous(let count):
      draft.problems.append(
        FieldProblem(key, "is the key, and \(count) records have “\(text)”; use a key that is unique"))
      return nil
    }
  }
}
