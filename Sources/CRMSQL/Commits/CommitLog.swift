package import CRMCore

/// The newest commits with what they did, by which other processes' feeds learn of them.
///
/// A commit is a row that holds each record's key, and the record as it was before. What it was after is found in the commits that
/// followed, or in its table: so adding a record, which is what a bulk load does, costs the log no more than the key.
package struct CommitLog<Connection: SQLConnection> {
  private let connection: Connection
  private let schema: StoreSchema
  private let catalog: Catalog

  package init(_ connection: Connection, _ schema: StoreSchema, _ catalog: Catalog) {
    self.connection = connection
    self.schema = schema
    self.catalog = catalog
  }

  /// The number of the last commit that the connection's transaction sees, and builds on.
  ///
  /// - Throws: ``SchemaError/impossibleCommit(_:)``, and ``SchemaError/rebuiltMeanwhile`` when the tables are not those of the schema any more.
  package func lastCommit() throws -> UInt64 {
    var (sequence, generation): (UInt64, Int64) = (0, 0)
    try connection.query("SELECT (SELECT max(sequence) FROM crm_commits), generation FROM crm_store") { row in
      sequence = try row.lastCommit(0)
      generation = try row.integer(1)
    }
    guard generation == schema.generation else { throw SchemaError.rebuiltMeanwhile }
    return sequence
  }

  /// Adds a commit, and lets go of those before the newest `kept`.
  package func append(_ changes: ChangeSet, keeping kept: Int) throws {
    try connection.insert(
      into: "crm_commits",
      [
        "sequence": .integer(Int64(changes.sequence)), "instant": .instant(changes.instant),
        "actor": changes.actor.map(SQLValue.identifier) ?? .null, "changes": .blob(try changes.logged()),
      ])
    try connection.run(
      "DELETE FROM crm_commits WHERE sequence <= \(connection.dialect.parameter(1))",
      [.integer(Int64(changes.sequence) - Int64(max(1, kept)))])
  }

  /// The commits that came after one, in their order, as far as the log has them.
  ///
  /// What this program does not declare, it is not told of.
  package func changeSets(after sequence: UInt64) throws -> [ChangeSet] {
    let view = SQLView(connection, schema, catalog)
    var sets: [ChangeSet] = []
    var current: [RecordKey: AnyRecord?] = [:]
    // The newest first: before each change stands what was there after the one before it.
    let newest = "WHERE sequence > \(connection.dialect.parameter(1)) ORDER BY sequence DESC"
    try connection.forEachOfMany(
      "SELECT sequence, instant, actor, changes FROM crm_commits \(newest)",
      bind: { try $0.bind(Int64(sequence), at: 1) }
    ) { row in
      var changes: [RecordChange] = []
      for logged in try LoggedChange.all(in: row.blob(3)) {
        guard let type = try? catalog.type(of: logged.key.entity) else { continue }
        let after = try current[logged.key] ?? view.record(logged.key)
        let before = try logged.before.map { try $0.record(of: type, id: logged.key.id) }
        current[logged.key] = .some(before)
        if let change = RecordChange(before: before, after: after) { changes.append(change) }
      }
      sets.append(
        ChangeSet(
          sequence: UInt64(bitPattern: try row.integer(0)), instant: try row.instant(1),
          actor: row.isNull(2) ? nil : try row.identifier(2), changes: changes))
      return true
    }
    return sets.reversed()
  }
}

extension ChangeSet {
  /// What was done, as a row of the log holds it.
  package func logged() throws -> [UInt8] {
    var bytes: [UInt8] = []
    for change in changes { try LoggedChange(change).append(to: &bytes) }
    return bytes
  }
}

/// One record's change in the log: its entity's name behind the name's length in one byte, its identifier, and a 1 and the record before, or
/// a 0 where there was none.
struct LoggedChange {
  let key: RecordKey
  let before: LoggedRecord?

  init(_ change: RecordChange) throws {
    key = change.key
    before = try change.before.map(LoggedRecord.init)
  }

  private init(key: RecordKey, before: LoggedRecord?) {
    self.key = key
    self.before = before
  }

  func append(to bytes: inout [UInt8]) throws {
    let entity = Array(key.entity.utf8.prefix(255))
    bytes.append(UInt8(entity.count))
    bytes += entity
    ValueCoding.append(key.id, to: &bytes)
    bytes.append(before == nil ? 0 : 1)
    try before?.append(to: &bytes)
  }

  static func all(in bytes: UnsafeRawBufferPointer) throws -> [LoggedChange] {
    var reader = LogReader(rest: bytes[...])
    var changes: [LoggedChange] = []
    while !reader.rest.isEmpty {
      let entity = String(decoding: try reader.take(Int(reader.byte())), as: UTF8.self)
      let id = try ValueCoding.reference(reader.take(16))
      let before = try reader.byte() == 0 ? nil : LoggedRecord(&reader)
      changes.append(LoggedChange(key: RecordKey(entity: entity, id: id), before: before))
    }
    return changes
  }
}

/// A record in the log: its stamp and its values with their names and types, whatever a program declares.
struct LoggedRecord {
  private let stamp: Stamp
  private let values: CustomValues

  init(_ record: AnyRecord) throws {
    stamp = record.stamp
    values = CustomValues(try record.values())
  }

  /// The record as this program declares it.
  func record(of type: RecordType, id: Identifier) throws -> AnyRecord {
    try AnyRecord(preserving: values.values, of: type, id: id, stamp: stamp)
  }

  func append(to bytes: inout [UInt8]) throws {
    for part in [stamp.revision, stamp.createdAt.microsecondsSince1970, stamp.updatedAt.microsecondsSince1970] {
      withUnsafeBytes(of: part.littleEndian) { bytes.append(contentsOf: $0) }
    }
    for actor in [stamp.createdBy, stamp.updatedBy] {
      bytes.append(actor == nil ? 0 : 1)
      if let actor { ValueCoding.append(actor, to: &bytes) }
    }
    var encoded: [UInt8] = []
    let refusals = try CustomValues.append(values, to: &encoded)
    guard refusals.isEmpty else { throw RecordError.damaged }
    withUnsafeBytes(of: Int64(encoded.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes += encoded
  }

  init(_ reader: inout LogReader) throws {
    var stamp = Stamp()
    stamp.revision = try reader.integer()
    stamp.createdAt = Instant(microsecondsSince1970: try reader.integer())
    stamp.updatedAt = Instant(microsecondsSince1970: try reader.integer())
    stamp.createdBy = try reader.byte() == 0 ? nil : ValueCoding.reference(reader.take(16))
    stamp.updatedBy = try reader.byte() == 0 ? nil : ValueCoding.reference(reader.take(16))
    self.stamp = stamp
    values = try CustomValues(bytes: reader.take(Int(clamping: reader.integer())))
  }
}

/// Takes one part after the other off a row of the log.
struct LogReader {
  var rest: Slice<UnsafeRawBufferPointer>

  mutating func byte() throws -> UInt8 {
    guard let byte = rest.popFirst() else { throw RecordError.damaged }
    return byte
  }

  mutating func integer() throws -> Int64 { try take(8).loadUnaligned(as: Int64.self).littleEndian }

  mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
    guard count >= 0, rest.count >= count else { throw RecordError.damaged }
    defer { rest = rest.dropFirst(count) }
    return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
  }
}

extension SQLRow {
  /// The number of the last commit, 0 for null.
  ///
  /// - Throws: ``SchemaError/impossibleCommit(_:)`` for one that nothing can come behind, or before.
  package func lastCommit(_ column: Int) throws -> UInt64 {
    guard !isNull(column) else { return 0 }
    let number = try integer(column)
    guard number >= 0, number < .max else { throw SchemaError.impossibleCommit(number) }
    return UInt64(number)
  }
}
