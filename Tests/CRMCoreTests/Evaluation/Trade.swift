import CRMCore

/// A record with a field of every type, for the evaluation's tests.
struct Trade: Record {
  static let entity = "trade"

  var id: ID
  var stamp = Stamp()
  var title = ""
  var note: String?
  var score = 0
  var rank: Int?
  var rate: ExactDecimal?
  var weight: Double?
  var isHot: Bool?
  var value: Money?
  var due: CalendarDate?
  var seen: Instant?
  var length: Duration?
  var stage: Stage?
  var colour: Colour?
  var house: House.ID?
  var partners: [House.ID] = []
  var tags: [String] = []
  var sizes: [Int] = []
  var place = Place()
  var people: [Person] = []
  var custom = CustomValues()

  init(id: RecordID<Trade>) { self.id = id }

  enum Stage: String, ClosedEnumeration {
    case new, open, won, lost
  }

  struct Colour: OpenEnumeration {
    let rawValue: String
    init(rawValue: String) { self.rawValue = rawValue }
    static let known = [Colour(rawValue: "red"), Colour(rawValue: "green")]
  }

  struct Place: FieldGroup {
    var city: String?
    var zip: Int?
    init() {}
    static let fields = GroupSchema<Place> { f in
      f("city", \.city)
      f("zip", \.zip)
    }
  }

  struct Person: FieldGroup {
    var name: String?
    var age: Int?
    var house: House.ID?
    init() {}
    static let fields = GroupSchema<Person> { f in
      f("name", \.name, .searchable)
      f("age", \.age)
      f("house", \.house, onDelete: .nullify)
    }
  }

  static let schema = Schema<Trade> { f in
    f("title", \.title, .searchable)
    f("note", \.note)
    f("score", \.score)
    f("rank", \.rank)
    f("rate", \.rate)
    f("weight", \.weight)
    f("isHot", \.isHot)
    f("value", \.value)
    f("due", \.due)
    f("seen", \.seen)
    f("length", \.length)
    f("stage", \.stage)
    f("colour", \.colour)
    f("house", \.house, onDelete: .nullify)
    f("partners", \.partners, onDelete: .nullify)
    f("tags", \.tags)
    f("sizes", \.sizes)
    f.group("place", \.place)
    f("people", \.people)
    f.custom(\.custom)
  }
}

/// What a trade refers to, and what refers to its own kind.
struct House: Record {
  static let entity = "house"

  var id: ID
  var stamp = Stamp()
  var name = ""
  var floors: Int?
  var rate: ExactDecimal?
  var parent: House.ID?
  var keeper: Clerk.ID?
  var custom = CustomValues()

  init(id: RecordID<House>) { self.id = id }

  static let schema = Schema<House> { f in
    f("name", \.name, .searchable)
    f("floors", \.floors)
    f("rate", \.rate)
    f("parent", \.parent, onDelete: .nullify)
    f("keeper", \.keeper, onDelete: .nullify)
    f.custom(\.custom)
  }
}

/// Who acts.
struct Clerk: Record {
  static let entity = "user"

  var id: ID
  var stamp = Stamp()
  var name = ""

  init(id: RecordID<Clerk>) { self.id = id }

  static let schema = Schema<Clerk> { f in f("name", \.name) }
}
