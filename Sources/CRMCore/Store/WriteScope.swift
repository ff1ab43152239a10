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

  /// - Parameter outer: The innermost transaction around the current code.
  init(store: ObjectIdentifier, inside outer: WriteScope?) {
    self.store = store
    self.outer = outer
  }

  /// The innermost transaction around the current code whose body is still running.
  ///
  /// A body that has ended does not count: a task that it started and that outlives it may write.
  static var innermost: WriteScope? { current?.innermostOpen }

  /// The innermost of this transaction and those around it whose body is still running.
  private var innermostOpen: WriteScope? {
    open.load(ordering: .acquiring) ? self : outer?.innermostOpen
  }

  /// Whether this transaction is on a store, or one around it.
  func isOpen(on store: ObjectIdentifier) -> Bool {
    self.store == store || outer?.innermostOpen?.isOpen(on: store) ?? false
  }

  /// Notes that the body has ended.
  func close() { open.store(false, ordering: .releasing) }
}
