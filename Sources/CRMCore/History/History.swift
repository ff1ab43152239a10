/// One version of a record's life, as ``RecordReading/history(of:)`` lists it.
public struct HistoryItem: Hashable, Sendable {
  /// What was done.
  public let kind: HistoryEntry.Kind
  /// When.
  public let instant: Instant
  /// By whom: the identifier of a user's record, nil for the program itself.
  public let actor: Identifier?
  /// The record's revision after it; for a deletion the last that it had.
  public let revision: Int64
  /// What changed; empty for the creation.
  public let changes: [FieldChange]
}

extension RecordReading where Self: ~Copyable {
  /// What happened to a record, the oldest first; empty when there never was one, or none that the actor may see.
  ///
  /// The creation is the first item of every record. Nothing more is known of types whose history is switched off.
  public func history<R: Record>(of id: RecordID<R>) async throws -> [HistoryItem] {
    try await reading { try await $0.history(of: id.key) }
  }

  /// The record as it was at an instant; nil when it did not exist then.
  ///
  /// Needs the history of its type.
  public func get<R: Record>(_ id: RecordID<R>, asOf instant: Instant) async throws -> R? {
    try await reading { try await $0.record(id.key, asOf: instant).map(R.schema.decode) }
  }
}

extension ReadContext {
  /// What happened to a record, the oldest first: ``RecordReading/history(of:)`` without its Swift type.
  public func history(of key: RecordKey) async throws -> [HistoryItem] {
    let entries = try await entries(of: key)
    let current = try await record(key)
    guard current != nil || entries.last?.kind == .deleted else { return [] }
    guard let creation = try await version(of: current, key: key, entries: entries, keeping: { _ in false })?.stamp
    else { return [] }
    let first = HistoryItem(
      kind: .created, instant: creation.createdAt, actor: creation.createdBy, revision: creation.revision, changes: [])
    return [first]
      + entries.map { entry in
        HistoryItem(
          kind: entry.kind, instant: entry.stamp.createdAt, actor: entry.stamp.createdBy,
          revision: entry.recordRevision, changes: entry.changes)
      }
  }

  /// The record as it was at an instant: ``RecordReading/get(_:asOf:)`` without its Swift type.
  public func record(_ key: RecordKey, asOf instant: Instant) async throws -> AnyRecord? {
    let current = try await record(key)
    let entries = try await entries(of: key)
    guard current != nil || entries.last?.kind == .deleted else { return nil }
    let version = try await version(of: current, key: key, entries: entries) { $0.stamp.createdAt <= instant }
    guard let version, version.stamp.createdAt <= instant else { return nil }
    return version
  }

  /// The record as it was at a revision; nil when the history does not reach back to it.
  func version(of current: AnyRecord, revision: Int64) async throws -> AnyRecord? {
    let entries = try await entries(of: current.key)
    // A deletion that was not taken back ended another record, which had the identifier before.
    let end = entries.indices.last { position in
      entries[position].kind == .deleted && entries.dropFirst(position + 1).first?.kind != .restored
    }
    let own = Array(entries[(end.map { $0 + 1 } ?? 0)...])
    let version = try await version(of: current, entries: own) { $0.recordRevision <= revision }
    return version?.stamp.revision == revision ? version : nil
  }

  /// The entries of a record, the oldest first, which is the order of their identifiers.
  func entries(of key: RecordKey) async throws -> [HistoryEntry] {
    let filter: FilterExpression = .and([
      .compare("record", .equal, .text(key.id.description)), .compare("subject", .equal, .text(key.entity)),
    ])
    let query = RecordQuery(HistoryEntry.recordType, where: filter)
    return try await reader.records(query).map(HistoryEntry.schema.decode)
  }

  private func version(
    of current: AnyRecord, entries: [HistoryEntry], keeping isKept: (HistoryEntry) -> Bool
  ) async throws -> AnyRecord? {
    try await version(of: current, key: current.key, entries: entries, keeping: isKept)
  }

  /// Undoes entries from the newest to the first one that is kept.
  private func version(
    of current: AnyRecord?, key: RecordKey, entries: [HistoryEntry], keeping isKept: (HistoryEntry) -> Bool
  ) async throws -> AnyRecord? {
    var version = current
    let type = try catalog.type(of: key.entity)
    for (position, entry) in entries.enumerated().reversed() {
      if isKept(entry) { break }
      switch entry.kind {
      case .created: return nil
      case .restored: version = nil
      case .deleted: version = try AnyRecord(entry, type: type)
      case .updated:
        guard let later = version else { return nil }
        // After the deletion of another record that had the identifier before, there was a creation.
        let earlier = position > 0 && entries[position - 1].kind != .deleted ? entries[position - 1] : nil
        version = try later.undoing(entry, after: earlier)
      }
    }
    return version
  }
}

extension AnyRecord {
  /// The record that a deletion's entry describes.
  init(_ deletion: HistoryEntry, type: RecordType) throws {
    guard let id = Identifier(deletion.record) else { throw RecordError.damaged }
    var values = try deletion.changes.reduce(into: [:] as [String: AnyValue]) { values, change in
      if let value = try change.value(change.before, in: type) { values[change.field] = value }
    }
    var stamp = Stamp()
    if case .integer(let revision)? = values.removeValue(forKey: "revision") { stamp.revision = revision }
    if case .instant(let instant)? = values.removeValue(forKey: "createdAt") { stamp.createdAt = instant }
    if case .instant(let instant)? = values.removeValue(forKey: "updatedAt") { stamp.updatedAt = instant }
    if case .reference(let actor)? = values.removeValue(forKey: "createdBy") { stamp.createdBy = actor }
    if case .reference(let actor)? = values.removeValue(forKey: "updatedBy") { stamp.updatedBy = actor }
    self = try AnyRecord(type: type, id: id, stamp: stamp, values: values).recoded()
  }

  /// The record before an update.
  ///
  /// - Parameter earlier: The entry before it, which says who wrote that version; nil when that was the creation.
  fileprivate func undoing(_ entry: HistoryEntry, after earlier: HistoryEntry?) throws -> AnyRecord {
    var values = try values()
    for change in entry.changes { values[change.field] = try change.value(change.before, in: type) }
    var stamp = stamp
    stamp.revision = entry.revisionBefore
    stamp.updatedAt = earlier?.stamp.createdAt ?? stamp.createdAt
    stamp.updatedBy = earlier.map(\.stamp.createdBy) ?? stamp.createdBy
    return try AnyRecord(type: type, id: id, stamp: stamp, values: values).recoded()
  }

  /// The record with its derived fields computed anew.
  package func recoded() throws -> AnyRecord { try type.propose(self, nil, self).encoded.complete }
}

extension FieldChange {
  /// A side of the change as a value of the field; nil for none, and for a field that the type no longer has.
  fileprivate func value(_ text: String?, in recordType: RecordType) throws -> AnyValue? {
    guard let text else { return nil }
    if let field = recordType.field(named: field) { return try AnyValue(text: text, as: field.type) }
    guard recordType.allowsCustomFields, let type = FieldType(storedName: type) else { return nil }
    return try AnyValue(text: text, as: type)
  }
}

extension WriteContext {
  /// Writes a deleted record back: ``RecordWriting/restore(_:)`` without its Swift type.
  public func restore(_ key: RecordKey) async throws -> AnyRecord {
    guard try await record(key) == nil else { throw StoreError.alreadyExists(key) }
    // What this transaction itself has deleted is not in the history yet.
    let type = try reading.catalog.type(of: key.entity)
    guard !changes.haveDeleted(key.id, of: type), let deletion = try await reading.entries(of: key).last,
      deletion.kind == .deleted
    else { throw StoreError.notFound(key) }
    let deleted = try AnyRecord(deletion, type: type)
    return try await add(type.propose(deleted, nextStamp(after: deleted), nil), restoring: deleted)
  }
}
