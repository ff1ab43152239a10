#if SQLite
  import CRMCore
  import CRMSQL
  import Synchronization

  /// A view of the database at one moment: a connection that keeps to what it sees as long as the view is open.
  final class SQLiteReader: SQLiteSession {
    private let connection: Mutex<SQLiteConnection?>
    let sequence: UInt64
    private let store: SQLiteStore

    init(_ connection: SQLiteConnection, at sequence: UInt64, in store: SQLiteStore) {
      self.connection = Mutex(connection)
      self.sequence = sequence
      self.store = store
    }

    deinit { finish() }

    func end() async { finish() }

    func view<T>(_ body: (SQLiteView) throws -> T) throws -> T {
      try connection.withLock { connection in
        guard let connection else { throw StoreError.ended }
        return try body(SQLiteView(connection, store.schema, store.catalog))
      }
    }

    private func finish() {
      if let connection = connection.withLock({ $0.take() }) { store.endReading(connection) }
    }
  }
#endif
