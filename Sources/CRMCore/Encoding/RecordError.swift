public import Foundation

/// A record could not be encoded, decoded or accepted, whatever the store.
@nonexhaustive
public enum RecordError: Error, Hashable {
  /// The record has problems: every one of them.
  case invalid(RecordKey, [FieldProblem])
  /// The bytes of a stored record don't have the layout that was written.
  case damaged
  /// The record would take more than 64 MiB.
  case tooLarge(bytes: Int)
  /// A stored field holds a value that this program's type for it does not know, such as a name that a newer version added to a
  /// closed enumeration. The stored value is untouched.
  case unreadable(RecordKey, field: String, reason: String)
  /// There is no field of that name. The nearest names are suggested.
  case unknownField(String, entity: String, suggestions: [String])
}

extension RecordError: CustomStringConvertible, LocalizedError {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .invalid(let key, let problems):
      "\(key) was not accepted: \(problems.map(\.description).joined(separator: "; "))"
    case .damaged: "a stored record is damaged; verify the store and restore it from a backup"
    case .tooLarge(let bytes):
      "a record may take 64 MiB and this one takes \(bytes) bytes; keep files outside of records"
    case .unreadable(let key, let field, let reason): "\(field) of \(key) can't be read: \(reason)"
    case .unknownField(let name, let entity, let suggestions):
      "\(entity) has no field “\(name)”"
        + (suggestions.isEmpty ? "" : "; did you mean \(suggestions.joined(separator: " or "))?")
    }
  }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}
