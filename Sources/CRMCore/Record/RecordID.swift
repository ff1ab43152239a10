/// The identifier of a record of one type: a `RecordID<Account>` does not compile where a contact's is wanted.
public struct RecordID<R: Record>: Hashable, Comparable, Sendable {
  /// The identifier without its type.
  public let identifier: Identifier

  /// Gives an identifier the type of the record that it belongs to.
  public init(_ identifier: Identifier) {
    self.identifier = identifier
  }

  /// Reads the text form of a UUID; nil when the text is anything else.
  public init?(_ text: some StringProtocol) {
    guard let identifier = Identifier(text) else { return nil }
    self.identifier = identifier
  }

  /// The record's address in a store: its entity and its identifier.
  public var key: RecordKey { RecordKey(entity: R.entity, id: identifier) }

  /// Whether the left comes first.
  public static func < (left: RecordID, right: RecordID) -> Bool { left.identifier < right.identifier }
}

extension RecordID: CustomStringConvertible {
  /// The identifier's text form.
  public var description: String { identifier.description }
}

extension RecordID: Codable {
  /// Reads what was encoded.
  public init(from decoder: any Decoder) throws { identifier = try Identifier(from: decoder) }

  /// Writes what the initializer reads.
  public func encode(to encoder: any Encoder) throws { try identifier.encode(to: encoder) }
}

/// The address of a record of any type: the entity's name and the identifier.
public struct RecordKey: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The name of the record's type, such as `account`.
  public let entity: String
  /// The record's identifier.
  public let id: Identifier

  /// Creates the address of a record.
  public init(entity: String, id: Identifier) {
    self.entity = entity
    self.id = id
  }

  /// The entity and the identifier, as in `account 018f3c2e-…`.
  public var description: String { "\(entity) \(id)" }
}
