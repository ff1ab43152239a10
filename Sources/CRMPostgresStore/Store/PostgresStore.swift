#if PostgreSQL
  public import CRMCore
  import CRMSQL
  import Synchronization

  /// A store in a PostgreSQL database: for several processes and machines that work on the same records, and for people's own SQL beside them.
  ///
  /// Each kind of record is a table with a column for each field, and has a read-only view for reports; see “The schema in the database”. Views
  /// see a snapshot and wait for nobody; transactions are serializable, and several may be under way at once.
  public final class PostgresStore: Store {
    /// The record types that the store keeps.
    public let catalog: Catalog
    /// Time, identifiers, calendar and actor.
    public let environment: CRMEnvironment
    /// What was committed, as it is committed.
    ///
    /// Commits of other processes come when the server tells of them, and in the order of all.
    public let feed: ChangeFeed
    let options: Options
    let schema: PostgresSchema
    let pool: ConnectionPool
    let publication: Publication
    private let connector: Connector
    private let listener: Listener?
    private let turnstile = WriterCount()
    private let isClosed = Atomic(false)

    /// Opens the store in a schema of a database, or creates it there.
    ///
    /// Tables and indexes are brought to what the records declare, in one transaction, while other programs that start wait.
    ///
    /// - Parameters:
    ///   - connection: How to connect, as libpq takes it: a URI, pairs of names and values, or a database's name. What it does not say, the
    ///     environment variables and files of libpq do.
    ///   - records: The record types that the program declares.
    ///   - environment: Time, identifiers, calendar and actor.
    ///   - options: How it works.
    ///   - mayCreate: Whether a store is created where there is none.
    /// - Throws: ``PostgresStoreError``; nothing was changed then. `StoreError.invalidDeclaration`.
    public convenience init(
      _ connection: String, _ records: [any Record.Type], environment: CRMEnvironment = .system(),
      options: Options = Options(), mayCreate: Bool = true
    ) async throws {
      try await self.init(
        connection, catalog: Catalog(records), environment: environment, options: options, mayCreate: mayCreate)
    }

    /// Opens the store in a schema of a database, or creates it there, with the record types of a catalog.
    ///
    /// - Throws: ``PostgresStoreError``; nothing was changed then.
    public init(
      _ connection: String, catalog: Catalog, environment: CRMEnvironment = .system(), options: Options = Options(),
      mayCreate: Bool = true
    ) async throws {
      let connector = Connector(text: try ConnectionText(connection), options: options)
      let first = try await connector.connect()
      let name = options.schema
      let (schema, last) = try await first.perform { connection in
        let tables = try StoreHeader(connection: connection, schema: name).migrate(to: catalog, mayCreate: mayCreate)
        return (PostgresSchema(tables), try connection.integer(CommitTurn.last) ?? 0)
      }
      self.catalog = catalog
      self.environment = environment
      self.options = options
      self.connector = connector
      self.schema = schema
      feed = ChangeFeed()
      publication = Publication(
        on: feed, after: UInt64(max(0, last)), CommitReader(schema: schema.tables, catalog: catalog))
      pool = ConnectionPool(limit: options.mostConnections, patience: options.connectionPatience) {
        try await connector.connect()
      }
      pool.adopt(first)
      listener = options.followsOthers ? Listener(connector, publication, environment) : nil
      listener?.start()
    }

    deinit {
      listener?.cancel()
      feed.finish()
    }

    /// Begins a view of the newest commit.
    public func beginRead() async throws -> any StoreReader {
      try checkOpen()
      let (tables, name) = (schema.tables, options.schema)
      let (connection, last) = try await pool.take { connection in
        let answers = try connection.pipeline([
          PostgresConnection.Command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
          PostgresConnection.Command("LOCK TABLE crm_store IN ACCESS SHARE MODE"),
          PostgresConnection.Command("SELECT (SELECT max(sequence) FROM crm_commits), generation FROM crm_store"),
        ])
        return try Self.lastCommit(answers[2].first, 0, tables, name)
      }
      let reader = PostgresReader(connection, at: last, in: self)
      if publication.isBehind(last) {
        try await connection.perform { [publication] in try publication.publish(upTo: last, seenBy: $0) }
      }
      return reader
    }

    /// The record of that key as it is at this moment, found by one statement.
    public func currentRecord(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
      try checkOpen()
      let (layout, statement) = (try schema.tables.layout(of: type), try schema.statements(of: type).current)
      let (tables, name) = (schema.tables, options.schema)
      let (connection, found) = try await pool.take { connection -> (record: AnyRecord?, last: UInt64)? in
        let binder = PostgresBinder()
        binder.bind(key.id, at: 1)
        do {
          guard let row = try connection.run(statement, binder.parameters, isTyped: true).first else { return nil }
          let last = try Self.lastCommit(row, row.width - 2, tables, name)
          return (row.isNull(0) ? nil : try layout.record(row, of: key.id), last)
        } catch is ServerFailure where !connection.isBroken { return nil }
      }
      guard let found else {
        // The statement does not fit the tables any more, or what it needs is not there: a view finds out and says so.
        pool.giveBack(connection)
        return try await reading { try await $0.record(key) }
      }
      if publication.isBehind(found.last) {
        do { try await connection.perform { [publication] in try publication.publish(seenBy: $0) } } catch {
          await pool.finish(connection)
          throw error
        }
      }
      pool.giveBack(connection)
      return found.record
    }

    /// Begins a transaction, beside those that are under way.
    ///
    /// When the transaction collided with others before, it begins a little later; at last it begins when no other is under way, and keeps those to
    /// come waiting.
    public func beginWrite() async throws -> any StoreWriter {
      try checkOpen()
      let attempt = WriteAttempt.number
      if attempt > 1 {
        try await Patience.pause(
          environment.identifiers.pause(
            before: attempt - 1, first: .milliseconds(5), most: .milliseconds(200), at: environment.clock()))
      }
      let lock = attempt >= WriteAttempt.most - 1 ? "SHARE ROW EXCLUSIVE" : "ROW EXCLUSIVE"
      let (tables, name) = (schema.tables, options.schema)
      let (connection, (last, transaction)) = try await pool.take { connection in
        let answers = try connection.pipeline(
          [PostgresConnection.Command(CommitTurn.last)],
          [
            PostgresConnection.Command("BEGIN ISOLATION LEVEL SERIALIZABLE"),
            PostgresConnection.Command("LOCK TABLE crm_store IN ACCESS SHARE MODE"),
            PostgresConnection.Command("LOCK TABLE crm_writers IN \(lock) MODE"),
            PostgresConnection.Command(CommitTurn.identity),
          ])
        let row = try Self.checked(answers[4].first, generation: 0, tables, name)
        return (
          UInt64(max(0, try answers[0][0].integer(0))),
          TransactionIdentity(number: UInt64(max(0, try row.integer(1))), token: try row.identifier(2))
        )
      }
      turnstile.enter()
      return PostgresWriter(connection, at: last, transaction: transaction, in: self)
    }

    /// Reads what every view is begun with: the last commit, and behind it the generation of the tables.
    private static func lastCommit(
      _ row: PostgresRow?, _ column: Int, _ tables: StoreSchema, _ schema: String
    ) throws -> UInt64 {
      let row = try checked(row, generation: column + 1, tables, schema)
      do { return try row.lastCommit(column) } catch { throw PostgresStoreError.telling(error, schema: schema) }
    }

    /// A row that says that the tables are those of the schema still; one that is not there does not.
    private static func checked(
      _ row: PostgresRow?, generation column: Int, _ tables: StoreSchema, _ schema: String
    ) throws -> PostgresRow {
      guard let row, try row.integer(column) == tables.generation else {
        throw PostgresStoreError.rebuiltMeanwhile(schema: schema)
      }
      return row
    }

    /// Publishes the commits of other processes since the last look.
    ///
    /// The store does so by itself when the server tells of them, and whenever it is used.
    public func noticeOthers() async throws { await (try beginRead()).end() }

    /// Lets the database go, also in a task that was cancelled.
    ///
    /// Waits for the transactions that are under way; views that are open stay so until they end. What is asked of the store later throws.
    public func close() async throws {
      isClosed.store(true, ordering: .releasing)
      await listener?.stop()
      await turnstile.waitUntilEmpty()
      feed.finish()
      await pool.close()
    }

    private func checkOpen() throws {
      if isClosed.load(ordering: .acquiring) { throw StoreError.unavailable("the store was closed") }
    }

    // MARK: For the writers

    func endWriting() { turnstile.leave() }

    /// Finds out what became of a transaction whose commit was not answered.
    ///
    /// - Returns: The commit's number.
    /// - Throws: ``PostgresStoreError/connectionLost(reason:)`` when it was not made, ``PostgresStoreError/unknownOutcome(transaction:)``.
    func outcome(of transaction: TransactionIdentity, after last: UInt64, _ reason: String) async throws -> UInt64 {
      // The server may be starting again, or may not have noticed yet that nobody listens to what it does.
      for attempt in 1...12 {
        if attempt > 1 {
          try? await Patience.pause(
            environment.identifiers.pause(
              before: attempt - 1, first: .milliseconds(50), most: .seconds(5), at: environment.clock()))
        }
        guard let connection = try? await connector.connect(evenIfCancelled: true),
          let found = try? await connection.perform(
            evenIfCancelled: true, { try $0.outcome(of: transaction, after: last) })
        else { continue }
        if found > 0 { return found }
        throw PostgresStoreError.connectionLost(reason: reason)
      }
      throw PostgresStoreError.unknownOutcome(transaction: transaction.number)
    }
  }
#endif
