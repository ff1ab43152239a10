import CRMKit
import CSQLite
import Foundation
import GRDB

/// GRDB as somebody who measures would use it: cached statements, values bound and read by position, no Codable.
///
/// Reads and writes are the synchronous ones, which are quicker than the asynchronous; only where 64 tasks commit are they the asynchronous.
final class GRDBTunedSubject: Subject {
  let name = "grdb-tuned"
  let folder: String?
  let works = Set(Work.allCases)
  private let path: String
  private var pool: DatabasePool?

  init(in folder: String) {
    self.folder = folder
    path = folder + "/people.sqlite"
  }

  var settings: String {
    """
    GRDB 7.10.0, DatabasePool (WAL), cachedStatement, arguments and columns by position, synchronous read and write, \
    \(SQLiteSettings.pragmas.joined(separator: ", ")); unsynced: synchronous = NORMAL, synced: FULL, set after \
    opening; bulk load in one transaction, FULL
    """
  }

  func create() throws {
    try open(.synced)
    try opened.write { try $0.execute(sql: PersonTable.creation) }
  }

  func load(_ rows: [Person]) throws {
    try opened.write { db in
      let statement = try db.cachedStatement(sql: PersonTable.insertion)
      for row in rows {
        statement.setUncheckedArguments(row.arguments)
        try statement.execute()
      }
    }
  }

  func open(_ syncing: Syncing) throws {
    var configuration = Configuration()
    configuration.prepareDatabase { db in
      for pragma in SQLiteSettings.pragmas { try db.execute(sql: "PRAGMA \(pragma)") }
    }
    let pool = try DatabasePool(path: path, configuration: configuration)
    // DatabasePool sets NORMAL when it opens, whatever its configuration says.
    try pool.writeWithoutTransaction { try $0.execute(sql: SQLiteSettings.synchronous(syncing)) }
    self.pool = pool
  }

  func close() throws {
    try pool?.close()
    pool = nil
  }

  func commit(_ rows: [Person]) throws {
    let pool = try opened
    for row in rows { try pool.write { try $0.insert(row) } }
  }

  func commit(concurrently parts: [[Person]]) async throws {
    let pool = try opened
    try await withThrowingTaskGroup(of: Void.self) { group in
      for rows in parts { group.addTask { for row in rows { try await pool.write { try $0.insert(row) } } } }
      try await group.waitForAll()
    }
  }

  func get(_ ids: [Identifier], _ sink: inout Sink) throws {
    let pool = try opened
    for id in ids {
      let person = try pool.read { db in
        try Person.fetchOne(db.cachedStatement(sql: PersonTable.byID), arguments: [IdentifierBytes(id)])
      }
      if let person { sink.take(person) }
    }
  }

  func get(emails: [String], _ sink: inout Sink) throws {
    let pool = try opened
    for email in emails {
      let person = try pool.read { db in
        try Person.fetchOne(db.cachedStatement(sql: PersonTable.byEmail), arguments: [email])
      }
      if let person { sink.take(person) }
    }
  }

  func filter(_ sink: inout Sink) throws {
    let people = try opened.read { db in
      try Person.fetchAll(
        db.cachedStatement(sql: PersonTable.filtered), arguments: [Selection.status.rawValue, Selection.score])
    }
    sink.take(people)
  }

  func page(_ sink: inout Sink) throws {
    let people = try opened.read { try Person.fetchAll($0.cachedStatement(sql: PersonTable.page)) }
    sink.take(people)
  }

  func groups() throws -> [GroupTotal] {
    try opened.read { db in
      let rows = try Row.fetchCursor(db.cachedStatement(sql: PersonTable.groups))
      return try Array(rows.map { GroupTotal(status: $0[0], count: $0[1], revenue: $0[2]) })
    }
  }

  private var opened: DatabasePool {
    get throws {
      guard let pool else { throw NotOpen() }
      return pool
    }
  }
}

extension Database {
  fileprivate func insert(_ row: Person) throws {
    let statement = try cachedStatement(sql: PersonTable.insertion)
    statement.setUncheckedArguments(row.arguments)
    try statement.execute()
  }
}

extension Person: FetchableRecord {
  init(row: Row) {
    self.init(id: RecordID((row[0] as IdentifierBytes).id))
    stamp.revision = row[1]
    stamp.createdAt = Instant(microsecondsSince1970: row[2])
    stamp.updatedAt = Instant(microsecondsSince1970: row[3])
    givenName = row[4]
    familyName = row[5]
    email = row[6]
    phone = row[7]
    jobTitle = row[8]
    company = row[9]
    street = row[10]
    postalCode = row[11]
    city = row[12]
    region = row[13]
    country = row[14]
    website = row[15]
    language = row[16]
    status = PersonStatus(rawValue: row[17]) ?? .other
    source = row[18]
    score = row[19]
    revenue = row[20]
    birthday = (row[21] as Int?).flatMap { try? CalendarDate(daysSince1970: $0) }
    lastContactedAt = Instant(microsecondsSince1970: row[22])
    isSubscribed = row[23]
  }

  fileprivate var arguments: StatementArguments {
    let now = Instant(Date()).microsecondsSince1970
    return [
      IdentifierBytes(id.identifier), 1, now, now, givenName, familyName, email, phone, jobTitle, company, street,
      postalCode, city,
      region, country, website, language, status.rawValue, source, score, revenue,
      birthday.map { Int($0.daysSince1970) }, lastContactedAt.microsecondsSince1970, isSubscribed,
    ]
  }
}

/// An identifier as 16 bytes, bound and read where they are.
private struct IdentifierBytes: DatabaseValueConvertible, StatementColumnConvertible {
  let id: Identifier

  init(_ id: Identifier) { self.id = id }

  init?(sqliteStatement: GRDB.SQLiteStatement, index: CInt) {
    let bytes = UnsafeRawBufferPointer(
      start: sqlite3_column_blob(sqliteStatement, index), count: Int(sqlite3_column_bytes(sqliteStatement, index)))
    guard let id = Identifier(bytes: bytes) else { return nil }
    self.id = id
  }

  var databaseValue: DatabaseValue { id.withBytes { Data($0).databaseValue } }

  func bind(to sqliteStatement: GRDB.SQLiteStatement, at index: CInt) -> CInt {
    id.withBytes { sqlite3_bind_blob(sqliteStatement, index, $0.baseAddress, CInt($0.count), SQLiteStatement.copied) }
  }

  static func fromDatabaseValue(_ value: DatabaseValue) -> IdentifierBytes? {
    Data.fromDatabaseValue(value).flatMap { $0.withUnsafeBytes { Identifier(bytes: $0) } }.map(IdentifierBytes.init)
  }
}
