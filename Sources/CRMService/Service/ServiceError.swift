public import CRMCore
public import Foundation

/// An operation of CRMService was refused.
///
/// Nothing of its transaction was kept.
@nonexhaustive
public enum ServiceError: Error, Hashable {
  /// The case is closed, and is to be active for this.
  case isClosed(RecordKey)
  /// The case is active already.
  case isActive(RecordKey)
  /// The case is somebody's already.
  case isOwned(RecordKey, by: RecordKey)
  /// The case is in no queue.
  case inNoQueue(RecordKey)
  /// The one who acts is no member of the queue.
  case notMember(RecordKey)
  /// The program itself acts, or somebody of whom there is no record, and a user is to.
  case nobodyActs
  /// The cases' count is not to be taken away.
  case sequenceStays(RecordKey)
  /// The condition that a record holds can't be asked of cases any more.
  case unusableCondition(RecordKey, reason: String)
  /// What is stored as a service level's business hours is none.
  case unreadableHours(RecordKey, reason: String)
}

extension ServiceError: CustomStringConvertible, LocalizedError {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .isClosed(let key): "\(key) is closed; reopen it first"
    case .isActive(let key): "\(key) is active; there is nothing to reopen"
    case .isOwned(let key, let owner): "\(key) belongs to \(owner) already; let it be assigned to you"
    case .inNoQueue(let key): "\(key) is in no queue; route it, or assign it to somebody"
    case .notMember(let key): "only members of \(key) pick from it; become one, or let the case be assigned to you"
    case .nobodyActs: "a case is picked by a user; act as one"
    case .sequenceStays(let key): "\(key) counts the cases and stays, so that no number is given twice"
    case .unusableCondition(let key, let reason): "the condition of \(key) can't be asked: \(reason); mend it"
    case .unreadableHours(let key, let reason): "\(key) holds no business hours: \(reason); define it anew"
    }
  }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}
