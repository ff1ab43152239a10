/// What tells users of each other's changes, before a transaction is committed.
///
/// Nobody is told of what they have done themselves.
struct Collaboration {
  private let actor: String?
  private let haveWatchers: Bool

  init(of actor: Identifier?, haveWatchers: Bool) {
    self.actor = actor?.description
    self.haveWatchers = haveWatchers
  }

  /// Tells those who watch the records that a transaction has changed, and those who got or gave a record away.
  func tell(in context: borrowing WriteContext) async throws {
    guard context.reading.catalog.types.contains(InboxItem.recordType) else { return }
    let engine = StoreTransaction(unrestricting: context)
    for change in context.changes.all {
      guard let record = change.after ?? change.before, record.type != InboxItem.recordType else { continue }
      var told = Set([actor].compactMap { $0 })
      if let slot = record.type.ownerSlot {
        let (old, new) = (try change.before?.value(at: slot), try change.after?.value(at: slot))
        if old != new, let key = change.after?.key {
          try await tell(new?.references.first, .assignment, key, &told, engine)
          try await tell(old?.references.first, .handOff, key, &told, engine)
        }
      }
      guard haveWatchers, change.before != nil else { continue }
      for watch in try await engine.fetch(Watch.self, where: \.record == record.id.description) {
        try await tell(Identifier(watch.actor), .watch, record.key, &told, engine)
        if change.after == nil { try await engine.delete(watch.id) }
      }
    }
  }

  /// Tells somebody who does not know yet.
  private func tell(
    _ user: Identifier?, _ kind: InboxItem.Kind, _ key: RecordKey, _ told: inout Set<String>,
    _ engine: borrowing StoreTransaction
  ) async throws {
    guard let user, told.insert(user.description).inserted else { return }
    try await engine.notify(user, kind, regarding: key)
  }
}
