#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Synchronization

  /// A transaction of the database, which sees its own writes since it makes them at once.
  final class PostgresWriter: PostgresSession, StoreWriter {
    private struct State {
      var connection: PostgresConnection?
      /// What ended the transaction on the server before it was ended here.
      var failure: (any Error)?
    }

    private let state: Mutex<State>
    /// The number of a commit that the transaction sees, the last before it began: those at the same moment it may see as well.
    let sequence: UInt64
    private let transaction: TransactionIdentity
    private let store: PostgresStore

    init(
      _ connection: PostgresConnection, at sequence: UInt64, transaction: TransactionIdentity, in store: PostgresStore
    ) {
      state = Mutex(State(connection: connection))
      self.sequence = sequence
      self.transaction = transaction
      self.store = store
    }

    // A writer that was dropped instead of ended must not keep its locks.
    deinit {
      guard let connection = state.withLock({ $0.connection.take() }) else { return }
      store.pool.endTransaction(of: connection)
      store.endWriting()
    }

    func lastCommit() async throws -> UInt64 {
      _ = try connection()
      return sequence
    }

    func insert(_ record: AnyRecord) async throws {
      let statements = try store.schema.statements(of: record.type)
      try await view { try $0.insert(record, statements) }
    }

    func insert(_ records: [AnyRecord]) async throws {
      guard let type = records.first?.type else { return }
      let statements = try store.schema.statements(of: type)
      try await view { try $0.insert(records, statements) }
    }

    func update(_ record: AnyRecord) async throws {
      let statements = try store.schema.statements(of: record.type)
      try await view { try $0.update(record, statements) }
    }

    func delete(_ key: RecordKey, of type: RecordType) async throws { try await view { try $0.delete(key, of: type) } }

    func view<T: Sendable>(_ body: @escaping @Sendable (PostgresView) throws -> T) async throws -> T {
      let connection = try connection()
      let (tables, catalog) = (store.schema.tables, store.catalog)
      do {
        return try await connection.perform { try body(PostgresView($0, tables, catalog)) }
      } catch {
        // The server does nothing more in a transaction in which something failed; what is asked of it later is told why.
        if connection.hasFailed || connection.isBroken { state.withLock { $0.failure = $0.failure ?? error } }
        throw error
      }
    }

    private func connection() throws -> PostgresConnection {
      try state.withLock { state in
        guard let connection = state.connection else { throw StoreError.ended }
        if let failure = state.failure { throw failure }
        return connection
      }
    }

    func commit(_ changes: ChangeSet) async throws {
      let (connection, failure) = state.withLock { ($0.connection.take(), $0.failure) }
      guard let connection else { throw StoreError.ended }
      defer { store.endWriting() }
      guard failure == nil, !changes.changes.isEmpty else {
        await store.pool.finish(connection)
        if let failure { throw failure }
        return
      }
      do {
        var changes = changes
        changes.sequence = try await write(changes, on: connection)
        await publish(changes, on: connection)
        store.pool.giveBack(connection)
      } catch {
        await store.pool.finish(connection)
        throw error
      }
    }

    /// Makes the commit.
    ///
    /// - Returns: Its number.
    private func write(_ changes: ChangeSet, on connection: PostgresConnection) async throws -> UInt64 {
      var parameters = ParameterBuffer()
      parameters.append(integer: changes.instant.microsecondsSince1970)
      if let actor = changes.actor { parameters.append(identifier: actor) } else { parameters.appendNull() }
      try changes.logged().withUnsafeBytes { parameters.append(blob: $0) }
      parameters.append(identifier: transaction.token)
      let entry = PostgresConnection.Command(CommitTurn.append, parameters, isTyped: false)
      try Task.checkCancellation()
      do {
        // What is under way is not given up: it would have to be found out what became of it.
        return try await connection.perform(evenIfCancelled: true) { connection in
          let answers = try connection.pipeline([
            PostgresConnection.Command(CommitTurn.wait), entry, PostgresConnection.Command("COMMIT"),
          ])
          return UInt64(clamping: try answers[1][0].integer(0))
        }
      } catch PostgresStoreError.connectionLost(let reason) {
        return try await store.outcome(of: transaction, after: sequence, reason)
      }
    }

    /// Tells of the commit, behind those of others that were made before it.
    private func publish(_ changes: ChangeSet, on connection: PostgresConnection) async {
      let (publication, kept) = (store.publication, store.options.rememberedCommits)
      let isBehind = publication.add(changes)
      let forgets = changes.sequence % UInt64(max(1, min(64, kept))) == 0
      guard isBehind || forgets else { return }
      // The commit is made, so what fails here is told where it fails again: the listener, or the next use of the store.
      try? await connection.perform(evenIfCancelled: true) { connection in
        if isBehind { try publication.publish(seenBy: connection) }
        guard forgets else { return }
        try connection.run(
          "DELETE FROM crm_commits WHERE sequence <= $1",
          [.integer(Int64(clamping: changes.sequence) - Int64(max(1, kept)))])
      }
    }

    func end() async {
      guard let connection = state.withLock({ $0.connection.take() }) else { return }
      await store.pool.finish(connection)
      store.endWriting()
    }
  }
#endif
