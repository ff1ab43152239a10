#if PostgreSQL
  import CRMCore
  import CRMKitPostgreSQL
  import Dispatch
  import Synchronization

  /// One connection to a server, with the statements that were prepared on it.
  ///
  /// Its calls wait for the server, and so belong on ``queue``: ``perform(evenIfCancelled:_:)`` brings them there.
  ///
  /// Sendable although the compiler can't see it: a connection has one holder at a time, a view, a transaction or the store while it opens, who makes
  /// one call at a time on the connection's own queue. What others may touch, ``interruption``, has a lock of its own.
  final class PostgresConnection: @unchecked Sendable {
    /// Where the connection's calls wait, on a thread that is none of those that tasks share.
    let queue: DispatchQueue
    let interruption: Interruption
    private let handle: OpaquePointer
    private var statements: [StatementKey: (name: String, lastUse: UInt64)] = [:]
    private var seen: Set<StatementKey> = []
    private var uses: UInt64 = 0
    /// How many cursors are being read, one within another's rows, and how many of their names are in use.
    var cursorDepth = 0
    var openCursors: Set<Int> = []

    /// A statement by its text and the types of its parameters.
    struct StatementKey: Hashable {
      let sql: String
      let types: [UInt32]
    }

    /// More statements than this are not kept prepared: texts of queries come without end.
    private static let mostStatements = 256

    /// Takes over a connection that has been made.
    init(_ handle: OpaquePointer) {
      self.handle = handle
      queue = DispatchQueue(label: "crmkit.postgres")
      interruption = Interruption(PQgetCancel(handle))
    }

    deinit { PQfinish(handle) }

    /// Whether a transaction is under way, or has failed and waits to be ended.
    var isInTransaction: Bool {
      switch PQtransactionStatus(handle) {
      case PQTRANS_IDLE, PQTRANS_UNKNOWN: false
      default: true
      }
    }

    /// Whether the transaction has failed, so that nothing can be done in it but end it.
    var hasFailed: Bool { PQtransactionStatus(handle) == PQTRANS_INERROR }

    /// Whether the connection may serve somebody else: it is whole, and nobody has asked for its work to be cancelled.
    var isReusable: Bool {
      PQstatus(handle) == CONNECTION_OK && PQtransactionStatus(handle) == PQTRANS_IDLE && !interruption.wasAsked
    }

    var isBroken: Bool { PQstatus(handle) != CONNECTION_OK }

    /// Whether the server has let the connection go while nobody used it, as far as it can be told without asking it.
    var hasBeenDropped: Bool {
      // The server says why before it goes, so that the end is seen only behind that.
      for _ in 0..<8 where SocketWait.wait(socket, toWrite: false, milliseconds: 0) {
        if PQconsumeInput(handle) == 0 { return true }
      }
      return isBroken
    }

    var socket: Int32 { PQsocket(handle) }

    var serverVersion: Int { Int(PQserverVersion(handle)) }

    /// What the server says of a setting without being asked; nil for those of which it does not.
    func setting(_ name: String) -> String? { PQparameterStatus(handle, name).map { String(cString: $0) } }

    /// The names of the channels on which something was told.
    func notifications() -> Int {
      var count = 0
      while let notice = PQnotifies(handle) {
        PQfreemem(notice)
        count += 1
      }
      return count
    }

    // MARK: Running

    /// Runs work that waits for the server where it keeps nobody else waiting.
    ///
    /// When the task is cancelled, the server is asked to give up what it does, and `CancellationError` is thrown.
    ///
    /// - Parameter evenIfCancelled: Whether the work is done to its end whatever becomes of the task.
    func perform<T: Sendable>(
      evenIfCancelled: Bool = false, _ body: @escaping @Sendable (PostgresConnection) throws -> T
    ) async throws -> T {
      if evenIfCancelled { return try await onQueue(body) }
      try Task.checkCancellation()
      let ticket = interruption.begin()
      return try await withTaskCancellationHandler {
        defer { interruption.end(ticket) }
        return try await onQueue { connection in
          try connection.interruption.check()
          return try body(connection)
        }
      } onCancel: {
        interruption.ask(ticket)
      }
    }

    private func onQueue<T: Sendable>(_ body: @escaping @Sendable (PostgresConnection) throws -> T) async throws -> T {
      try await withCheckedThrowingContinuation { continuation in
        queue.async { [self] in
          continuation.resume(
            with: Result { () throws -> T in
              do { return try body(self) } catch let failure as ServerFailure { throw translated(failure) }
            })
        }
      }
    }

    /// The error for those who use the store.
    func translated(_ failure: ServerFailure) -> any Error {
      if failure.state == ServerFailure.cancelled, interruption.wasAsked { return CancellationError() }
      return isBroken ? PostgresStoreError.connectionLost(reason: failure.message) : failure.translated
    }

    /// Runs statements without parameters one after the other, as a whole.
    ///
    /// Cursors that have been read are closed first: a table is not dropped while one is open.
    func execute(_ sql: String) throws {
      var sql = sql
      if PQtransactionStatus(handle) == PQTRANS_INTRANS {
        for cursor in openCursors where cursor >= cursorDepth {
          sql = "CLOSE \(Self.cursor(cursor)); " + sql
          openCursors.remove(cursor)
        }
      }
      guard PQsendQuery(handle, sql) == 1 else { throw failure() }
      _ = try results()
    }

    /// Undoes the transaction that is under way, if any.
    func rollBack() throws {
      if isInTransaction, !isBroken { try execute("ROLLBACK") }
    }

    /// The name of the cursor by which the rows are read of a query that is within the rows of so many others.
    static func cursor(_ depth: Int) -> String { "crmkit_cursor_\(depth)" }

    /// Takes note that a transaction has ended, and its cursors with it.
    func forgetCursors() {
      openCursors = []
      cursorDepth = 0
    }

    /// Runs a statement, and shows each row until the body returns false.
    ///
    /// A statement that is run again is prepared.
    ///
    /// - Parameter isTyped: Whether parameters have their own types; otherwise the statement says them.
    /// - Returns: How many rows were changed.
    @discardableResult
    func query(
      _ sql: String, _ parameters: ParameterBuffer = ParameterBuffer(), isTyped: Bool = true,
      _ row: (PostgresRow) throws -> Bool = { _ in true }
    ) throws -> Int {
      let result = try run(sql, parameters, isTyped: isTyped)
      for index in 0..<result.count {
        try interruption.check()
        if try !row(result[index]) { break }
      }
      return result.changedRows
    }

    func run(_ sql: String, _ parameters: ParameterBuffer, isTyped: Bool) throws -> PostgresResult {
      let key = StatementKey(sql: sql, types: isTyped ? parameters.types : [])
      let name = try prepared(key, count: parameters.count)
      try send(key, name: name, parameters)
      guard let result = try results().last else { throw failure() }
      return result
    }

    private func send(_ key: StatementKey, name: String?, _ parameters: ParameterBuffer) throws {
      let count = Int32(parameters.count)
      let isSent = parameters.withPointers { values, lengths, formats in
        if let name { return PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1) }
        return key.types.isEmpty
          ? PQsendQueryParams(handle, key.sql, count, nil, values, lengths, formats, 1)
          : PQsendQueryParams(handle, key.sql, count, key.types, values, lengths, formats, 1)
      }
      guard isSent == 1 else { throw failure() }
    }

    /// The name of a prepared statement; nil for one that is seen for the first time, which is not worth it.
    private func prepared(_ key: StatementKey, count: Int) throws -> String? {
      uses += 1
      if let known = statements[key] {
        statements[key]?.lastUse = uses
        return known.name
      }
      guard seen.remove(key) != nil else {
        if seen.count >= Self.mostStatements { seen = [] }
        seen.insert(key)
        return nil
      }
      if statements.count >= Self.mostStatements { try forgetOldStatements() }
      let name = "crmkit_\(uses)"
      guard PQsendPrepare(handle, name, key.sql, Int32(key.types.count), key.types) == 1 else { throw failure() }
      _ = try results()
      statements[key] = (name, uses)
      return name
    }

    /// Lets go of the half that was used longest ago.
    private func forgetOldStatements() throws {
      let old = statements.sorted { $0.value.lastUse < $1.value.lastUse }.prefix(Self.mostStatements / 2)
      try execute(old.map { "DEALLOCATE \($0.value.name)" }.joined(separator: ";"))
      for (key, _) in old { statements[key] = nil }
    }

    // MARK: Several statements at once

    /// A statement of several that are sent at once.
    struct Command: Sendable {
      let sql: String
      var parameters = ParameterBuffer()
      /// Whether parameters have their own types; otherwise the statement says them.
      var isTyped = true

      init(_ sql: String, _ parameters: ParameterBuffer = ParameterBuffer(), isTyped: Bool = true) {
        self.sql = sql
        self.parameters = parameters
        self.isTyped = isTyped
      }
    }

    /// Sends statements one behind the other without waiting between, and collects what they answer.
    ///
    /// Where one fails, those behind it in its group are not run. Few enough must be given at once for their answers to fit between client
    /// and server.
    ///
    /// - Parameter groups: Statements outside of a transaction are one by themselves in each group.
    func pipeline(_ groups: [Command]...) throws -> [PostgresResult] {
      let named = try groups.map { group in
        try group.map { command in
          let key = StatementKey(sql: command.sql, types: command.isTyped ? command.parameters.types : [])
          return (key, try prepared(key, count: command.parameters.count), command.parameters)
        }
      }
      guard PQenterPipelineMode(handle) == 1 else { throw failure() }
      defer { PQexitPipelineMode(handle) }
      for group in named {
        for (key, name, parameters) in group { try send(key, name: name, parameters) }
        guard PQpipelineSync(handle) == 1 else { throw failure() }
      }
      var answers: [PostgresResult] = []
      var failed: (any Error)?
      // Each statement's answer ends with nothing, and each group's with a mark.
      var (marks, isBetween) = (0, false)
      while marks < groups.count {
        guard let found = PQgetResult(handle) else {
          guard !isBetween, !isBroken else { throw failed ?? failure() }
          isBetween = true
          continue
        }
        isBetween = false
        let result = PostgresResult(found)
        switch PQresultStatus(found) {
        case PGRES_PIPELINE_SYNC: marks += 1
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK: answers.append(result)
        case PGRES_PIPELINE_ABORTED: break
        default: failed = failed ?? failure(of: result)
        }
      }
      if let failed { throw failed }
      return answers
    }

    // MARK: Copying

    /// Copies rows into a table, in the engine's binary form.
    ///
    /// - Parameter rows: Rows, as ``ParameterBuffer/appendRow(to:)`` writes them.
    func copy(_ sql: String, _ rows: [UInt8]) throws {
      guard PQsendQuery(handle, sql) == 1 else { throw failure() }
      guard let first = PQgetResult(handle) else { throw failure() }
      let begun = PostgresResult(first)
      guard PQresultStatus(first) == PGRES_COPY_IN else {
        _ = try? results()
        throw failure(of: begun)
      }
      var signature: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]
      signature += Array(repeating: 0, count: 8)
      try put(signature[...])
      // The library keeps what the server has not taken yet; portions keep that small.
      for start in stride(from: 0, to: rows.count, by: 1 << 16) {
        try put(rows[start..<min(rows.count, start + 1 << 16)])
      }
      try put([0xFF, 0xFF])
      guard PQputCopyEnd(handle, nil) == 1 else { throw failure() }
      _ = try results()
    }

    private func put(_ bytes: ArraySlice<UInt8>) throws {
      let isPut = bytes.withUnsafeBytes {
        PQputCopyData(handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
      }
      guard isPut == 1 else { throw failure() }
    }

    // MARK: Answers

    /// Waits for all that was asked.
    private func results() throws -> [PostgresResult] {
      var answers: [PostgresResult] = []
      var failed: ServerFailure?
      while let found = PQgetResult(handle) {
        let result = PostgresResult(found)
        switch PQresultStatus(found) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: answers.append(result)
        default: failed = failed ?? failure(of: result)
        }
        // A copy that nobody asked for would be answered for ever.
        if PQresultStatus(found) == PGRES_COPY_IN || PQresultStatus(found) == PGRES_COPY_OUT { break }
      }
      if let failed { throw failed }
      return answers
    }

    private func failure(of result: PostgresResult) -> ServerFailure {
      func field(_ code: Character) -> String? {
        PQresultErrorField(result.handle, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
      }
      guard let state = field("C") else { return failure() }
      return ServerFailure(state: state, message: field("M") ?? "")
    }

    /// The failure of the call before, of which the server said nothing.
    private func failure() -> ServerFailure {
      ServerFailure(state: "", message: ConnectionText.message(of: handle))
    }
  }
#endif
