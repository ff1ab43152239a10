#if SQLite
  public import CRMCore
  import CRMKitSQLite
  import CRMSQL
  import Foundation
  import Synchronization

  /// A store in an SQLite database: for more records than memory holds, and for people's own SQL beside it.
  ///
  /// Each kind of record is a table with a column for each field, and has a read-only view for reports; see “The schema on disk”. Readers
  /// see a snapshot and wait for nobody; writers take turns, those of other processes included.
  public final class SQLiteStore: Store {
    /// The record types that the store keeps.
    public let catalog: Catalog
    /// Time, identifiers, calendar and actor.
    public let environment: CRMEnvironment
    /// The database's file.
    public let path: String
    /// What was committed, as it is committed.
    ///
    /// Commits of other processes come when they are noticed: at the next reading or writing, and as often as the options say.
    public let feed = ChangeFeed()
    let options: Options
    let schema: StoreSchema
    private let readers: ConnectionPool
    private let queue = WriterQueue()
    /// The writer's connection while nobody writes; nil after the end.
    let writer: Mutex<SQLiteConnection?>
    /// The number of the commit that was published last, under whose lock commits are made and published.
    private let publication: Mutex<UInt64>
    /// The same number, for a look that waits for nobody.
    private let published: Atomic<UInt64>
    private let isClosed = Atomic(false)
    private let following = Mutex<Task<Void, Never>?>(nil)

    /// What a commit has survived by the time it is acknowledged.
    public enum Durability: Sendable, Hashable {
      /// The end of the program and of the machine.
      case immediate
      /// The end of the program; the last commits before the machine itself stops may be lost, and nothing by half.
      case relaxed
    }

    /// How an SQLite store works.
    public struct Options: Sendable {
      /// What a commit has survived by the time it is acknowledged.
      public var durability: Durability
      /// How long a writer waits for one of another process, in milliseconds.
      public var patienceInMilliseconds: Int
      /// How many views may be open at once; who wants another waits.
      public var mostReaders: Int
      /// For how many commits the database remembers what they did, for the feeds of other processes.
      public var rememberedCommits: Int
      /// How often commits of other processes are looked for while somebody follows the feed; nil for only when the store is used.
      public var followingInterval: Duration?
      /// How much of the database each connection keeps in memory, at most, in mebibytes; the writer's keeps 64 where this is less.
      ///
      /// There are as many connections as views that are open, and one for writing. Questions all over a database that is greater
      /// take longer, since pages are read again.
      public var cacheInMebibytes: Int

      /// The options: each commit synced, 5 seconds' patience, 64 readers, 1000 commits remembered, others' commits looked for twice
      /// a second, 16 MiB of cache, unless said otherwise.
      public init(
        durability: Durability = .immediate, patienceInMilliseconds: Int = 5000, mostReaders: Int = 64,
        rememberedCommits: Int = 1000, followingInterval: Duration? = .milliseconds(500), cacheInMebibytes: Int = 16
      ) {
        self.durability = durability
        self.patienceInMilliseconds = patienceInMilliseconds
        self.mostReaders = mostReaders
        self.rememberedCommits = rememberedCommits
        self.followingInterval = followingInterval
        self.cacheInMebibytes = cacheInMebibytes
      }
    }

    /// Opens the store in a file, or creates it there.
    ///
    /// Tables and indexes are brought to what the records declare, in one transaction.
    ///
    /// - Parameters:
    ///   - path: The database's file.
    ///   - records: The record types that the program declares.
    ///   - environment: Time, identifiers, calendar and actor.
    ///   - options: How it works.
    ///   - mayCreate: Whether a store is created where there is none.
    /// - Throws: ``SQLiteStoreError``; nothing was changed then. `StoreError.invalidDeclaration`.
    public convenience init(
      at path: String, _ records: [any Record.Type], environment: CRMEnvironment = .system(),
      options: Options = Options(), mayCreate: Bool = true
    ) throws {
      try self.init(
        at: path, catalog: Catalog(records), environment: environment, options: options, mayCreate: mayCreate)
    }

    /// Opens the store in a file, or creates it there, with the record types of a catalog.
    ///
    /// - Throws: ``SQLiteStoreError``; nothing was changed then.
    public init(
      at path: String, catalog: Catalog, environment: CRMEnvironment = .system(), options: Options = Options(),
      mayCreate: Bool = true
    ) throws {
      guard sqlite3_libversion_number() >= 3_037_000 else {
        throw SQLiteStoreError.engineTooOld(found: String(cString: sqlite3_libversion()), needed: "3.37")
      }
      if path.isEmpty || path == ":memory:" {
        throw SQLiteStoreError.cannotOpen(path: path, reason: "a store is a file, which several connections share")
      }
      if !mayCreate, !FileManager.default.fileExists(atPath: path) { throw SQLiteStoreError.noStore(path: path) }
      self.catalog = catalog
      self.environment = environment
      self.path = path
      self.options = options
      let connection = try SQLiteConnection(path: path, mayCreate: mayCreate, options)
      if connection.isReadOnly { throw SQLiteStoreError.readOnly(path: path) }
      let header = StoreHeader(connection: connection)
      try header.isOurs()
      // The writer touches pages all over the indexes, which would be read again for each record where they have no room.
      try connection.execute("PRAGMA cache_size = -\(Options.kibibytes(max(64, options.cacheInMebibytes)))")
      try connection.keepLog()
      schema = try header.migrate(to: catalog)
      let sequence = try CommitLog(connection, schema, catalog).lastCommit(path)
      publication = Mutex(sequence)
      published = Atomic(sequence)
      writer = Mutex(connection)
      readers = ConnectionPool(limit: options.mostReaders, keeping: 8) {
        try SQLiteConnection(path: path, mayCreate: false, options)
      }
      if let interval = options.followingInterval { follow(every: interval) }
    }

    deinit { following.withLock { $0?.cancel() } }

    /// Begins a view of the newest commit.
    public func beginRead() async throws -> any StoreReader {
      try checkOpen()
      let connection = try await readers.take()
      do {
        return SQLiteReader(connection, at: try beginView(on: connection), in: self)
      } catch {
        endReading(connection)
        throw error
      }
    }

    /// The record of that key as it is at this moment.
    public func currentRecord(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
      try checkOpen()
      let connection = try await readers.take()
      defer { endReading(connection) }
      let view = SQLiteView(connection, schema, catalog)
      // A statement by itself sees one state, too; where that is a new one, it is looked at as by every view.
      let found = Result { try view.record(key.id, of: type) }
      if connection.hasSeenTheNewest { return try found.get() }
      _ = try beginView(on: connection)
      return try view.record(key.id, of: type)
    }

    /// Begins a transaction, once the one before it has ended, here and in other processes.
    public func beginWrite() async throws -> any StoreWriter {
      try await queue.enter()
      do {
        guard let connection = writer.withLock({ $0 }) else { throw StoreError.unavailable("the store was closed") }
        try connection.run("BEGIN IMMEDIATE")
        do {
          defer { connection.endView() }
          return SQLiteWriter(connection, at: try beginView(on: connection), in: self)
        } catch {
          try? connection.run("ROLLBACK")
          throw error
        }
      } catch {
        queue.leave()
        throw error
      }
    }

    /// Publishes the commits of other processes since the last look.
    ///
    /// The store does so by itself whenever it is used, and as often as its options say while somebody follows the feed.
    public func noticeOthers() async throws { await (try beginRead()).end() }

    /// Lets the database go, also in a task that was cancelled.
    ///
    /// Waits for the transaction that is under way; views that are open stay so until they end. What is asked of the store later throws.
    public func close() async throws {
      following.withLock { $0?.cancel() }
      try await queue.enter(evenIfCancelled: true)
      defer { queue.leave() }
      isClosed.store(true, ordering: .releasing)
      let connection = writer.withLock { $0.take() }
      feed.finish()
      readers.close()
      // What SQLite has learned of the tables meanwhile, for the choice of indexes. While others write it keeps nothing of that, and does not wait.
      try? connection?.execute("PRAGMA analysis_limit = 400; PRAGMA optimize")
    }

    /// Fixes what a connection sees, and publishes what others have committed until then.
    private func beginView(on connection: SQLiteConnection) throws -> UInt64 {
      let sequence = try connection.beginView { try log(connection).lastCommit(path) }
      if sequence > published.load(ordering: .acquiring) { try publishOthers(seenBy: connection) }
      return sequence
    }

    // MARK: For the readers and the writer

    func endReading(_ connection: SQLiteConnection) {
      connection.endView()
      readers.giveBack(connection)
    }

    func endWriting() { queue.leave() }

    /// Commits what a transaction did, and publishes it.
    func commit(_ changes: ChangeSet, on connection: SQLiteConnection, after sequence: UInt64) throws {
      defer { queue.leave() }
      do {
        var changes = changes
        changes.sequence = sequence + 1
        try log(connection).append(changes, keeping: options.rememberedCommits)
        try publication.withLock { last in
          try connection.run("COMMIT")
          connection.note(changes.sequence)
          last = changes.sequence
          published.store(last, ordering: .releasing)
          feed.publish(changes)
        }
      } catch {
        connection.note(nil)
        if connection.isInTransaction { try? connection.run("ROLLBACK") }
        throw error
      }
    }

    private func checkOpen() throws {
      if isClosed.load(ordering: .acquiring) { throw StoreError.unavailable("the store was closed") }
    }

    private func log(_ connection: SQLiteConnection) -> CommitLog<SQLiteConnection> {
      CommitLog(connection, schema, catalog)
    }

    private func publishOthers(seenBy connection: SQLiteConnection) throws {
      try publication.withLock { last in
        let newest = try log(connection).lastCommit(path)
        guard newest > last else { return }
        if feed.followerCount > 0 {
          for changes in try log(connection).changeSets(after: last) { feed.publish(changes) }
        }
        last = newest
        published.store(last, ordering: .releasing)
      }
    }

    private func follow(every interval: Duration) {
      let environment = environment
      let task = Task { [weak self] in
        while !Task.isCancelled {
          guard let next = try? environment.clock().advanced(by: interval) else { return }
          guard (try? await environment.sleepUntil(next)) != nil, let self else { return }
          // What fails here fails again, and is told, where the store is used.
          if feed.followerCount > 0 { try? await noticeOthers() }
        }
      }
      following.withLock { $0 = task }
    }
  }

  extension SQLiteStore.Options {
    /// A size in kibibytes, no less than nothing and no more than SQLite can count.
    fileprivate static func kibibytes(_ mebibytes: Int) -> Int { min(max(0, mebibytes), 1 << 20) << 10 }
  }

  extension CommitLog<SQLiteConnection> {
    /// The number of the last commit.
    fileprivate func lastCommit(_ path: String) throws -> UInt64 {
      do { return try lastCommit() } catch { throw SQLiteStoreError.telling(error, path: path) }
    }
  }

  extension SQLiteConnection {
    fileprivate convenience init(path: String, mayCreate: Bool, _ options: SQLiteStore.Options) throws {
      try self.init(path: path, mayCreate: mayCreate, patience: Int32(clamping: options.patienceInMilliseconds))
      try execute(
        """
        PRAGMA synchronous = \(options.durability == .immediate ? "FULL" : "NORMAL");
        PRAGMA fullfsync = ON;
        PRAGMA foreign_keys = OFF;
        PRAGMA trusted_schema = OFF;
        PRAGMA cache_size = -\(SQLiteStore.Options.kibibytes(options.cacheInMebibytes));
        PRAGMA mmap_size = 0;
        PRAGMA wal_autocheckpoint = 4000;
        """)
    }
  }
#endif
