import Synchronization

/// What a transaction has done so far: for each record its state before the transaction and now.
final class TransactionChanges: Sendable {
  private struct State {
    var order: [RecordKey] = []
    var changes: [RecordKey: (before: AnyRecord?, after: AnyRecord?)] = [:]
  }

  private let state = Mutex(State())

  /// Notes one operation; what it found is the state before the transaction if the record was not touched yet.
  func note(before: AnyRecord?, after: AnyRecord?) {
    guard let key = (after ?? before)?.key else { return }
    state.withLock { state in
      if let known = state.changes[key] {
        state.changes[key] = (known.before, after)
      } else {
        state.order.append(key)
        state.changes[key] = (before, after)
      }
    }
  }

  /// One change for each record, in the order in which they were first touched; records inserted and deleted again are left out.
  var all: [RecordChange] {
    state.withLock { state in
      state.order.compactMap { key in
        state.changes[key].flatMap { RecordChange(before: $0.before, after: $0.after) }
      }
    }
  }
}
