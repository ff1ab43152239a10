public import CRMContacts
public import CRMCore

/// What mailings say, to be used again: a ``MessageContent`` for records of one entity.
///
/// Whether its places are fields of them is checked whenever it is written. A mailing takes a copy, so that what was sent stays what was sent.
public struct MessageTemplate: ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "messageTemplate"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name, unique.
  public var name = ""
  /// The entity of those for whom it is written: `account`, `contact` or `lead`.
  public var memberEntity = ""
  /// What it says.
  public var content = MessageContent()
  /// Whether it is in use.
  public var state = ActiveState.active
  /// Whose it is.
  public var owner: User.ID?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<MessageTemplate>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<MessageTemplate> { f in
    f("name", \.name, .required, .unique, .indexed, .searchable, .collated(.persian))
    f("memberEntity", \.memberEntity, .required)
    f.group("content", \.content)
    f("state", \.state)
    f("owner", \.owner, onDelete: .restrict)
    f.custom(\.custom)
  }

  /// Holds what it says against what is kept.
  public static func follow(
    _ before: MessageTemplate?, _ after: MessageTemplate?, in transaction: borrowing StoreTransaction
  ) async throws {
    guard let after, after.content != before?.content || after.memberEntity != before?.memberEntity else { return }
    _ = try transaction.environment.marketing.audience(of: after.memberEntity)
    try await transaction.check(after.content, of: after.key, for: [after.memberEntity])
  }
}

extension StoreTransaction {
  /// Refuses what can't be said to records of some entities.
  func check(_ content: MessageContent, of key: RecordKey, for entities: Set<String>) async throws {
    let problems = try await reading { context in
      var problems: [TemplateProblem] = []
      for entity in entities.sorted() {
        for problem in try await content.problems(of: context.catalog.type(of: entity), in: context)
        where !problems.contains(problem) { problems.append(problem) }
      }
      return problems
    }
    if !problems.isEmpty { throw MarketingError.invalidTemplate(key, problems) }
  }
}
