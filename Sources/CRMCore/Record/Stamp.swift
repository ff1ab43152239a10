/// What a store writes on each record: its revision, and who created and last changed it when.
public struct Stamp: Hashable, Sendable, Codable {
  /// How often the record was written: 1 after its insertion, 0 while it has never been stored.
  public var revision: Int64
  /// When it was inserted.
  public var createdAt: Instant
  /// Who inserted it: the identifier of a user's record, nil for the program itself.
  public var createdBy: Identifier?
  /// When it was last written.
  public var updatedAt: Instant
  /// Who wrote it last: the identifier of a user's record, nil for the program itself.
  public var updatedBy: Identifier?

  /// The stamp of a record that has never been stored.
  public init() {
    self.init(revision: 0, createdAt: Instant(microsecondsSince1970: 0), createdBy: nil)
  }

  /// A stamp whose last change is its creation.
  public init(revision: Int64, createdAt: Instant, createdBy: Identifier?) {
    self.revision = revision
    self.createdAt = createdAt
    self.createdBy = createdBy
    updatedAt = createdAt
    updatedBy = createdBy
  }

  /// The stamp of a record that is inserted now.
  init(ofNewAt instant: Instant, in environment: CRMEnvironment) {
    self.init(revision: 1, createdAt: instant, createdBy: environment.actor)
  }
}
