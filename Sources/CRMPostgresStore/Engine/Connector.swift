#if PostgreSQL
  import CRMSQL
  import Dispatch
  import Synchronization

  /// Makes a store's connections, and tells the server how each is used.
  struct Connector: Sendable {
    let text: ConnectionText
    let options: PostgresStore.Options

    private static let oldestServer = 130_000

    /// A connection that is ready for use.
    ///
    /// - Throws: ``PostgresStoreError``, and `CancellationError` when the task is cancelled meanwhile, unless that is not to matter.
    func connect(evenIfCancelled: Bool = false) async throws -> PostgresConnection {
      if !evenIfCancelled { try Task.checkCancellation() }
      let isWanted = Wish()
      let connection = try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
          DispatchQueue(label: "crmkit.postgres.connecting").async {
            continuation.resume(
              with: Result { try text.connect(within: options.connectTimeout) { isWanted.isThere } })
          }
        }
      } onCancel: {
        if !evenIfCancelled { isWanted.drop() }
      }
      try await connection.perform(evenIfCancelled: evenIfCancelled, prepare)
      return connection
    }

    private func prepare(_ connection: PostgresConnection) throws {
      let encoding = connection.setting("server_encoding") ?? "UTF8"
      guard encoding == "UTF8" else { throw PostgresStoreError.wrongEncoding(found: encoding) }
      guard connection.serverVersion >= Self.oldestServer else {
        throw PostgresStoreError.engineTooOld(found: connection.setting("server_version") ?? "unknown", needed: "13")
      }
      try connection.execute(
        """
        SET search_path = \(options.schema.quotedForSQL);
        SET default_transaction_isolation = 'read committed';
        SET statement_timeout = \(Self.milliseconds(options.statementTimeout));
        SET lock_timeout = \(Self.milliseconds(options.lockTimeout));
        SET cursor_tuple_fraction = 1;
        SET standard_conforming_strings = on;
        SET jit = off;
        """)
    }

    /// The server's way of saying it, in which nothing is for ever.
    private static func milliseconds(_ duration: Duration?) -> Int64 {
      guard let duration else { return 0 }
      let (seconds, attoseconds) = duration.components
      return max(1, min(seconds, 1_000_000) * 1000 + attoseconds / 1_000_000_000_000_000)
    }
  }

  /// Whether somebody still waits.
  private final class Wish: Sendable {
    private let there = Atomic(true)

    var isThere: Bool { there.load(ordering: .acquiring) }

    func drop() { there.store(false, ordering: .releasing) }
  }
#endif
