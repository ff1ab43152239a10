import CRMCore

/// The records of the stores in `Tests/Format`, so that their files are inputs; a field of every type.
struct Sample: Record {
  static let entity = "sample"
  var id: ID
  var stamp = Stamp()
  var title = ""
  var note: String?
  var size = ""
  var pieces = 0
  var price: ExactDecimal?
  var weight: Double?
  var isFragile = false
  var value: Money?
  var day: CalendarDate?
  var moment: Instant?
  var span: Duration?
  var colour: Colour?
  var maker: Maker.ID?
  var related: [Sample.ID] = []
  var tags: [String] = []
  var place = Place()
  var places: [Place] = []
  var custom = CustomValues()
  init(id: RecordID<Sample>) { self.id = id }
  static let schema = Schema<Sample> { f in
    f("title", \.title, .required, .unique)
    f("note", \.note)
    f("size", \.size, .indexed)
    f("pieces", \.pieces)
    f("price", \.price)
    f("weight", \.weight)
    f("isFragile", \.isFragile)
    f("value", \.value)
    f("day", \.day)
    f("moment", \.moment)
    f("span", \.span)
    f("colour", \.colour)
    f("maker", \.maker, onDelete: .nullify)
    f("related", \.related, onDelete: .nullify)
    f("tags", \.tags)
    f.group("place", \.place)
    f("places", \.places)
    f.custom(\.custom)
  }
}

struct Maker: Record {
  static let entity = "maker"
  var id: ID
  var stamp = Stamp()
  var name = ""
  var telephone: String?
  init(id: RecordID<Maker>) { self.id = id }
  static let schema = Schema<Maker> { f in
    f("name", \.name, .required, .searchable)
    f("telephone", \.telephone)
  }
}

struct Place: FieldGroup {
  var city = ""
  var floor: Int?
  init() {}
  static let fields = GroupSchema<Place> { f in
    f("city", \.city)
    f("floor", \.floor)
  }
}

struct Colour: OpenEnumeration {
  let rawValue: String
  init(rawValue: String) { self.rawValue = rawValue }
  static let red = Colour(rawValue: "red")
  static let known = [red]
}
