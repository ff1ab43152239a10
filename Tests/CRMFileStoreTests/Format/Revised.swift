import CRMCore

/// The records of the fixtures, as a later program declares them: fields were added, renamed, removed, retyped and moved, indexes and columns
/// added and dropped.
enum Revised {
  struct Maker: Record {
    static let entity = "maker"
    var id: ID
    var stamp = Stamp()
    var phone: String?
    var country = "none"
    var name = ""
    init(id: RecordID<Maker>) { self.id = id }
    static let schema = Schema<Maker> { f in
      f("phone", \.phone, .indexed, .formerly("telephone"))
      f("country", \.country)
      f("name", \.name, .required)
    }
  }

  struct Place: FieldGroup {
    var town = ""
    var floor: Int?
    init() {}
    static let fields = GroupSchema<Place> { f in
      f("town", \.town, .indexed, .formerly("city"))
      f("floor", \.floor)
    }
  }

  /// The elements of a list keep their fields' names.
  struct ListedPlace: FieldGroup {
    var note: String?
    var floor: Int?
    var city = ""
    init() {}
    static let fields = GroupSchema<ListedPlace> { f in
      f("note", \.note)
      f("floor", \.floor)
      f("city", \.city)
    }
  }

  struct Sample: Record {
    static let entity = "sample"
    var id: ID
    var stamp = Stamp()
    var size: Int?
    var heading = ""
    var pieces = 0
    var maker: Maker.ID?
    var place = Place()
    var places: [ListedPlace] = []
    init(id: RecordID<Sample>) { self.id = id }
    static let schema = Schema<Sample> { f in
      f("size", \.size, .column)
      f("heading", \.heading, .required, .indexed, .searchable, .formerly("title"))
      f("pieces", \.pieces, .column)
      f("maker", \.maker, onDelete: .restrict)
      f.group("place", \.place)
      f("places", \.places)
      f.convert("size") { (text: String) in Int(text).map { $0 * 10 } }
    }
  }

  static let types: [any Record.Type] = [Sample.self, Maker.self]
}
