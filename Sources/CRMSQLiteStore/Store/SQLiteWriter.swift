#if SQLite
  import CRMCore
  import CRMSQL
  import Synchronization

  /// A transaction of the database, which sees its own writes since it makes them at once.
  final class SQLiteWriter: SQLiteSession, StoreWriter {
    private let connection: Mutex<SQLiteConnection?>
    let sequence: UInt64
    private let store: SQLiteStore

    init(_ connection: SQLiteConnection, at sequence: UInt64, in store: SQLiteStore) {
      self.connection = Mutex(connection)
      self.sequence = sequence
      self.store = store
    }

    // A writer that was dropped instead of ended must not keep the others out.
    deinit { finish() }

    func insert(_ record: AnyRecord) async throws { try view { try $0.insert(record) } }

    func insert(_ records: [AnyRecord]) async throws { try view { try $0.insert(records) } }

    func update(_ record: AnyRecord) async throws { try view { try $0.update(record) } }

    func delete(_ key: RecordKey, of type: RecordType) async throws { try view { try $0.delete(key, of: type) } }

    func commit(_ changes: ChangeSet) async throws {
      guard let connection = connection.withLock({ $0.take() }) else { throw StoreError.ended }
      guard !changes.changes.isEmpty else {
        defer { store.endWriting() }
        return try connection.run("ROLLBACK")
      }
      try store.commit(changes, on: connection, after: sequence)
    }

    func end() async { finish() }

    func view<T>(_ body: (SQLiteView) throws -> T) throws -> T {
      try connection.withLock { connection in
        guard let connection else { throw StoreError.ended }
        // After a failure such as a full disk, SQLite may have undone everything; what was written now would stand by itself.
        guard connection.isInTransaction else {
          throw StoreError.unavailable("the transaction was undone since the disk failed; run it again")
        }
        return try body(SQLiteView(connection, store.schema, store.catalog))
      }
    }

    private func finish() {
      guard let connection = connection.withLock({ $0.take() }) else { return }
      if connection.isInTransaction { try? connection.run("ROLLBACK") }
      store.endWriting()
    }
  }
#endif
