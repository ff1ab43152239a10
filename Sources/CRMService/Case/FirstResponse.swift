public import CRMContacts
public import CRMCore

/// Notes on a case that the customer has heard from us, by whatever way an interaction about it is written: the first that goes out, notes aside.
public struct FirstResponse: InteractionFollower {
  /// Notes first responses.
  public init() {}

  /// Notes the time of an interaction on its case, where it is the first response to an active one.
  public func follow(_ interaction: Interaction, in transaction: borrowing StoreTransaction) async throws {
    guard let key = interaction.regarding, key.entity == Case.entity, transaction.keeps(Case.self) else { return }
    guard interaction.direction == .outgoing, interaction.channel != .note else { return }
    guard let record = try await transaction.find(Case.ID(key.id)), record.state == .active,
      record.firstRespondedAt == nil
    else { return }
    try await transaction.update(record.id) { $0.firstRespondedAt = interaction.startedAt }
  }
}
