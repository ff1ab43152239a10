#if SQLite
  import CRMCore
  import Synchronization

  /// A view of the database at one moment: a connection whose transaction stays open as long as the view.
  final class SQLiteReader: StoreReader {
    private let connection: Mutex<SQLiteConnection?>
    private let sequence: UInt64
    private let store: SQLiteStore

    init(_ connection: SQLiteConnection, at sequence: UInt64, in store: SQLiteStore) {
      self.connection = Mutex(connection)
      self.sequence = sequence
      self.store = store
    }

    deinit { finish() }

    func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
      try view { try $0.record(key.id, of: type) }
    }

    func records(_ query: RecordQuery) async throws -> [AnyRecord] { try view { try $0.records(query) } }

    func count(_ query: RecordQuery) async throws -> Int { try view { try $0.count(query) } }

    func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] { try view { try $0.aggregate(query) } }

    func explain(_ query: RecordQuery) async throws -> QueryPlan { try view { try $0.explain(query) } }

    func explain(_ query: AggregateQuery) async throws -> QueryPlan { try view { try $0.explain(query) } }

    func lastCommit() async throws -> UInt64 { try view { _ in sequence } }

    func end() async { finish() }

    private func view<T>(_ body: (SQLiteView) throws -> T) throws -> T {
      try connection.withLock { connection in
        guard let connection else { throw StoreError.ended }
        return try body(SQLiteView(connection: connection, schema: store.schema, catalog: store.catalog))
      }
    }

    private func finish() {
      if let connection = connection.withLock({ $0.take() }) { store.endReading(connection) }
    }
  }
#endif
