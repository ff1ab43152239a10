import CRMCore

/// The records of the fixtures, as the program declared them that wrote version 1.
enum Original {
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
    init(_ city: String, floor: Int?) {
      self.city = city
      self.floor = floor
    }
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

  /// A field of every type.
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

  static let types: [any Record.Type] = [Maker.self, Sample.self]
}
