#if SQLite
  import CRMCore
  import Synchronization

  /// The connections of a store's readers: one for each that is open, some kept for those to come, and no more in all than a limit.
  final class ConnectionPool: Sendable {
    private let idle = Mutex((connections: [SQLiteConnection](), mayKeep: true))
    /// Where those wait for whom there is no connection.
    private let queue: WriterQueue
    private let kept: Int
    private let connect: @Sendable () throws -> SQLiteConnection

    /// - Parameters:
    ///   - limit: How many connections there may be at once, at least 1.
    ///   - kept: How many are kept that nobody uses.
    ///   - connect: Opens another one.
    init(limit: Int, keeping kept: Int, connect: @escaping @Sendable () throws -> SQLiteConnection) {
      queue = WriterQueue(places: max(1, limit))
      self.kept = kept
      self.connect = connect
    }

    /// A connection, after waiting until there are fewer than the limit.
    ///
    /// ``giveBack(_:)`` must follow.
    func take() async throws -> SQLiteConnection {
      try await queue.enter()
      if let known = idle.withLock({ $0.connections.popLast() }) { return known }
      do { return try connect() } catch {
        queue.leave()
        throw error
      }
    }

    /// Takes a connection back.
    func giveBack(_ connection: SQLiteConnection) {
      idle.withLock { idle in
        if idle.mayKeep, idle.connections.count < kept { idle.connections.append(connection) }
      }
      queue.leave()
    }

    /// Closes the connections that nobody uses, and the others as they come back.
    func close() { idle.withLock { $0 = ([], false) } }
  }
#endif
