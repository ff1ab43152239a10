import Synchronization

/// What a transaction has done so far: for each record its state before the transaction and now.
final class TransactionChanges: Sendable {
  /// What was done to one record.
  struct Change {
    /// The record before the transaction; nil when there was none.
    let before: AnyRecord?
    /// The record now; nil when there is none.
    var after: AnyRecord?
    /// Whether the record from before was deleted, even if another has its identifier now.
    var isDeleted: Bool
    /// The record as the history had it, when it was written back from there.
    var restored: AnyRecord?
  }

  private struct State {
    var changes: [Change] = []
    var positions: [Key: Int] = [:]
  }

  /// A record's key, quicker to look up than with the entity's name.
  private struct Key: Hashable {
    let type: RecordType
    let id: Identifier
  }

  private let state = Mutex(State())

  /// Notes one operation; what it found is the state before the transaction if the record was not touched yet.
  ///
  /// - Parameter deleted: The record as the history had it, when the operation wrote it back from there.
  func note(before: AnyRecord?, after: AnyRecord?, restoring deleted: AnyRecord? = nil) {
    guard let record = after ?? before else { return }
    let key = Key(type: record.type, id: record.id)
    state.withLock { state in
      let position = state.positions[key] ?? state.changes.count
      if position == state.changes.count {
        state.positions[key] = position
        state.changes.append(Change(before: before, after: nil, isDeleted: false, restored: nil))
      }
      state.changes[position].after = after
      if after == nil {
        state.changes[position].isDeleted = true
        state.changes[position].restored = nil
      }
      if let deleted { state.changes[position].restored = deleted }
    }
  }

  /// What was done to a record; nil when it was not touched.
  func change(of id: Identifier, _ type: RecordType) -> Change? {
    state.withLock { state in state.positions[Key(type: type, id: id)].map { state.changes[$0] } }
  }

  /// What was done to each record, in the order in which they were first touched.
  var all: [Change] { state.withLock { $0.changes } }
}
