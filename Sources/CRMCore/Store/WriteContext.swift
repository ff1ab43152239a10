/// A transaction with what the core adds to a store's writer: validation, references, revisions, custom fields, history.
///
/// Its methods are those that work without Swift types; the typed ones are in ``RecordWriting``.
public struct WriteContext: ~Copyable, Sendable {
  /// The transaction's view, its own writes included.
  public let reading: ReadContext
  let writer: any StoreWriter
  let changes: TransactionChanges
  let definitions: CustomFieldDefinitions
  /// When the transaction was begun: the instant of all its stamps.
  public let instant: Instant

  init(writer: any StoreWriter, catalog: Catalog, environment: CRMEnvironment) {
    self.writer = writer
    definitions = CustomFieldDefinitions()
    reading = ReadContext(
      reader: writer, catalog: catalog, environment: environment, definitions: definitions)
    changes = TransactionChanges()
    instant = environment.clock()
  }

  private var actor: Identifier? { reading.environment.actor }

  /// The record of that key; nil when there is none, or none that the actor may see.
  public func record(_ key: RecordKey) async throws -> AnyRecord? { try await reading.record(key) }

  /// Adds a record: ``RecordWriting/insert(_:)`` without its Swift type.
  public func insert(_ record: AnyRecord) async throws -> AnyRecord {
    let stamp = Stamp(revision: 1, createdAt: instant, createdBy: actor)
    return try await insert(record, stamp: stamp)
  }

  func insert(_ record: AnyRecord, stamp: Stamp) async throws -> AnyRecord {
    let record = try await accepted(record, stamp: stamp, replacing: nil)
    try await writer.insert(record)
    note(before: nil, after: record)
    return record
  }

  /// Writes a changed record: ``RecordWriting/update(_:readAs:)`` without its Swift type.
  public func update(_ record: AnyRecord, readAs base: AnyRecord? = nil) async throws -> AnyRecord {
    let key = record.key
    guard let current = try await self.record(key) else { throw StoreError.notFound(key) }
    let (old, revision) = (current.stamp, record.stamp.revision)
    guard revision == old.revision else {
      throw StoreError.stale(try await conflict(of: record, made: revision, with: current, readAs: base))
    }
    var stamp = old
    stamp.revision += 1
    stamp.updatedAt = instant
    stamp.updatedBy = actor
    let next = try await accepted(record, stamp: stamp, replacing: current)
    guard try !next.fields(differingFrom: current).isEmpty else { return current }
    try await writer.update(next)
    note(before: current, after: next)
    return next
  }

  /// Deletes a record: ``RecordWriting/delete(_:)`` without its Swift type.
  public func delete(_ key: RecordKey) async throws {
    guard let record = try await record(key) else { throw StoreError.notFound(key) }
    let plan = try await DeletionPlan(deleting: record, in: reading.catalog, reader: writer.unrestrictedWriter)
    // The record itself goes through the writer, which may refuse before anything else is done or told.
    try await writer.delete(key, of: record.type)
    if plan.isRefused { try await writer.unrestrictedWriter.insert(record) }
    if let refusal = try await plan.refusal(seenThrough: writer) { throw refusal }
    note(before: record, after: nil)
    try await carryOut(plan)
  }

  /// Does what follows from a deletion, which is the declaration's business and nobody's right.
  private func carryOut(_ plan: DeletionPlan) async throws {
    for referrer in plan.nullified {
      var stamp = referrer.stamp
      stamp.revision += 1
      stamp.updatedAt = instant
      stamp.updatedBy = actor
      let (next, _) = try referrer.type.recode(referrer, stamp, referrer)
      guard let before = try await writer.unrestrictedWriter.record(next.key, of: next.type) else { continue }
      try await writer.unrestrictedWriter.update(next)
      note(before: before, after: next)
    }
    for record in plan.deleted.dropFirst() {
      try await writer.unrestrictedWriter.delete(record.key, of: record.type)
      note(before: record, after: nil)
    }
  }

  func commit() async throws {
    for entry in try HistoryEntry.entries(of: changes.all, at: instant, in: reading.environment) {
      try await write(entry)
    }
    try await writer.commit(ChangeSet(instant: instant, actor: actor, changes: changes.all))
  }

  /// Adds an entry to the history, as a part of the commit like any other record.
  func write(_ entry: HistoryEntry) async throws {
    let record = try HistoryEntry.schema.encode(entry)
    try await writer.unrestrictedWriter.insert(record)
    note(before: nil, after: record)
  }

  private func note(before: AnyRecord?, after: AnyRecord?) {
    changes.note(before: before, after: after)
    if (after ?? before)?.type == CustomField.recordType { definitions.invalidate() }
  }

  /// The record with its new stamp and derived fields, once nothing stands against it.
  private func accepted(
    _ record: AnyRecord, stamp: Stamp, replacing current: AnyRecord?
  ) async throws -> AnyRecord {
    guard try reading.catalog.type(of: record.type.entity) == record.type else {
      throw StoreError.invalidDeclaration(["\(record.type.entity) is declared twice, by two Swift types"])
    }
    let (next, declared) = try record.type.recode(record, stamp, current)
    var problems = next.type.missingFields(of: next) + declared
    problems += try await customProblems(of: next, replacing: current)
    if next.type == CustomField.recordType {
      problems += try CustomField.schema.decode(next).problems(in: reading.catalog)
    }
    guard problems.isEmpty else { throw RecordError.invalid(next.key, problems) }
    try await checkReferences(of: next, replacing: current)
    return next
  }

  private func customProblems(of record: AnyRecord, replacing current: AnyRecord?) async throws -> [FieldProblem] {
    guard record.type.allowsCustomFields else { return [] }
    let fields = try await reading.customFields()[record.type.entity] ?? [:]
    let (values, old) = (try record.customValues, try current?.customValues)
    var problems = fields.values.sorted { $0.name < $1.name }.compactMap { $0.problem(with: values[$0.name]) }
    // The value of a field whose definition is gone is kept, but not written anew.
    for name in values.names where fields[name] == nil && values[name] != old?[name] {
      let nearest = Spelling.nearest(to: name, among: Array(fields.keys) + record.type.fields.map(\.name))
      problems.append(
        FieldProblem(
          name, "is not a field of \(record.type.entity)" + (nearest.first.map { "; did you mean \($0)?" } ?? "")))
    }
    return problems
  }

  private func checkReferences(of record: AnyRecord, replacing current: AnyRecord?) async throws {
    for (slot, field) in record.type.fields.enumerated() where field.onDelete != nil {
      guard let entity = field.target else { continue }
      let known = try current.map { try $0.value(at: slot).references } ?? []
      for id in try record.value(at: slot).references where !known.contains(id) {
        let target = RecordKey(entity: entity, id: id)
        guard target != record.key else { continue }
        guard try await self.record(target) != nil else {
          throw StoreError.missingTarget(record.key, field: field.name, target: target)
        }
      }
    }
  }

  private func conflict(
    of record: AnyRecord, made revision: Int64, with current: AnyRecord, readAs base: AnyRecord?
  ) async throws -> RevisionConflict {
    var base = base
    if base?.stamp.revision != revision { base = try await reading.version(of: current, revision: revision) }
    var fields = try record.fields(differingFrom: current)
    if let base {
      let theirs = try current.fields(differingFrom: base)
      let mine = try record.fields(differingFrom: base)
      fields = fields.filter { theirs.contains($0) && mine.contains($0) }
    }
    let derived = Set(record.type.fields.filter(\.isDerived).map(\.name))
    return RevisionConflict(
      key: record.key, base: revision, current: current.stamp.revision,
      fields: fields.filter { !derived.contains($0) }, isBaseKnown: base != nil)
  }
}

extension AnyValue {
  /// The identifiers that a field's value refers to.
  package var references: [Identifier] {
    switch self {
    case .reference(let id): [id]
    case .list(let values): values.flatMap(\.references)
    default: []
    }
  }
}
