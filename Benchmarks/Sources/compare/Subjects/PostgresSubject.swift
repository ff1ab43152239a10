#if PostgreSQL
  import CPostgreSQL
  import CRMKit
  import Dispatch
  import Foundation

  /// PostgreSQL through libpq: one connection, every statement prepared once, values in the binary form.
  final class PostgresSubject: Subject {
    let name = "postgres"
    let folder: String? = nil
    let works = Set(Work.allCases).subtracting([.memoryBytes])
    private let schema = PostgresServer.schema(of: "postgres")
    private var connection: PostgresConnection?
    /// The connections of those who commit at once, which a program would keep.
    private var others: [Committer] = []

    var settings: String {
      """
      libpq \(PQlibVersion() / 10_000).\(PQlibVersion() % 10_000), statements prepared once, values in the binary form, \
      each commit a statement by itself; unsynced: synchronous_commit off, synced: on; bulk load by COPY in one \
      transaction, which makes the indexes behind it
      """
    }

    func create() throws {
      let connection = try connect(.synced)
      try connection.execute("CREATE SCHEMA \(schema); \(PostgresTable.creation)")
      self.connection = connection
    }

    func load(_ rows: [Person]) throws {
      let connection = try opened
      try connection.execute("BEGIN")
      var rest = rows[...]
      try connection.copy(PostgresTable.copying) { values in
        while values.size < 1 << 16, let row = rest.popFirst() {
          values.beginRow(PersonTable.columns.count)
          values.append(row)
        }
        return !rest.isEmpty
      }
      try connection.execute("\(PostgresTable.indexes); COMMIT")
    }

    func open(_ syncing: Syncing) throws {
      let connection = try connect(syncing)
      for (name, sql) in PostgresTable.statements { try connection.prepare(name, sql) }
      self.connection = connection
    }

    func close() {
      connection = nil
      others = []
    }

    func compact() throws { try PostgresServer.settle(schema) }

    func size() throws -> Int { try PostgresServer.size(of: schema) }

    func remove() throws { try PostgresServer.remove(schema) }

    func commit(_ rows: [Person]) throws { try PostgresSubject.commit(rows, on: opened) }

    func commit(concurrently parts: [[Person]]) async throws {
      while others.count < parts.count {
        let connection = try connect(.synced)
        try connection.prepare("insert", PostgresTable.insertion)
        others.append(Committer(connection))
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (committer, rows) in zip(others, parts) { group.addTask { try await committer.commit(rows) } }
        try await group.waitForAll()
      }
    }

    fileprivate static func commit(_ rows: [Person], on connection: PostgresConnection) throws {
      var values = PostgresValues()
      for row in rows {
        values.append(row)
        try connection.run("insert", values)
        values.removeAll()
      }
    }

    func get(_ ids: [Identifier], _ sink: inout Sink) throws {
      let connection = try opened
      var values = PostgresValues()
      for id in ids {
        id.withBytes { values.append($0) }
        let result = try connection.run("byID", values)
        if result.count > 0 { sink.take(Person(result[0])) }
        values.removeAll()
      }
    }

    func get(emails: [String], _ sink: inout Sink) throws {
      let connection = try opened
      var values = PostgresValues()
      for email in emails {
        values.append(email)
        let result = try connection.run("byEmail", values)
        if result.count > 0 { sink.take(Person(result[0])) }
        values.removeAll()
      }
    }

    func filter(_ sink: inout Sink) throws {
      var values = PostgresValues()
      values.append(Selection.status.rawValue)
      values.append(Int64(Selection.score))
      let result = try opened.run("filtered", values)
      // All are at hand together in the end, as they are with the other subjects.
      let people = (0..<result.count).map { Person(result[$0]) }
      sink.take(people)
    }

    func page(_ sink: inout Sink) throws {
      let result = try opened.run("page", PostgresValues())
      for row in 0..<result.count { sink.take(Person(result[row])) }
    }

    func groups() throws -> [GroupTotal] {
      let result = try opened.run("groups", PostgresValues())
      return (0..<result.count).map { index in
        let row = result[index]
        return GroupTotal(status: row.text(0), count: Int(row.integer(1)), revenue: Int(row.integer(2)))
      }
    }

    private func connect(_ syncing: Syncing) throws -> PostgresConnection {
      try PostgresConnection(
        PostgresServer.address(PostgresServer.synchronousCommit(syncing), "search_path=\(schema)"))
    }

    private var opened: PostgresConnection {
      get throws {
        guard let connection else { throw NotOpen() }
        return connection
      }
    }
  }

  /// One of many who commit at once, each on a connection and a thread of its own.
  ///
  /// Sendable although the compiler can't see it: the connection is used on the queue only.
  private final class Committer: @unchecked Sendable {
    private let connection: PostgresConnection
    private let queue = DispatchQueue(label: "compare.postgres")

    init(_ connection: PostgresConnection) { self.connection = connection }

    func commit(_ rows: [Person]) async throws {
      try await withCheckedThrowingContinuation { continuation in
        queue.async { [self] in
          continuation.resume(with: Result { try PostgresSubject.commit(rows, on: connection) })
        }
      }
    }
  }

  extension PostgresValues {
    /// Appends a value for each column of the table.
    fileprivate mutating func append(_ row: Person) {
      row.id.identifier.withBytes { append($0) }
      let now = Instant(Date()).microsecondsSince1970
      append(1 as Int64)
      append(now)
      append(now)
      append(row.givenName)
      append(row.familyName)
      append(row.email)
      append(row.phone)
      append(row.jobTitle)
      append(row.company)
      append(row.street)
      append(row.postalCode)
      append(row.city)
      append(row.region)
      append(row.country)
      append(row.website)
      append(row.language)
      append(row.status.rawValue)
      append(row.source)
      append(Int64(row.score))
      append(Int64(row.revenue))
      if let birthday = row.birthday {
        append(birthday.daysSince1970 - PostgresTable.daysUntil2000)
      } else {
        appendNull()
      }
      append(row.lastContactedAt.microsecondsSince1970)
      append(row.isSubscribed)
    }
  }
#endif
