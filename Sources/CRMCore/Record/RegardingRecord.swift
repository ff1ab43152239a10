/// A record that may be about another one, of whatever type.
public protocol RegardingRecord: Record {
  /// The entity of the record that it is about.
  var subject: String? { get set }
  /// The identifier of the record that it is about.
  var record: String? { get set }
}

extension RegardingRecord {
  /// The record that it is about; nil when it is about none, or when its fields name none.
  public var regarding: RecordKey? {
    get { RecordKey(entity: subject, id: record) }
    set {
      subject = newValue?.entity
      record = newValue?.id.description
    }
  }
}

extension RecordKey {
  /// The key whose parts two fields hold.
  init?(entity: String?, id: String?) {
    guard let entity, let id = id.flatMap(Identifier.init) else { return nil }
    self.init(entity: entity, id: id)
  }
}
