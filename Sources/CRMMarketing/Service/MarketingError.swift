public import CRMCore
public import Foundation

/// An operation of CRMMarketing was refused.
///
/// Nothing of its transaction was kept.
@nonexhaustive
public enum MarketingError: Error, Hashable {
  /// The record is closed or inactive, and is to be open for this.
  case isClosed(RecordKey)
  /// The record is open already.
  case isOpen(RecordKey)
  /// Nothing of the entity can be written to or put on lists.
  case noAudience(String, known: [String])
  /// The filter of a dynamic list is none, or no longer fits what is kept.
  case unfitFilter(RecordKey, FilterSyntaxError)
  /// The list has a filter instead of members that could be added or taken off.
  case isDynamic(RecordKey)
  /// The list has its members one by one already.
  case isStatic(RecordKey)
  /// The list is locked.
  case isLocked(RecordKey)
  /// The list is for records of another entity.
  case wrongMember(RecordKey, list: RecordKey, String)
  /// More would be written at once than the application allows.
  case tooMany(Int, limit: Int)
  /// The template, or what a mailing says, can't be used.
  case invalidTemplate(RecordKey, [TemplateProblem])
  /// The mailing lacks something before it can be sent.
  case notReady(RecordKey, [String])
  /// The mailing is on its way or was canceled.
  case wrongMailingState(RecordKey, Mailing.State)
  /// There is nobody to whom the work could be given.
  case nobodyToAssign(RecordKey)
}

extension MarketingError: CustomStringConvertible, LocalizedError {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .isClosed(let key): "\(key) is closed; open it first"
    case .isOpen(let key): "\(key) is open; there is nothing to open"
    case .noAudience(let entity, let known):
      "“\(entity)” is no entity that marketing knows how to reach; it knows \(known.joined(separator: ", ")),"
        + " and what is added to environment.marketing.audiences"
    case .unfitFilter(let key, let error): "the filter of \(key) can't be used: \(error)"
    case .isDynamic(let key): "\(key) has on it whoever meets its filter; change the filter, or freeze the list"
    case .isStatic(let key): "\(key) is static; there is nothing to freeze"
    case .isLocked(let key): "\(key) is locked; unlock it first"
    case .wrongMember(let member, let list, let entity): "\(member) can't be on \(list), which is of “\(entity)”"
    case .tooMany(let count, let limit):
      "\(count) at once are more than the \(limit) that are allowed; do it in parts, or raise environment.marketing.limit"
    case .invalidTemplate(let key, let problems):
      "what \(key) says can't be used: \(problems.map(\.description).joined(separator: "; "))"
    case .notReady(let key, let reasons): "\(key) can't be sent yet: \(reasons.joined(separator: "; "))"
    case .wrongMailingState(let key, let state): "\(key) is \(state.rawValue), which does not allow this"
    case .nobodyToAssign(let key):
      "there is nobody to do the work of \(key); name a team with active people, or an owner"
    }
  }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}
