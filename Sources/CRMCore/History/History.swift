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
  /// The creation is the first item of every record; there is another where a record was inserted anew after its deletion. Nothing more is
  /// known of types whose history is switched off, nor, inside a transaction, of what it has done itself.
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
    var version: AnyRecord?
    switch try await end(of: key, entries) {
    case .record(let current): version = current
    case .deletion: break
    case .nothing: return []
    }
    let type = try catalog.type(of: key.entity)
    var items: [HistoryItem] = []
    for (position, entry) in entries.enumerated().reversed() {
      // What is there although the one before it was deleted began anew.
      if entry.kind == .deleted, let version { items.append(HistoryItem(creation: version.stamp)) }
      items.append(HistoryItem(entry))
      version = try entry.undone(from: version, after: position > 0 ? entries[position - 1] : nil, type)
    }
    guard let version else { return [] }
    items.append(HistoryItem(creation: version.stamp))
    return items.reversed()
  }

  /// The record as it was at an instant: ``RecordReading/get(_:asOf:)`` without its Swift type.
  public func record(_ key: RecordKey, asOf instant: Instant) async throws -> AnyRecord? {
    let entries = try await entries(of: key)
    let current: AnyRecord?
    switch try await end(of: key, entries) {
    case .record(let record): current = record
    case .deletion: current = nil
    case .nothing: return nil
    }
    let version = try version(of: current, key, entries) { $0.stamp.createdAt <= instant }
    guard let version, version.stamp.createdAt <= instant else { return nil }
    return version
  }

  /// The record as it was at a revision; nil when the history does not reach back to it.
  func version(of current: AnyRecord, revision: Int64) async throws -> AnyRecord? {
    let current = change(of: current.id, current.type)?.before ?? current
    let entries = try await entries(of: current.key).ofLastLife
    let version = try version(of: current, current.key, entries) { $0.recordRevision <= revision }
    return version?.stamp.revision == revision ? version : nil
  }

  /// Where a record's history ends.
  private enum HistoryEnd {
    /// With the record as it is.
    case record(AnyRecord)
    /// With its deletion.
    case deletion
    /// There is none, or none that the actor may see.
    case nothing
  }

  /// Where a record's history ends, to which nothing belongs yet that the transaction around has done.
  private func end(of key: RecordKey, _ entries: [HistoryEntry]) async throws -> HistoryEnd {
    var current = try await record(key)
    if let change = try change(of: key.id, catalog.type(of: key.entity)) {
      // Of what is gone by now, it can't be told any more whether it was in sight.
      if current == nil, change.before != nil { return .nothing }
      current = change.before
    }
    return current.map { .record($0) } ?? (entries.last?.kind == .deleted ? .deletion : .nothing)
  }

  /// The entries of a record, the oldest first.
  func entries(of key: RecordKey) async throws -> [HistoryEntry] {
    let filter: FilterExpression = .and([
      .compare("record", .equal, .text(key.id.description)), .compare("subject", .equal, .text(key.entity)),
    ])
    let query = RecordQuery(HistoryEntry.recordType, where: filter)
    return try await reader.records(query).map(HistoryEntry.schema.decode).inOrder
  }

  /// Undoes entries from the newest to the first one that is kept.
  private func version(
    of current: AnyRecord?, _ key: RecordKey, _ entries: [HistoryEntry], keeping isKept: (HistoryEntry) -> Bool
  ) throws -> AnyRecord? {
    var version = current
    let type = try catalog.type(of: key.entity)
    for (position, entry) in entries.enumerated().reversed() {
      if isKept(entry) { break }
      version = try entry.undone(from: version, after: position > 0 ? entries[position - 1] : nil, type)
    }
    return version
  }
}

extension HistoryItem {
  fileprivate init(creation: Stamp) {
    self.init(
      kind: .created, instant: creation.createdAt, actor: creation.createdBy, revision: creation.revision, changes: [])
  }

  fileprivate init(_ entry: HistoryEntry) {
    self.init(
      kind: entry.kind, instant: entry.stamp.createdAt, actor: entry.stamp.createdBy, revision: entry.recordRevision,
      changes: entry.changes)
  }
}

extension HistoryEntry {
  /// The record before the change; nil when there was none.
  ///
  /// - Parameters:
  ///   - later: The record after the change.
  ///   - earlier: The entry before this one.
  fileprivate func undone(
    from later: AnyRecord?, after earlier: HistoryEntry?, _ type: RecordType
  ) throws -> AnyRecord? {
    switch kind {
    case .created, .restored: nil
    case .deleted: try AnyRecord(self, type: type)
    case .updated: try later?.undoing(self, after: earlier)
    }
  }

  /// A deletion leaves the revision as the change before it made it.
  fileprivate var rank: Int { kind == .deleted ? 1 : 0 }

  /// Whether this entry goes on where another ended.
  fileprivate func continues(_ other: HistoryEntry) -> Bool {
    revisionBefore == other.recordRevision && (kind == .restored) == (other.kind == .deleted)
  }
}

extension [HistoryEntry] {
  /// The entries of one record, the oldest first: by their revisions, which are right also where machines' clocks differ.
  ///
  /// Where a record was inserted under the identifier of a deleted one, revisions begin again; then time decides.
  fileprivate var inOrder: [HistoryEntry] {
    let byRevision = sorted { ($0.recordRevision, $0.rank, $0.id) < ($1.recordRevision, $1.rank, $1.id) }
    let isOneLife = zip(byRevision, byRevision.dropFirst()).allSatisfy { $1.continues($0) }
    return isOneLife ? byRevision : sorted { ($0.stamp.createdAt, $0.id) < ($1.stamp.createdAt, $1.id) }
  }

  /// Those behind the last deletion that the record was not restored from: it ended another, which had the identifier before.
  fileprivate var ofLastLife: [HistoryEntry] {
    let end = indices.last { self[$0].kind == .deleted && dropFirst($0 + 1).first?.kind != .restored }
    return Array(self[(end.map { $0 + 1 } ?? 0)...])
  }
}

extension AnyRecord {
  /// The record that a deletion's entry describes.
  init(_ deletion: HistoryEntry, type: RecordType) throws {
    guard let id = Identifier(deletion.record) else { throw RecordError.damaged }
    var values = try deletion.changes.reduce(into: [:] as [String: AnyValue]) { values, change in
      if let value = try change.value(change.before, in: type) { values[type.currentName(of: change.field)] = value }
    }
    var stamp = Stamp()
    if case .integer(let revision)? = values.removeValue(forKey: "revision") { stamp.revision = revision }
    if case .instant(let instant)? = values.removeValue(forKey: "createdAt") { stamp.createdAt = instant }
    if case .instant(let instant)? = values.removeValue(forKey: "updatedAt") { stamp.updatedAt = instant }
    if case .reference(let actor)? = values.removeValue(forKey: "createdBy") { stamp.createdBy = actor }
    if case .reference(let actor)? = values.removeValue(forKey: "updatedBy") { stamp.updatedBy = actor }
    self = try AnyRecord(preserving: values, of: type, id: id, stamp: stamp).recoded()
  }

  /// The record before an update.
  ///
  /// - Parameter earlier: The entry before it, which says who wrote that version, unless that was the creation.
  fileprivate func undoing(_ entry: HistoryEntry, after earlier: HistoryEntry?) throws -> AnyRecord {
    let earlier = earlier?.kind == .deleted ? nil : earlier
    var values = try values()
    for change in entry.changes {
      values[type.currentName(of: change.field)] = try change.value(change.before, in: type)
    }
    var stamp = stamp
    stamp.revision = entry.revisionBefore
    stamp.updatedAt = earlier?.stamp.createdAt ?? stamp.createdAt
    stamp.updatedBy = earlier.map(\.stamp.createdBy) ?? stamp.createdBy
    return try AnyRecord(preserving: values, of: type, id: id, stamp: stamp).recoded()
  }

  /// The record with its derived fields computed anew.
  package func recoded() throws -> AnyRecord { try type.propose(self, nil, self).encoded.complete }
}

extension FieldChange {
  /// A side of the change as a value of the field; nil for none, and for one of a type that this version does not know.
  fileprivate func value(_ text: String?, in recordType: RecordType) throws -> AnyValue? {
    guard let text else { return nil }
    if let field = recordType.field(named: recordType.currentName(of: field)) {
      guard type != field.type.description,
        let conversion = recordType.conversions(of: field.name).first(where: { $0.source.description == type })
      else { return try AnyValue(text: text, as: field.type) }
      return try conversion.convert(AnyValue(text: text, as: conversion.source))
    }
    // A custom field's, or that of another version of the program, which is kept for it.
    return try FieldType(storedName: type).map { try AnyValue(text: text, as: $0) }
  }
}

extension WriteContext {
  /// Writes a deleted record back: ``RecordWriting/restore(_:)`` without its Swift type.
  public func restore(_ key: RecordKey) async throws -> AnyRecord {
    guard try await record(key) == nil else { throw StoreError.alreadyExists(key) }
    // What this transaction itself has deleted is not in the history yet.
    let type = try reading.catalog.type(of: key.entity)
    guard changes.change(of: key.id, type)?.isDeleted != true, let deletion = try await reading.entries(of: key).last,
      deletion.kind == .deleted
    else { throw StoreError.notFound(key) }
    if let view = writer.restrictions?.view, view.limitsFields(of: key.entity) {
      // The record as the actor sees it is not the one that was deleted.
      throw view.refused(.notAllowed("restore", key))
    }
    let deleted = try AnyRecord(deletion, type: type)
    return try await add(type.propose(deleted, nextStamp(after: deleted), deleted), restoring: deleted)
  }
}
