public import CRMCore
public import Foundation

/// An operation of CRMContacts was refused.
///
/// Nothing of its transaction was kept.
@nonexhaustive
public enum ContactsError: Error, Hashable {
  /// The record is completed or canceled, and is to be open for this.
  case isClosed(RecordKey)
  /// The record is open already.
  case isOpen(RecordKey)
}

extension ContactsError: CustomStringConvertible, LocalizedError {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .isClosed(let key): "\(key) is closed; reopen it first"
    case .isOpen(let key): "\(key) is open; there is nothing to reopen"
    }
  }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}
