import Synchronization

/// Notes what was refused, in transactions of its own.
///
/// Inside of somebody's transaction none can be begun: what is refused there is written when it has ended.
final class RefusalLog: Sendable {
  /// What is held of what could not be written yet; whoever is refused more often is not told of more than this at once.
  private static let capacity = 1000

  private struct Refusal {
    let error: StoreError
    let actor: Identifier?
  }

  private let store: any Store
  private let pending = Mutex<[Refusal]>([])

  init(in store: any Store) { self.store = store }

  func note(_ error: StoreError, of actor: Identifier?) {
    pending.withLock { if $0.count < Self.capacity { $0.append(Refusal(error: error, actor: actor)) } }
  }

  /// Writes what there is to write.
  ///
  /// Where that fails it is tried again after the next refusal: who was refused has nothing to do with it.
  func write() async {
    let refusals = pending.withLock { $0 }
    guard !refusals.isEmpty, !store.isBeingWritten else { return }
    let written: Void? = try? await store.write { store in
      for refusal in refusals {
        guard let record = AccessRefusal(refusal.error, of: refusal.actor, id: store.newID()) else { continue }
        try await store.insert(record)
      }
    }
    if written != nil { pending.withLock { $0.removeFirst(min($0.count, refusals.count)) } }
  }
}
