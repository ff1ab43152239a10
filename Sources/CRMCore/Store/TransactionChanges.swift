import Synchronization

/// What a transaction has done so far: for each record its state before the transaction and now.
final class TransactionChanges: Sendable {
  private struct State {
    var order: [RecordKey] = []
    var changes: [RecordKey: (before: AnyRecord?, after: AnyRecord?)] = [:]
    var restored: [RecordKey: Int64] = [:]
  }

  private let state = Mutex(State())

  /// Notes one operation; what it found is the state before the transaction if the record was not touched yet.
  func note(before: AnyRecord?, after: AnyRecord?) {
    guard let key = (after ?? before)?.key else { return }
    state.withLock { state in
      if after == nil { state.restored[key] = nil }
      if let known = state.changes[key] {
        state.changes[key] = (known.before, after)
      } else {
        state.order.append(key)
        state.changes[key] = (before, after)
      }
    }
  }

  /// What was done to a record so far; nil when it was not touched.
  func change(of key: RecordKey) -> (before: AnyRecord?, after: AnyRecord?)? { state.withLock { $0.changes[key] } }

  /// Notes that a record was written back as it was at a revision, when it was deleted.
  func noteRestoring(_ key: RecordKey, from revision: Int64) { state.withLock { $0.restored[key] = revision } }

  /// The records that are there again, with the revisions at which they had been deleted.
  var restored: [RecordKey: Int64] { state.withLock { $0.restored } }

  /// One change for each record, in the order in which they were first touched; records inserted and deleted again are left out.
  var all: [RecordChange] {
    state.withLock { state in
      state.order.compactMap { key in
        state.changes[key].flatMap { RecordChange(before: $0.before, after: $0.after) }
      }
    }
  }
}
