#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Synchronization

  /// A view of the database at one moment: a connection whose transaction stays open as long as the view.
  final class PostgresReader: PostgresSession {
    private let connection: Mutex<PostgresConnection?>
    let sequence: UInt64
    private let store: PostgresStore

    init(_ connection: PostgresConnection, at sequence: UInt64, in store: PostgresStore) {
      self.connection = Mutex(connection)
      self.sequence = sequence
      self.store = store
    }

    deinit { finish() }

    func end() async { finish() }

    func lastCommit() async throws -> UInt64 {
      guard connection.withLock({ $0 != nil }) else { throw StoreError.ended }
      return sequence
    }

    func view<T: Sendable>(_ body: @escaping @Sendable (PostgresView) throws -> T) async throws -> T {
      guard let connection = connection.withLock({ $0 }) else { throw StoreError.ended }
      let (tables, catalog) = (store.schema.tables, store.catalog)
      return try await connection.perform { try body(PostgresView($0, tables, catalog)) }
    }

    /// Lets the connection go, which ends its transaction behind what is under way, and for which nobody waits.
    private func finish() {
      if let connection = connection.withLock({ $0.take() }) { store.pool.endTransaction(of: connection) }
    }
  }
#endif
