public import CRMCore

/// What another module does when one was in touch: added to ``ContactsPolicies/interactionFollowers`` when the CRM is composed.
public protocol InteractionFollower: Sendable {
  /// Does what follows from an interaction that was written, by whatever way, before its transaction is committed; what is thrown undoes it.
  ///
  /// - Parameters:
  ///   - interaction: The interaction, new or changed.
  ///   - transaction: The transaction, without the limits of the one who acts.
  func follow(_ interaction: Interaction, in transaction: borrowing StoreTransaction) async throws
}

extension Interaction: ConsequentRecord {
  /// Does what other modules do about it.
  public static func follow(
    _ before: Interaction?, _ after: Interaction?, in transaction: borrowing StoreTransaction
  ) async throws {
    guard let after else { return }
    for follower in transaction.environment.contacts.interactionFollowers {
      try await follower.follow(after, in: transaction)
    }
  }
}
