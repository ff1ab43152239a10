#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Synchronization

  /// Publishes every commit once, in the order of all: the store's own as they were made, and those of other processes as the log tells them.
  final class Publication: Sendable {
    private struct State {
      /// The number of the commit that was published last.
      var last: UInt64
      /// The store's own commits that wait for those of others before them.
      var waiting: [UInt64: ChangeSet] = [:]
    }

    /// More commits than this do not wait; the log has them as well.
    private static let mostWaiting = 1000

    private let feed: ChangeFeed
    private let reader: CommitReader
    private let state: Mutex<State>

    init(on feed: ChangeFeed, after last: UInt64, _ reader: CommitReader) {
      self.feed = feed
      self.reader = reader
      state = Mutex(State(last: last))
    }

    /// Whether there are commits up to a number that were not published.
    func isBehind(_ sequence: UInt64) -> Bool { state.withLock { $0.last < sequence } }

    /// Publishes one of the store's own commits, or lets it wait.
    ///
    /// - Returns: Whether others must be published before it.
    func add(_ changes: ChangeSet) -> Bool {
      state.withLock { state in
        guard changes.sequence > state.last else { return false }
        if state.waiting.count < Self.mostWaiting { state.waiting[changes.sequence] = changes }
        publishWaiting(&state)
        return state.last < changes.sequence
      }
    }

    private func publishWaiting(_ state: inout State) {
      while let next = state.waiting.removeValue(forKey: state.last + 1) {
        feed.publish(next)
        state.last += 1
      }
    }

    /// Publishes the commits up to the newest that a connection sees, which is in no transaction.
    func publish(seenBy connection: PostgresConnection) throws {
      connection.forgetCursors()
      try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
      do {
        try publish(upTo: reader.lastCommit(connection), seenBy: connection)
        try connection.execute("COMMIT")
      } catch {
        if connection.isInTransaction { try? connection.execute("ROLLBACK") }
        throw error
      }
    }

    /// Publishes the commits up to the one that a connection's view sees as the last.
    func publish(upTo newest: UInt64, seenBy connection: PostgresConnection) throws {
      let last = state.withLock { $0.last }
      guard newest > last else { return }
      // What nobody follows is not read.
      let sets = feed.followerCount > 0 ? try reader.changeSets(after: last, connection) : []
      state.withLock { state in
        for changes in sets where changes.sequence > state.last {
          feed.publish(state.waiting.removeValue(forKey: changes.sequence) ?? changes)
          state.last = changes.sequence
        }
        state.last = max(state.last, newest)
        state.waiting = state.waiting.filter { $0.key > state.last }
        publishWaiting(&state)
      }
    }
  }

  /// Reads the log of commits.
  struct CommitReader: Sendable {
    let schema: StoreSchema
    let catalog: Catalog

    func lastCommit(_ connection: PostgresConnection) throws -> UInt64 {
      try CommitLog(connection, schema, catalog).lastCommit()
    }

    func changeSets(after sequence: UInt64, _ connection: PostgresConnection) throws -> [ChangeSet] {
      try CommitLog(connection, schema, catalog).changeSets(after: sequence)
    }
  }
#endif
