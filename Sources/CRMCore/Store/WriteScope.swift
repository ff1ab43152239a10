import Synchronization

/// Marks the tasks inside a transaction's body, so that a write on the same store from there is refused instead of waiting for itself.
final class WriteScope: Sendable {
  /// The transactions around the current code, the outermost first.
  @TaskLocal static var current: [WriteScope] = []

  /// The store, by the feed of the store at the bottom of all wrappers.
  let store: ObjectIdentifier
  private let open = Atomic(true)

  init(store: ObjectIdentifier) { self.store = store }

  /// Runs a transaction's body, marked, where the caller runs.
  ///
  /// The isolation is taken as a parameter, since the closure that is handed to the library's function would leave the caller's actor without it:
  /// two hops for each write of a view on the main actor.
  func around<T>(
    isolation: isolated (any Actor)? = #isolation, _ body: nonisolated(nonsending) () async throws -> T
  ) async rethrows -> T {
    defer { open.store(false, ordering: .releasing) }
    return try await WriteScope.$current.withValue(WriteScope.current + [self]) {
      _ = isolation
      return try await body()
    }
  }

  /// Whether the body is still running: a task that it started and that outlives it may write.
  var isOpen: Bool { open.load(ordering: .acquiring) }
}
