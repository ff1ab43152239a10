#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Dispatch
  import Synchronization

  /// Listens for what other processes commit, on a connection of its own.
  ///
  /// The server tells only that there is something; what it is, the log says, so that nothing is missed while the connection is away and nothing
  /// comes twice.
  final class Listener: Sendable {
    private let connector: Connector
    private let publication: Publication
    private let environment: CRMEnvironment
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(_ connector: Connector, _ publication: Publication, _ environment: CRMEnvironment) {
      self.connector = connector
      self.publication = publication
      self.environment = environment
    }

    func start() {
      let (connector, publication, environment) = (connector, publication, environment)
      task.withLock { task in
        task = Task {
          var failures = 0
          while !Task.isCancelled {
            do {
              let connection = try await connector.connect()
              try await Self.begin(connection, publication)
              failures = 0
              await ListeningSocket(connection, publication).waitForEnd()
            } catch {}
            failures += 1
            let pause = environment.identifiers.pause(
              before: failures, first: .milliseconds(100), most: .seconds(10), at: environment.clock())
            guard (try? await Patience.pause(pause)) != nil else { return }
          }
        }
      }
    }

    /// Ends the listening without waiting for that.
    func cancel() { task.withLock { $0?.cancel() } }

    /// Ends the listening, and waits until its connection is closed.
    ///
    /// A program that ends while a connection is being made takes away the ground of the libraries that make it.
    func stop() async {
      let task = task.withLock { $0 }
      task?.cancel()
      await task?.value
    }

    /// Listens first and looks then, so that nothing falls between.
    private static func begin(_ connection: PostgresConnection, _ publication: Publication) async throws {
      try await connection.perform { connection in
        var channel = ""
        try connection.query("SELECT \(CommitTurn.channel)") { channel = try $0.string(0) }
        try connection.execute("LISTEN \(channel.quotedForSQL)")
        try publication.publish(seenBy: connection)
      }
    }
  }

  /// Waits for a connection's notices without keeping a thread for it.
  private final class ListeningSocket: Sendable {
    private struct State {
      var cancel: (@Sendable () -> Void)?
      var hasEnded = false
    }

    private let connection: PostgresConnection
    private let publication: Publication
    private let state = Mutex(State())

    init(_ connection: PostgresConnection, _ publication: Publication) {
      self.connection = connection
      self.publication = publication
    }

    /// Publishes what others commit until the connection breaks, or the task is cancelled.
    func waitForEnd() async {
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          // A source may be cancelled from every thread, although its type does not say so: hence `nonisolated(unsafe)`.
          nonisolated(unsafe) let source = DispatchSource.makeReadSource(
            fileDescriptor: connection.socket, queue: connection.queue)
          source.setEventHandler { [self] in hear() }
          // The connection is kept until here, so that its socket is nobody else's while it is watched.
          source.setCancelHandler { [self] in
            state.withLock { $0.cancel = nil }
            continuation.resume()
          }
          let hasEnded = state.withLock { state in
            state.cancel = { source.cancel() }
            return state.hasEnded
          }
          source.activate()
          if hasEnded { source.cancel() }
        }
      } onCancel: {
        end()
      }
    }

    private func hear() {
      do {
        guard !connection.hasBeenDropped else { return end() }
        if connection.notifications() > 0 { try publication.publish(seenBy: connection) }
      } catch { end() }
    }

    private func end() {
      let cancel = state.withLock { state in
        state.hasEnded = true
        return state.cancel
      }
      cancel?()
    }
  }
#endif
