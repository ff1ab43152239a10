import Synchronization

/// Marks the tasks inside a transaction's body, so that a write on the same store from there is refused instead of waiting for itself.
final class WriteScope: Sendable {
  /// The innermost transaction around the current code.
  @TaskLocal static var current: WriteScope?

  /// The store, by the feed of the store at the bottom of all wrappers.
  private let store: ObjectIdentifier
  /// The transaction around this one, on another store.
  private let outer: WriteScope?
  private let open = Atomic(true)

  init(store: ObjectIdentifier) {
    self.store = store
    outer = WriteScope.current?.innermostOpen
  }

  /// The innermost of this transaction and those around it whose body is still running.
  private var innermostOpen: WriteScope? {
    open.load(ordering: .acquiring) ? self : outer?.innermostOpen
  }

  /// Whether the current code is inside of a transaction's body on a store.
  ///
  /// A body that has ended does not count: a task that it started and that outlives it may write.
  static func isOpen(on store: ObjectIdentifier) -> Bool {
    var scope = current?.innermostOpen
    while let inner = scope {
      if inner.store == store { return true }
      scope = inner.outer?.innermostOpen
    }
    return false
  }

  /// Runs a transaction's body, marked, where the caller runs.
  ///
  /// The isolation is taken as a parameter, since the closure that is handed to the library's function would leave the caller's actor without it:
  /// two hops for each write of a view on the main actor.
  func around<T>(
    isolation: isolated (any Actor)? = #isolation, _ body: nonisolated(nonsending) () async throws -> T
  ) async rethrows -> T {
    defer { open.store(false, ordering: .releasing) }
    return try await WriteScope.$current.withValue(self) {
      _ = isolation
      return try await body()
    }
  }
}
