/// A record whose changes have consequences for others, which belong to the same transaction: by whatever way it is written, they follow.
///
/// ```swift
/// extension Shipment: ConsequentRecord {
///   static func follow(_ before: Shipment?, _ after: Shipment?, in transaction: borrowing StoreTransaction) async throws {
///     guard let after, before == nil else { return }
///     try await transaction.schedule(Arrival(shipment: after.id), due: .after(.seconds(86_400)), named: after.id.description)
///   }
/// }
/// ```
///
/// For what a kind of record means wherever it is kept. What an application wants to happen is a ``Workflow``.
public protocol ConsequentRecord: Record {
  /// Does what follows from a change of a record.
  ///
  /// Called once for each record that a transaction has changed, before it is committed; what is thrown undoes the transaction.
  ///
  /// - Parameters:
  ///   - before: The record before the transaction; nil when there was none.
  ///   - after: The record now; nil when there is none.
  ///   - transaction: The transaction, without the limits of the one who acts.
  static func follow(_ before: Self?, _ after: Self?, in transaction: borrowing StoreTransaction) async throws
}

extension ConsequentRecord {
  /// The same for records as they are stored.
  static func follow(
    stored before: AnyRecord?, _ after: AnyRecord?, in transaction: borrowing StoreTransaction
  ) async throws {
    try await follow(before.map(schema.decode), after.map(schema.decode), in: transaction)
  }
}

extension WriteContext {
  /// Does what follows from what the transaction has done, and from what that does in turn, once for each record.
  func followChanges() async throws {
    var followed: Set<RecordKey> = []
    while true {
      let open = changes.all.filter { change in
        guard let record = change.after ?? change.before, record.type.consequent != nil else { return false }
        return followed.insert(record.key).inserted
      }
      if open.isEmpty { return }
      let engine = StoreTransaction(unrestricting: self)
      for change in open {
        let consequent = (change.after ?? change.before)?.type.consequent
        try await consequent?.follow(stored: change.before, change.after, in: engine)
      }
    }
  }
}
