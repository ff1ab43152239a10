#if SQLite
  import CRMCore
  import CRMKitSQLite
  import CRMSQL

  /// One connection to a database, with the statements that were compiled on it.
  ///
  /// Sendable although the compiler can't see it: a connection has one holder at a time, a reader, the writer or the store while it opens, and each
  /// of these uses it inside of its lock only. SQLite itself is told to lock nothing.
  final class SQLiteConnection: @unchecked Sendable {
    let path: String
    private let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]
    /// Some of the statements that are run again and again, which are found here sooner than by the hash of their text.
    private var recent: [(sql: String, statement: SQLiteStatement)] = []

    /// More statements than this are not kept: texts of queries come without end.
    private static let mostStatements = 256
    private static let mostRecent = 6

    /// What is at its row as long as a view is open.
    private var view: SQLiteStatement?
    /// The last commit that was looked up, and the version of the database in which it was that.
    private var newest: (version: UInt32, sequence: UInt64)?

    /// Opens a database.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - mayCreate: Whether it is created where there is none.
    ///   - patience: How long somebody else's lock is waited for, in milliseconds.
    init(path: String, mayCreate: Bool, patience: Int32) throws {
      var handle: OpaquePointer?
      let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
      let code = sqlite3_open_v2(path, &handle, flags | (mayCreate ? SQLITE_OPEN_CREATE : 0), nil)
      guard let handle else { throw SQLiteStoreError(code, "out of memory", path: path) }
      guard code == SQLITE_OK else {
        defer { sqlite3_close_v2(handle) }
        throw SQLiteStoreError(code, String(cString: sqlite3_errmsg(handle)), path: path)
      }
      self.path = path
      self.handle = handle
      sqlite3_busy_timeout(handle, patience)
    }

    deinit {
      // Statements are finalized first; the last connection to be closed writes the log into the database.
      view = nil
      recent = []
      statements = [:]
      sqlite3_close_v2(handle)
    }

    /// Whether the database may only be read.
    var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

    /// Whether a transaction is under way.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// How many rows the last statement changed.
    var changedRows: Int { Int(sqlite3_changes64(handle)) }

    /// The error of the call that failed last.
    func failure() -> SQLiteStoreError {
      SQLiteStoreError(sqlite3_extended_errcode(handle), String(cString: sqlite3_errmsg(handle)), path: path)
    }

    /// Runs statements without parameters and rows, which are not kept.
    func execute(_ sql: String) throws {
      guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure() }
    }

    /// Lets the database keep a log of what is written, beside which others read.
    ///
    /// SQLite waits for nobody when it begins to, since two that wait for each other's end would do so for ever: so the others are waited for in
    /// between, with nothing in hand.
    func keepLog() throws {
      for _ in 0..<100 {
        do { return try execute("PRAGMA journal_mode = WAL") } catch SQLiteStoreError.locked {
          try execute("BEGIN EXCLUSIVE; ROLLBACK")
        }
      }
      try execute("PRAGMA journal_mode = WAL")
    }

    /// Runs a body with a compiled statement.
    @inline(__always)
    func withStatement<T>(_ sql: String, _ body: (SQLiteStatement) throws -> T) throws -> T {
      let statement = try statement(sql)
      statement.begin()
      defer { statement.end() }
      return try body(statement)
    }

    private func statement(_ sql: String) throws -> SQLiteStatement {
      if let known = recent.first(where: { $0.sql == sql })?.statement, !known.isInUse { return known }
      if let known = statements[sql], !known.isInUse {
        if recent.count >= Self.mostRecent { recent.removeFirst() }
        recent.append((sql, known))
        return known
      }
      let statement = try compile(sql)
      if statements[sql] == nil {
        if statements.count >= Self.mostStatements { forgetStatements() }
        statements[sql] = statement
      }
      return statement
    }

    private func compile(_ sql: String) throws -> SQLiteStatement {
      var handle: OpaquePointer?
      guard sqlite3_prepare_v3(self.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil) == SQLITE_OK,
        let handle
      else { throw failure() }
      return SQLiteStatement(handle, of: self)
    }

    private func forgetStatements() {
      recent = []
      statements = statements.filter(\.value.isInUse)
    }
  }

  extension SQLiteConnection {
    /// Fixes what the connection sees until ``endView()``.
    ///
    /// SQLite keeps to one state as long as any statement stands at a row, which costs less than a transaction that is begun and ended by
    /// statements of its own.
    ///
    /// - Parameter lookUp: Finds the number of the last commit in the tables.
    /// - Returns: That number, which is looked up only where it may be another than the last time.
    func beginView(_ lookUp: () throws -> UInt64) throws -> UInt64 {
      let statement = try view ?? compile("PRAGMA data_version")
      view = statement
      guard try statement.step() else { throw failure() }
      if let newest, newest.version == version { return newest.sequence }
      let sequence = try lookUp()
      newest = (version, sequence)
      return sequence
    }

    /// Lets the connection see what is committed.
    func endView() { view?.end() }

    /// Whether what was read last was of the state in which the last commit was looked up.
    var hasSeenTheNewest: Bool { newest?.version == version }

    /// The version of the database that was read last: another one whenever somebody has committed.
    private var version: UInt32 {
      var version: UInt32 = 0
      sqlite3_file_control(handle, "main", SQLITE_FCNTL_DATA_VERSION, &version)
      return version
    }

    /// Takes a commit of this very connection to be the last; nil when it is not known whether it was one.
    func note(_ sequence: UInt64?) { newest = sequence.map { (version, $0) } }
  }

  extension SQLiteConnection: SQLConnection {
    var dialect: any SQLDialect { SQLiteDialect() }

    @inline(__always)
    func forEach(_ sql: String, bind: (SQLiteStatement) throws -> Void, _ row: (SQLiteStatement) throws -> Bool) throws
    {
      try withStatement(sql) { statement in
        try bind(statement)
        while try statement.step() {
          if try !row(statement) { return }
        }
      }
    }

    func access(_ sql: String, _ values: [SQLValue]) throws -> QueryPlan.Access {
      var access = QueryPlan.Access.scan
      try query("EXPLAIN QUERY PLAN \(sql)", values) { row in
        guard access == .scan, let found = QueryPlan.Access(step: try row.string(3)) else { return }
        access = found
      }
      return access
    }

    func isOverflow(_ error: any Error) -> Bool {
      guard case SQLiteStoreError.engine(_, _, "integer overflow") = error else { return false }
      return true
    }

    func isDuplicate(_ error: any Error) -> Bool {
      guard case SQLiteStoreError.engine(_, let code, _) = error else { return false }
      return code & 0xFF == SQLITE_CONSTRAINT
    }
  }

  extension QueryPlan.Access {
    /// What a step of SQLite's plan says of the table that the query is about, which is known as `t`; nil for other steps.
    fileprivate init?(step: String) {
      guard step.hasPrefix("SEARCH t ") || step.hasPrefix("SCAN t ") else { return nil }
      guard let range = step.firstRange(of: "INDEX ") else { return nil }
      let name = step[range.upperBound...].prefix { $0 != " " }
      if !name.hasPrefix("sqlite_autoindex_") {
        self = .index(String(name))
      } else if step.hasPrefix("SEARCH") {
        self = .identifier
      } else {
        return nil
      }
    }
  }
#endif
