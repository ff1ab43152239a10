import Synchronization

/// Marks the tasks inside a transaction's body, so that a write on the same store from there is refused instead of waiting for itself.
final class WriteScope: Sendable {
  /// The transactions around the current code, the outermost first.
  @TaskLocal static var current: [WriteScope] = []

  /// The store, by the feed of the store at the bottom of all wrappers.
  let store: ObjectIdentifier
  private let open = Atomic(true)

  init(store: ObjectIdentifier) { self.store = store }

  /// Whether the body is still running: a task that it started and that outlives it may write.
  var isOpen: Bool { open.load(ordering: .acquiring) }

  func close() { open.store(false, ordering: .releasing) }
}
