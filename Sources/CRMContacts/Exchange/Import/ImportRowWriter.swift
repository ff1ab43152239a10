import CRMCore

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
  mutating func write(_ row: CSVRow, in context: borrowing WriteContext) async throws {
    count(try await ending(of: row, stage, in: context), of: row)
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
  mutating func writeCircle(_ rows: [CSVRow], in context: borrowing WriteContext, isDryRun: Bool) async throws {
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
      count(endings[index], of: row)
    }
  }

  /// - Throws: ``BrokenCircle`` when the last of the endings is a failure.
  private func refuse(_ rows: [CSVRow], ifFailed endings: [Ending]) throws {
    guard case .failed(let reasons) = endings.last else { return }
    let (row, index) = (rows[endings.count - 1], endings.count - 1)
    let others = rows.enumerated().filter { $0.offset != index }.map(\.element)
    throw BrokenCircle(
      failure: ImportFailure(line: row.line, values: row.fields, reasons: reasons),
      others: others.map { waiting($0, plan.draft(of: $0)) })
  }

  // MARK: One row

  /// - Parameter id: The record that the row became when it was written for the first time.
  private mutating func ending(
    of row: CSVRow, _ stage: ImportRun.Stage, in context: borrowing WriteContext, completing id: Identifier? = nil
  ) async throws -> Ending {
    var draft = plan.draft(of: row)
    if draft.isBlank { return .blank }
    let key = keyText(of: draft)
    if let key, outcome.waitingKeys.contains(key) { return .waits(waiting(row, draft)) }
    let current = try await current(of: &draft, id: id, in: context)
    let own = current?.id ?? draft.id ?? newIdentifier(in: context)
    if try await resolve(&draft, own: own, stage, in: context) {
      if let key { outcome.waitingKeys.insert(key) }
      return .waits(waiting(row, draft))
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
      try await addFurtherProblems(to: &draft, own: own, isNew: current == nil, in: context)
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
    guard let text = draft.values[key]?.text, !text.isEmpty else {
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
<<<<<<< HEAD

  // MARK: References

  /// Finds the records that the row refers to; true when the row has to wait for one.
  private func resolve(
    _ draft: inout ImportDraft, own: Identifier, _ stage: ImportRun.Stage, in context: borrowing WriteContext
  ) async throws -> Bool {
    var mustWait = false
    let ownNames = names(of: draft)
    for index in draft.references.indices {
      let reference = draft.references[index]
      switch try await find(reference, in: context.reading) {
      case .found(let id): draft.references[index].id = id
      case .ambiguous(let count):
        draft.refuse(
          reference.field, "“\(reference.text)” is the name of \(count) records; tell them apart by their identifiers")
      case .missing:
        if let name = name(of: reference) {
          if ownNames.contains(name) {
            draft.references[index].id = own
            continue
          }
          switch stage {
          case .reading: mustWait = true
          case .settling(let names): mustWait = mustWait || names.contains(name)
          case .circle(let names) where names.contains(name): continue
          case .circle: break
          }
          if mustWait { continue }
        }
        if creation(of: reference) == nil { refuse(reference, in: &draft) }
      }
    }
    return mustWait
  }

  private func find(
    _ reference: ImportDraft.PendingReference, in context: borrowing ReadContext
  ) async throws -> FieldLookup.Match {
    guard let lookup = lookup(of: reference) else { return .missing }
    return try await lookups[lookup].find(reference.text, in: context)
  }

  private func refuse(_ reference: ImportDraft.PendingReference, in draft: inout ImportDraft) {
    guard let lookup = lookup(of: reference) else { return }
    let (field, entity) = (plan.lookups[lookup].field, plan.lookups[lookup].type.entity)
    draft.refuse(reference.field, "“\(reference.text)” is the \(field) of no \(entity)")
  }

  /// The look-up by whose field a record is created for the reference; nil where none may be.
  private func creation(of reference: ImportDraft.PendingReference) -> Int? {
    guard reference.plan.mayCreate, let lookup = lookup(of: reference), lookup != reference.plan.byID else {
      return nil
    }
    return lookup
  }

  /// The look-up that the reference's text is for: by identifier where it is one.
  private func lookup(of reference: ImportDraft.PendingReference) -> Int? {
    let (byID, byField) = (reference.plan.byID, reference.plan.byField)
    return byID != nil && (byField == nil || Identifier(reference.text) != nil) ? byID : byField
  }

  /// What another row of the file would have to be found by, if the reference is to records of the type that is imported.
  private func name(of reference: ImportDraft.PendingReference) -> ImportRun.ReferenceName? {
    guard let lookup = lookup(of: reference), plan.lookups[lookup].type == plan.type else { return nil }
    return ImportRun.ReferenceName(lookup: lookup, text: TextKey(reference.text).withoutSpaces)
  }

  /// What the row's own record will be found by.
  private func names(of draft: ImportDraft) -> Set<ImportRun.ReferenceName> {
    var names: Set<ImportRun.ReferenceName> = []
    for (index, lookup) in plan.lookups.enumerated() where lookup.type == plan.type {
      guard let text = draft.values[lookup.field]?.text else { continue }
      names.insert(ImportRun.ReferenceName(lookup: index, text: TextKey(text).withoutSpaces))
    }
    return names
  }

  private func waiting(_ row: CSVRow, _ draft: ImportDraft) -> ImportRun.WaitingRow {
    ImportRun.WaitingRow(row: row, names: names(of: draft))
  }

  private func keyText(of draft: ImportDraft) -> String? {
    plan.key.flatMap { draft.values[$0]?.text }.map(TextKey.fold)
  }

  /// Creates the records that the row refers to and that do not exist.
  private func createMissing(
    _ draft: inout ImportDraft, in context: borrowing WriteContext
  ) async throws -> [AnyRecord] {
    var created: [AnyRecord] = []
    for index in draft.references.indices where draft.references[index].id == nil {
      let reference = draft.references[index]
      guard let position = creation(of: reference) else { continue }
      // An earlier reference of the same row may have created it.
      if case .found(let id) = try await lookups[position].find(reference.text, in: context.reading) {
        draft.references[index].id = id
        continue
      }
      let lookup = plan.lookups[position]
      do {
        let value = try ValueReader(lookup.type.field(named: lookup.field)?.type ?? .text).value(of: reference.text)
        let record = try AnyRecord(type: lookup.type, id: newIdentifier(in: context), values: [lookup.field: value])
        let stored = try await context.insert(record)
        lookups.note(stored)
        created.append(stored)
        draft.references[index].id = stored.id
      } catch {
        guard let problems = draft.problems(from: error, key: nil) else { throw error }
        let reasons = problems.map(\.description).joined(separator: "; ")
        draft.refuse(reference.field, "“\(reference.text)” can't be created: \(reasons)")
      }
    }
    return created
  }

  /// Deletes what a failed row created.
  ///
  /// Where the actor may not delete, it stays, and is counted.
  private mutating func takeBack(_ created: [AnyRecord], in context: borrowing WriteContext) async throws {
    for record in created.reversed() {
      do {
        try await context.delete(record.key)
        lookups.forget(record)
      } catch StoreError.notAllowed {
        outcome.report.createdByReference[record.type.entity, default: 0] += 1
      }
    }
  }

  // MARK: The record

  private func write(
    _ draft: ImportDraft, id: Identifier, over current: AnyRecord?, in context: borrowing WriteContext
  ) async throws -> AnyRecord {
    var values = try current?.values() ?? [:]
    values.merge(draft.values) { $1 }
    values["id"] = nil
    for field in plan.fields where field.reference != nil {
      let ids = draft.references.filter { $0.field.name == field.name }.compactMap(\.id).map(AnyValue.reference)
      if case .list = field.type {
        if draft.values[field.name] != nil {
          values[field.name] = draft.values[field.name] == .null ? .null : .list(ids)
        }
      } else if let id = ids.first {
        values[field.name] = id
      }
    }
    let record = try AnyRecord(type: plan.type, id: id, stamp: current?.stamp ?? Stamp(), values: values)
    let written: AnyRecord
    if let current {
      written = try await context.update(record, readAs: current)
    } else {
      written = try await context.insert(record)
    }
    lookups.note(written, replacing: current)
    return written
  }

  /// Adds what else stands against a row that can't be taken, so that it is mended in one go.
  private func addFurtherProblems(
    to draft: inout ImportDraft, own: Identifier, isNew: Bool, in context: borrowing WriteContext
  ) async throws {
    if draft.problems.contains(where: { $0.field == "the row" }) { return }
    let known = Set(draft.problems.map(\.field))
    if isNew { draft.problems += draft.missingFields(of: plan.type).filter { !known.contains($0.field) } }
    for index in plan.type.indexes where index.isUnique && !index.fields.contains(where: known.contains) {
      guard let condition = draft.condition(onSame: index.fields) else { continue }
      let query = RecordQuery(plan.type, where: condition, limit: 2)
      let others = try await context.reading.records(query).filter { $0.id != own }
      guard let other = others.first, let field = index.fields.first.map(draft.source) else { continue }
      if !draft.problems.contains(where: { $0.field == field }) {
        draft.problems.append(draft.duplicate(of: other.key, field: field, key: plan.key))
      }
    }
  }
=======
>>>>>>> import
}
