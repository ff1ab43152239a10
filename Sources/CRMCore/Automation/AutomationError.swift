public import Foundation

/// An action of a process or a workflow could not be done.
///
/// The transaction that brought it about is undone.
@nonexhaustive
public enum AutomationError: Error, Hashable {
  /// The action gives a value to a field that the entity does not have, or that is computed from others.
  case noSuchField(entity: String, field: String)
  /// The message of an action has no recipient, since the record holds none.
  case noRecipient(RecordKey, channel: String)
  /// Actions bring each other about without end.
  case tooDeep(RecordKey, limit: Int)
  /// Workflows set each other off without end.
  case endless([String], limit: Int)
  /// The workflow contradicts itself, or names what there is not.
  case invalid(String, [String])
}

extension AutomationError: CustomStringConvertible, LocalizedError {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .noSuchField(let entity, let field): "\(entity) has no field “\(field)” that an action could set"
    case .noRecipient(let key, let channel): "\(key) names nobody to whom the message over “\(channel)” could go"
    case .tooDeep(let key, let limit):
      "actions on \(key) brought each other about more than \(limit) times; look for a process or workflow that starts itself"
    case .endless(let names, let limit):
      "workflows set each other off more than \(limit) times: \(names.joined(separator: ", "))"
    case .invalid(let name, let problems): "the workflow “\(name)” can't be used: \(problems.joined(separator: "; "))"
    }
  }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}
