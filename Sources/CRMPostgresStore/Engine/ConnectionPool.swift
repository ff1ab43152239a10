#if PostgreSQL
  import CRMCore
  import Dispatch
  import Synchronization

  /// The connections of a store: one for each view and transaction that is open, some kept for those to come, and no more in all than a limit.
  final class ConnectionPool: Sendable {
    private let idle = Mutex((connections: [PostgresConnection](), mayKeep: true))
    /// Where those wait for whom there is no connection.
    private let queue: WriterQueue
    /// The transactions that are being ended while nobody waits for that.
    private let ending = WriterCount()
    private let limit: Int
    private let patience: Duration
    private let connect: @Sendable () async throws -> PostgresConnection

    /// - Parameters:
    ///   - limit: How many connections there may be at once, at least 1.
    ///   - patience: How long one is waited for.
    ///   - connect: Makes another one.
    init(limit: Int, patience: Duration, connect: @escaping @Sendable () async throws -> PostgresConnection) {
      self.limit = max(1, limit)
      queue = WriterQueue(places: self.limit)
      self.patience = patience
      self.connect = connect
    }

    /// Takes a connection and begins something on it.
    ///
    /// Connections that broke while nobody used them are replaced by others. ``giveBack(_:)`` must follow, unless it throws.
    ///
    /// - Parameter begin: The first thing that is done, which may be done again on another connection when the first turns out to be broken.
    /// - Throws: ``PostgresStoreError/noFreeConnection(most:waited:)``.
    func take<T: Sendable>(
      _ begin: @escaping @Sendable (PostgresConnection) throws -> T
    ) async throws -> (PostgresConnection, T) {
      guard try await Patience.enter(queue, within: patience) else {
        throw PostgresStoreError.noFreeConnection(most: limit, waited: patience)
      }
      do {
        while let known = idle.withLock({ $0.connections.popLast() }) {
          do {
            if known.hasBeenDropped { continue }
            return (known, try await known.perform(begin))
          } catch PostgresStoreError.connectionLost {
            // It was broken, so nothing of what was begun is there.
            continue
          } catch {
            try? await end(known)
            throw error
          }
        }
        let connection = try await connect()
        do { return (connection, try await connection.perform(begin)) } catch {
          try? await end(connection)
          throw error
        }
      } catch {
        queue.leave()
        throw error
      }
    }

    /// Undoes what a connection that failed has begun, and keeps it if it is whole.
    private func end(_ connection: PostgresConnection) async throws {
      try await connection.perform(evenIfCancelled: true) { try $0.rollBack() }
      keep(connection)
    }

    private func keep(_ connection: PostgresConnection) {
      guard connection.isReusable else { return }
      connection.forgetCursors()
      idle.withLock { idle in if idle.mayKeep { idle.connections.append(connection) } }
    }

    /// Keeps a connection that was made before the pool.
    func adopt(_ connection: PostgresConnection) { keep(connection) }

    /// Takes a connection back that is in no transaction.
    func giveBack(_ connection: PostgresConnection) {
      keep(connection)
      queue.leave()
    }

    /// Undoes a connection's transaction, waits for that, and takes the connection back if it is whole.
    func finish(_ connection: PostgresConnection) async {
      try? await end(connection)
      queue.leave()
    }

    /// The same without waiting.
    func endTransaction(of connection: PostgresConnection) {
      ending.enter()
      connection.queue.async { [self] in
        try? connection.rollBack()
        giveBack(connection)
        ending.leave()
      }
    }

    /// Closes the connections that nobody uses, and the others as they come back; waits for those that are about to.
    func close() async {
      idle.withLock { $0 = ([], false) }
      await ending.waitUntilEmpty()
    }
  }
#endif
