import CRMKit
import CSQLite
import Foundation
import Synchronization

/// SQLite through its C interface: one connection, every statement prepared once.
final class SQLiteSubject: Subject {
  /// One connection with its statements.
  private final class Database {
    let connection: SQLiteConnection
    let begin, commit, insert, byID, byEmail, filtered, page, groups: SQLiteStatement

    init(_ path: String, _ syncing: Syncing, isNew: Bool) throws {
      connection = try SQLiteConnection(path)
      try connection.execute("PRAGMA journal_mode = WAL")
      for pragma in SQLiteSettings.pragmas { try connection.execute("PRAGMA \(pragma)") }
      try connection.execute(SQLiteSettings.synchronous(syncing))
      if isNew { try connection.execute(PersonTable.creation) }
      begin = try SQLiteStatement("BEGIN IMMEDIATE", connection)
      commit = try SQLiteStatement("COMMIT", connection)
      insert = try SQLiteStatement(PersonTable.insertion, connection)
      byID = try SQLiteStatement(PersonTable.byID, connection)
      byEmail = try SQLiteStatement(PersonTable.byEmail, connection)
      filtered = try SQLiteStatement(PersonTable.filtered, connection)
      page = try SQLiteStatement(PersonTable.page, connection)
      groups = try SQLiteStatement(PersonTable.groups, connection)
    }
  }

  let name = "sqlite"
  let folder: String?
  let works = Set(Work.allCases)
  private let path: String
  private var database: Database?

  init(in folder: String) {
    self.folder = folder
    path = folder + "/people.sqlite"
  }

  var settings: String {
    """
    SQLite \(String(cString: sqlite3_libversion())), C interface, statements prepared once, journal_mode = WAL, \
    \(SQLiteSettings.pragmas.joined(separator: ", ")); unsynced: synchronous = NORMAL, synced: FULL; bulk load in one \
    transaction, FULL
    """
  }

  func create() throws { database = try Database(path, .synced, isNew: true) }

  func load(_ rows: [Person]) throws {
    let database = try opened
    try database.begin.run()
    for row in rows { try database.insert.run(row) }
    try database.commit.run()
  }

  func open(_ syncing: Syncing) throws { database = try Database(path, syncing, isNew: false) }

  func close() { database = nil }

  func commit(_ rows: [Person]) throws {
    let database = try opened
    for row in rows { try database.insert.run(row) }
  }

  func commit(concurrently parts: [[Person]]) async throws {
    let turns = try Turns(path)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for rows in parts { group.addTask { for row in rows { try await turns.commit(row) } } }
      try await group.waitForAll()
    }
  }

  func get(_ ids: [Identifier], _ sink: inout Sink) throws {
    let statement = try opened.byID
    for id in ids {
      id.withBytes { statement.bind(blob: $0, at: 1) }
      if try statement.step() { sink.take(Person(statement)) }
      statement.reset()
    }
  }

  func get(emails: [String], _ sink: inout Sink) throws {
    let statement = try opened.byEmail
    for email in emails {
      statement.bind(email, at: 1)
      if try statement.step() { sink.take(Person(statement)) }
      statement.reset()
    }
  }

  func filter(_ sink: inout Sink) throws {
    let statement = try opened.filtered
    statement.bind(Selection.status.rawValue, at: 1)
    statement.bind(Int64(Selection.score), at: 2)
    // All are at hand together in the end, as they are with the other subjects.
    var people: [Person] = []
    while try statement.step() { people.append(Person(statement)) }
    statement.reset()
    sink.take(people)
  }

  func page(_ sink: inout Sink) throws {
    let statement = try opened.page
    while try statement.step() { sink.take(Person(statement)) }
    statement.reset()
  }

  func groups() throws -> [GroupTotal] {
    let statement = try opened.groups
    var totals: [GroupTotal] = []
    while try statement.step() {
      totals.append(
        GroupTotal(
          status: statement.text(0), count: Int(statement.integer(1)), revenue: Int(statement.integer(2))))
    }
    statement.reset()
    return totals
  }

  private var opened: Database {
    get throws {
      guard let database else { throw NotOpen() }
      return database
    }
  }

  /// One connection at which many tasks take turns, synced.
  private actor Turns {
    private let database: Database

    init(_ path: String) throws { database = try Database(path, .synced, isNew: false) }

    func commit(_ row: Person) throws { try database.insert.run(row) }
  }
}

extension SQLiteStatement {
  /// Inserts a row.
  func run(_ row: Person) throws {
    bind(row)
    try run()
  }

  private func bind(_ row: Person) {
    row.id.identifier.withBytes { bind(blob: $0, at: 1) }
    let now = Instant(Date()).microsecondsSince1970
    bind(1, at: 2)
    bind(now, at: 3)
    bind(now, at: 4)
    bind(row.givenName, at: 5)
    bind(row.familyName, at: 6)
    bind(row.email, at: 7)
    bind(row.phone, at: 8)
    bind(row.jobTitle, at: 9)
    bind(row.company, at: 10)
    bind(row.street, at: 11)
    bind(row.postalCode, at: 12)
    bind(row.city, at: 13)
    bind(row.region, at: 14)
    bind(row.country, at: 15)
    bind(row.website, at: 16)
    bind(row.language, at: 17)
    bind(row.status.rawValue, at: 18)
    bind(row.source, at: 19)
    bind(Int64(row.score), at: 20)
    bind(Int64(row.revenue), at: 21)
    if let birthday = row.birthday { bind(Int64(birthday.daysSince1970), at: 22) } else { bindNull(at: 22) }
    bind(row.lastContactedAt.microsecondsSince1970, at: 23)
    bind(row.isSubscribed ? 1 : 0, at: 24)
  }
}
