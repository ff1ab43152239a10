public import CRMCore

/// A record that one does business with: an account or a contact.
///
/// How it is reached, how far it has come, and whether it may be written to.
public protocol CustomerRecord: PartyRecord, ConsequentRecord {
  /// Who looks after it.
  var owner: User.ID? { get set }
  /// How far it is on the way from a stranger to a customer.
  var lifecycleStage: LifecycleStage? { get set }
  /// The e-mail address that is used first.
  var email: String? { get set }
  /// What it is used for.
  var emailKind: ContactPoint.Kind? { get set }
  /// Further e-mail addresses.
  var otherEmails: [ContactPoint] { get set }
  /// The telephone number that is used first.
  var phone: String? { get set }
  /// What it is used for.
  var phoneKind: ContactPoint.Kind? { get set }
  /// Further telephone numbers.
  var otherPhones: [ContactPoint] { get set }
  /// The postal address that is used first.
  var address: Address { get set }
  /// Further postal addresses.
  var otherAddresses: [Address] { get set }
  /// Whether it wants to be left alone.
  var doNotContact: Bool { get set }
  /// Whether business with it is over.
  var state: ActiveState { get set }
}

extension CustomerRecord {
  /// Does what follows from a change: messages that wait for somebody who wants to be left alone are withdrawn, and interactions with an
  /// address that is known now are theirs.
  public static func follow(
    _ before: Self?, _ after: Self?, in transaction: borrowing StoreTransaction
  ) async throws {
    guard let after else { return }
    let customer = CustomerReference(after.id)
    if after.doNotContact && before?.doNotContact == false {
      try await transaction.withdrawUnpermitted(to: customer)
    }
    let old = Set((before?.emailKeys ?? []) + (before?.phoneKeys ?? []))
    let new = (after.emailKeys + after.phoneKeys).filter { !old.contains($0) }
    try await transaction.resolveParties(at: new)
  }
}
