/// That somebody tried what they may not do.
///
/// Written apart from what was tried, which is undone. What is out of sight does not exist for who looks, so that looking for it is no refusal;
/// trying to change it is.
public struct AccessRefusal: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "accessRefusal"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The identifier of the one who tried; nil for nobody in particular.
  public var actor: String?
  /// What they tried: `create`, `change`, `delete`, `assign`, `export`, `read`, `set`, `share`, `restore`.
  public var operation = ""
  /// The entity of the record.
  public var subject = ""
  /// The identifier of the record; nil when it was about all of them.
  public var record: String?
  /// The field; nil when it was about the record.
  public var field: String?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<AccessRefusal>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<AccessRefusal> { f in
    f("actor", \.actor, .indexed)
    f("operation", \.operation, .required)
    f("subject", \.subject, .required)
    f("record", \.record, .indexed)
    f("field", \.field)
    f.withoutHistory()
  }
}

extension AccessRefusal {
  /// nil when the error is about something else.
  init?(_ error: StoreError, of actor: Identifier?, id: ID) {
    self.init(id: id)
    self.actor = actor?.description
    switch error {
    case .notAllowed(let operation, let key):
      (self.operation, subject, record) = (operation, key.entity, key.id.description)
    case .kindNotAllowed(let operation, let entity): (self.operation, subject) = (operation, entity)
    case .fieldNotAllowed(let operation, let field, let key):
      (self.operation, subject, record, self.field) = (operation, key.entity, key.id.description, field)
    case .fieldNotReadable(let field, let entity): (operation, subject, self.field) = ("read", entity, field)
    default: return nil
    }
  }
}
