public import Foundation

/// A store refused or failed an operation.
///
/// Nothing of the operation's transaction was kept.
@nonexhaustive
public enum StoreError: Error, Hashable {
  /// There is no record of that key, or it is not visible to the one who asks.
  case notFound(RecordKey)
  /// A record with that identifier exists already.
  case alreadyExists(RecordKey)
  /// The record was changed since the caller read it.
  case stale(RevisionConflict)
  /// Another record holds the same values in fields that must be unique. The other's key is nil when the actor may not see it.
  case duplicate(RecordKey, fields: [String], other: RecordKey?)
  /// A reference names a record that does not exist, or that the actor may not see.
  case missingTarget(RecordKey, field: String, target: RecordKey)
  /// The record can't be deleted while others refer to it, or to what would go with it. The other's key is nil when the actor may not see it.
  case stillReferenced(RecordKey, by: RecordKey?, field: String)
  /// The actor has no right to do this to the record.
  case notAllowed(String, RecordKey)
  /// The actor has no right to do this to records of the entity.
  case kindNotAllowed(String, entity: String)
  /// The actor has no right to do this to the field of the record.
  case fieldNotAllowed(String, String, of: RecordKey)
  /// The actor has no right to read the field of records of the entity, nor to ask anything by it.
  case fieldNotReadable(String, entity: String)
  /// A reader, writer or snapshot was used after its end.
  case ended
  /// A write was begun on a store from inside a write on the same store, where it would wait for itself: use the transaction that the body was given.
  case nestedWrite
  /// The transaction could not be put in order with others, and running it again did not help either.
  case conflict(attempts: Int)
  /// The store was closed, or refuses work since a failure that the text names.
  case unavailable(String)
  /// The store keeps no such kind of record.
  case unknownEntity(String, suggestions: [String])
  /// Record declarations contradict themselves or each other.
  case invalidDeclaration([String])
  /// A query asks for what can't be answered, such as the sum of texts.
  case invalidQuery(String)
  /// A sum ran over several currencies: group by the currency or convert first.
  case mixedCurrencies([String], path: String)
  /// A calculation left the range of its type.
  case overflow(String)
}

/// What an update that came too late collides with.
public struct RevisionConflict: Hashable, Sendable {
  /// The record.
  public let key: RecordKey
  /// The revision that the update was made from.
  public let base: Int64
  /// The revision that the store holds.
  public let current: Int64
  /// The fields that both sides changed, to different values.
  ///
  /// When the base is no longer known, the fields in which the two differ.
  public let fields: [String]
  /// Whether the base was known, so that ``fields`` are true collisions.
  public let isBaseKnown: Bool

  /// Creates the description of a conflict.
  public init(key: RecordKey, base: Int64, current: Int64, fields: [String], isBaseKnown: Bool) {
    self.key = key
    self.base = base
    self.current = current
    self.fields = fields
    self.isBaseKnown = isBaseKnown
  }
}

extension StoreError: CustomStringConvertible, LocalizedError {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .notFound(let key): "there is no \(key)"
    case .alreadyExists(let key): "\(key) exists already; update it instead"
    case .stale(let conflict):
      "\(conflict.key) was changed meanwhile (you have revision \(conflict.base), it is at \(conflict.current)"
        + (conflict.fields.isEmpty ? "" : "; in conflict: \(conflict.fields.joined(separator: ", "))")
        + "); read it again and repeat your change"
    case .duplicate(let key, let fields, let other):
      "\(key) has the same \(fields.joined(separator: " and ")) as \(other?.description ?? "another record")"
    case .missingTarget(let key, let field, let target):
      "\(field) of \(key) refers to \(target), which does not exist"
    case .stillReferenced(let key, let other, let field):
      "\(key) can't be deleted: \(field) of \(other?.description ?? "another record") refers to it"
    case .notAllowed(let operation, let key): "you may not \(operation) \(key)"
    case .kindNotAllowed(let operation, let entity): "you may not \(operation) records of \(entity)"
    case .fieldNotAllowed(let operation, let field, let key): "you may not \(operation) \(field) of \(key)"
    case .fieldNotReadable(let field, let entity):
      "you may not read \(field) of \(entity), nor ask by it; leave it out of the conditions, the order and the figures"
    case .ended: "this reader or transaction has ended; begin a new one"
    case .nestedWrite:
      "a write on a store inside a write on the same store; use the transaction that the body was given"
    case .conflict(let attempts): "the transaction collided with others \(attempts) times; try again later"
    case .unavailable(let reason): reason
    case .unknownEntity(let name, let suggestions):
      "there is no kind of record “\(name)”"
        + (suggestions.isEmpty ? "" : "; did you mean \(suggestions.joined(separator: " or "))?")
    case .invalidDeclaration(let problems): problems.joined(separator: "; ")
    case .invalidQuery(let reason): reason
    case .mixedCurrencies(let codes, let path):
      "\(path) holds several currencies (\(codes.joined(separator: ", "))); group by \(path).currency or filter on one"
    case .overflow(let what): "\(what) is out of range"
    }
  }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}
