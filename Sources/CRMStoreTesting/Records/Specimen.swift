import CRMCore

/// A record with a field of every type: with and without a place for nil, with and without an index or a column.
struct Specimen: Record {
  static let entity = "specimen"

  var id: ID
  var stamp = Stamp()
  var title = ""
  var note: String?
  var count = 0
  var wide: Int64?
  var ratio: ExactDecimal = 0
  var factor: ExactDecimal?
  var number = 0.0
  var reading: Double?
  var isActive = false
  var isVerified: Bool?
  var price = Money.zero(.usd)
  var fee: Money?
  var day: CalendarDate?
  var due: CalendarDate?
  var moment = Instant(microsecondsSince1970: 0)
  var seen: Instant?
  var span = Duration.zero
  var pause: Duration?
  var level = Level.low
  var grade: Level?
  var channel = Channel.web
  var source: Channel?
  var company: Company.ID?
  var tags: [String] = []
  var scores: [Int] = []
  var factors: [ExactDecimal] = []
  var days: [CalendarDate] = []
  var levels: [Level] = []
  var lines: [Line] = []
  var place = Place()

  /// A closed set of names.
  enum Level: String, ClosedEnumeration {
    case low
    case medium
    case high
  }

  /// An open set of names.
  struct Channel: OpenEnumeration {
    let rawValue: String

    init(rawValue: String) { self.rawValue = rawValue }

    static let web = Channel(rawValue: "web")
    static let phone = Channel(rawValue: "phone")
    static let known = [web, phone]
  }

  init(id: RecordID<Specimen>) { self.id = id }

  static let schema = Schema<Specimen> { f in
    declarePlain(&f)
    f("company", \.company, onDelete: .nullify)
    f("tags", \.tags, .indexed)
    f("scores", \.scores)
    f("factors", \.factors)
    f("days", \.days)
    f("levels", \.levels)
    f("lines", \.lines)
    f.group("place", \.place)
    f.index("level", "count")
  }

  private static func declarePlain(_ f: inout SchemaBuilder<Specimen>) {
    f("title", \.title)
    f("note", \.note, .indexed)
    f("count", \.count, .column)
    f("wide", \.wide, .indexed)
    f("ratio", \.ratio)
    f("factor", \.factor, .indexed)
    f("number", \.number)
    f("reading", \.reading, .indexed)
    f("isActive", \.isActive)
    f("isVerified", \.isVerified, .indexed)
    f("price", \.price, .column)
    f("fee", \.fee, .indexed)
    f("day", \.day, .column)
    f("due", \.due, .indexed)
    f("moment", \.moment)
    f("seen", \.seen, .indexed)
    f("span", \.span)
    f("pause", \.pause, .indexed)
    f("level", \.level, .column)
    f("grade", \.grade, .indexed)
    f("channel", \.channel)
    f("source", \.source, .indexed)
  }
}

/// An element of a list, with fields of its own.
struct Line: FieldGroup {
  var label: String?
  var address = ""
  var rank: Int?

  init() {}

  init(_ address: String, label: String? = nil, rank: Int? = nil) {
    self.address = address
    self.label = label
    self.rank = rank
  }

  static let fields = GroupSchema<Line> { f in
    f("label", \.label)
    f("address", \.address)
    f("rank", \.rank)
  }
}

/// A nested value.
struct Place: FieldGroup {
  var city: String?
  var position = Position()

  init() {}

  static let fields = GroupSchema<Place> { f in
    f("city", \.city)
    f.group("position", \.position)
  }
}

/// A nested value in a nested value.
struct Position: FieldGroup {
  var x = 0
  var y: Int?

  init() {}

  static let fields = GroupSchema<Position> { f in
    f("x", \.x)
    f("y", \.y)
  }
}
