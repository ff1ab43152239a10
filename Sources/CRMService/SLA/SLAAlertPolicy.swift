public import CRMContacts
public import CRMCore

/// Who is told that a target comes near or was missed.
public protocol SLAAlertPolicy: Sendable {
  /// Those in whose inboxes it lands.
  ///
  /// - Parameters:
  ///   - target: The target, which is noncompliant since now, or comes near it.
  ///   - record: The case.
  ///   - view: The transaction, as the program itself sees it.
  func recipients(of target: SLATarget, _ record: Case, in view: borrowing Snapshot) async throws -> [User.ID]
}

/// Tells the owner, or the members of the queue where nobody owns the case; of what was missed the owner's manager, too.
public struct StandardSLAAlertPolicy: SLAAlertPolicy, Hashable {
  /// Tells those who can do something about it.
  public init() {}

  /// The owner or the queue's members, and the manager where something was missed.
  public func recipients(
    of target: SLATarget, _ record: Case, in view: borrowing Snapshot
  ) async throws -> [User.ID] {
    if let owner = record.owner {
      let manager = target.state == .noncompliant ? try await view.find(owner)?.manager : nil
      return [owner] + [manager].compactMap { $0 }
    }
    guard let queue = record.queue else { return [] }
    return try await view.find(queue)?.members ?? []
  }
}
