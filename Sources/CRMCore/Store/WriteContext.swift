/// A transaction with what the core adds to a store's writer: validation, references, revisions, custom fields, history.
///
/// Its methods are those that work without Swift types; the typed ones are in ``RecordWriting``.
public struct WriteContext: ~Copyable, Sendable {
  /// The transaction's view, its own writes included.
  public let reading: ReadContext
  let writer: any StoreWriter
  /// When the transaction was begun: the instant of all its stamps.
  public let instant: Instant

  init(writer: any StoreWriter, catalog: Catalog, environment: CRMEnvironment, instant: Instant? = nil) {
    self.writer = writer
    reading = ReadContext(reader: writer, catalog: catalog, environment: environment)
    self.instant = instant ?? environment.clock()
  }

  /// What the transaction has done so far.
  var changes: TransactionChanges { _read { yield reading.memory.changes } }

  /// The same transaction once more.
  init(sharing context: borrowing WriteContext) { self.init(context, through: context.writer) }

  /// The same transaction without the actor's rights: for rows that belong to the engine itself.
  init(unrestricting context: borrowing WriteContext) { self.init(context, through: context.writer.unrestrictedWriter) }

  private init(_ context: borrowing WriteContext, through writer: any StoreWriter) {
    self.writer = writer
    instant = context.instant
    reading = ReadContext(context.reading, through: writer)
  }

  /// The record of that key; nil when there is none, or none that the actor may see.
  public func record(_ key: RecordKey) async throws -> AnyRecord? { try await reading.record(key) }

  /// Adds a record: ``RecordWriting/insert(_:)`` without its Swift type.
  public func insert(_ record: AnyRecord) async throws -> AnyRecord {
    try await add(record.type.propose(record, firstStamp, nil))
  }

  /// Writes a changed record: ``RecordWriting/update(_:readAs:)`` without its Swift type.
  public func update(_ record: AnyRecord, readAs base: AnyRecord? = nil) async throws -> AnyRecord {
    var current = try await current(of: record.key, at: record.stamp.revision, mine: record, readAs: base)
    let shown = current
    var record = record
    if let view = writer.restrictions?.view {
      current = try await whole(current)
      record = try view.completed(record, over: current, shown: shown)
    }
    let next = try record.type.propose(record, nextStamp(after: current), current)
    guard try await replace(current, by: next) else { return shown }
    return try writer.restrictions?.view.shown(next.encoded.record) ?? next.encoded.record
  }

  /// Deletes a record: ``RecordWriting/delete(_:)`` without its Swift type.
  public func delete(_ key: RecordKey) async throws {
    guard let shown = try await record(key) else { throw try await missing(key, for: .delete) }
    let record = try await whole(shown)
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
    for (before, without) in plan.nullified {
      let next = try without.type.propose(without, nextStamp(after: before), before).encoded.complete
      try await writer.unrestrictedWriter.update(next)
      note(before: before, after: next)
    }
    for record in plan.deleted.dropFirst() {
      try await writer.unrestrictedWriter.delete(record.key, of: record.type)
      note(before: record, after: nil)
    }
  }

  func commit(acknowledge: () -> Void) async throws {
    try await writer.prepare(self)
    if changes.kinds.contains(.consequent) { try await followChanges() }
    if changes.kinds.contains(.succession) {
      try await keep(HistoryEntry.entries(of: changes.all, at: instant, in: reading.environment))
    }
    let changeSet = ChangeSet(instant: instant, actor: reading.environment.actor, changes: changes.end())
    try await writer.commit(changeSet, acknowledge: acknowledge)
  }

  /// Adds the history's entries: many at once, which an engine at the other end of a network has sooner than one by one.
  private func keep(_ entries: [HistoryEntry]) async throws {
    let records = try entries.map { try HistoryEntry.schema.encode($0) }
    let writer = writer.unrestrictedWriter
    if records.count < 8 {
      for record in records { try await writer.insert(record) }
    } else {
      do { try await writer.insert(records) } catch let refusal as RefusedInsertion { throw refusal.cause }
    }
    for record in records { note(before: nil, after: record) }
  }

  /// Adds checked records of one type.
  func add(_ records: [AnyRecord]) async throws {
    try await writer.insert(records)
    changes.note(records)
    if records.first?.type == CustomField.recordType { reading.memory.definitions.invalidate() }
  }

  private func note(before: AnyRecord?, after: AnyRecord?, restoring deleted: AnyRecord? = nil) {
    changes.note(before: before, after: after, restoring: deleted)
    if (after ?? before)?.type == CustomField.recordType { reading.memory.definitions.invalidate() }
  }
}

// MARK: - What typed and untyped writes share

extension WriteContext {
  /// Says that there is no record to do something with, or none in sight.
  ///
  /// - Returns: ``StoreError/notFound(_:)``, to be thrown.
  func missing(_ key: RecordKey, for operation: Rights.Operation) async throws -> StoreError {
    try await writer.restrictions?.view.missing(key, of: reading.catalog.type(of: key.entity), for: operation)
      ?? .notFound(key)
  }

  /// A record that the actor sees with all that they may not read of it.
  private func whole(_ record: AnyRecord) async throws -> AnyRecord {
    guard writer.restrictions != nil else { return record }
    return try await writer.unrestricted.record(record.key, of: record.type) ?? record
  }

  /// The stamp of a record that is new.
  var firstStamp: Stamp { Stamp(ofNewAt: instant, in: reading.environment) }

  /// The stamp of a record's next version.
  func nextStamp(after current: AnyRecord) -> Stamp {
    var stamp = current.stamp
    stamp.revision += 1
    stamp.updatedAt = instant
    stamp.updatedBy = reading.environment.actor
    return stamp
  }

  /// Adds a record.
  ///
  /// - Parameter deleted: The record as the history had it, when it is written back from there.
  @inline(__always)
  func add(_ proposed: ProposedRecord, restoring deleted: AnyRecord? = nil) async throws -> AnyRecord {
    try await check(proposed, replacing: nil)
    try await add(proposed.encoded.record, restoring: deleted)
    return proposed.encoded.record
  }

  /// Adds a checked record.
  @inline(__always)
  func add(_ record: AnyRecord, restoring deleted: AnyRecord? = nil) async throws {
    try await writer.insert(record)
    note(before: nil, after: record, restoring: deleted)
  }

  /// The stored record that an update replaces.
  ///
  /// - Parameter revision: The one that the update was made from, which must be the newest.
  func current(
    of key: RecordKey, at revision: Int64, mine: @autoclosure () throws -> AnyRecord,
    readAs base: @autoclosure () throws -> AnyRecord?
  ) async throws -> AnyRecord {
    guard let current = try await record(key) else { throw try await missing(key, for: .update) }
    guard revision == current.stamp.revision else {
      throw StoreError.stale(try await reading.conflict(of: mine(), made: revision, with: current, readAs: base()))
    }
    return current
  }

  /// Writes the next version of a record, unless nothing but its stamp is new.
  ///
  /// - Returns: Whether anything was.
  func replace(_ current: AnyRecord, by proposed: ProposedRecord) async throws -> Bool {
    let record = proposed.encoded.record
    try await check(proposed, replacing: current)
    guard record.differs(from: current) else { return false }
    try await writer.update(record)
    note(before: current, after: record)
    return true
  }
}
