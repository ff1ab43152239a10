import CRMCore

/// A record whose fields are declared twice, as columns and without them, so that one question can be answered in both ways.
struct Deal: Record {
  static let entity = "deal"

  var id: ID
  var stamp = Stamp()
  var name = ""
  var stage: Stage?
  var count: Int?
  var value: Money?
  var rate: ExactDecimal?
  var weight: Double?
  var isHot: Bool?
  var day: CalendarDate?
  var seen: Instant?
  var pause: Duration?
  var buyer: Buyer.ID?

  init(id: RecordID<Deal>) { self.id = id }

  enum Stage: String, ClosedEnumeration { case new, open, won, lost }

  static let schema = Schema<Deal> { f in
    declareColumns(&f)
    declarePlain(&f)
  }

  private static func declareColumns(_ f: inout SchemaBuilder<Deal>) {
    f("name", \.name, .column)
    f("stage", \.stage, .column)
    f("count", \.count, .column)
    f("value", \.value, .column)
    f("rate", \.rate, .column)
    f("weight", \.weight, .column)
    f("isHot", \.isHot, .column)
    f("day", \.day, .column)
    f("seen", \.seen, .column)
    f("pause", \.pause, .column)
    f("buyer", \.buyer, .column, onDelete: .nullify)
  }

  private static func declarePlain(_ f: inout SchemaBuilder<Deal>) {
    f("plainName", \.name)
    f("plainStage", \.stage)
    f("plainCount", \.count)
    f("plainValue", \.value)
    f("plainRate", \.rate)
    f("plainWeight", \.weight)
    f("plainIsHot", \.isHot)
    f("plainDay", \.day)
    f("plainSeen", \.seen)
    f("plainPause", \.pause)
    f("plainBuyer", \.buyer, onDelete: .nullify)
  }

  /// The name of a path's twin.
  static func plain(_ path: FieldPath) -> FieldPath {
    let first = path.names.first.map(String.init) ?? ""
    return FieldPath("plain" + first.prefix(1).uppercased() + path.text.dropFirst(1))
  }
}

/// What deals refer to.
struct Buyer: Record {
  static let entity = "buyer"

  var id: ID
  var stamp = Stamp()
  var name = ""
  var size: Int?
  var parent: Buyer.ID?

  init(id: RecordID<Buyer>) { self.id = id }

  static let schema = Schema<Buyer> { f in
    f("name", \.name)
    f("size", \.size)
    f("parent", \.parent, onDelete: .nullify)
  }
}
