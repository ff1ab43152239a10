#if PostgreSQL
  import CRMCore

  /// Records of a small workshop, with a field of each form of column.
  enum Workshop {
    struct Maker: Record {
      static let entity = "maker"
      var id: ID
      var stamp = Stamp()
      var name = ""
      var telephone: String?
      init(id: RecordID<Maker>) { self.id = id }
      static let schema = Schema<Maker> { f in
        f("name", \.name, .required, .searchable)
        f("telephone", \.telephone, .unique)
      }
    }

    struct Place: FieldGroup {
      var city = ""
      init() {}
      static let fields = GroupSchema<Place> { f in f("city", \.city, .indexed) }
    }

    struct Part: Record {
      static let entity = "part"
      var id: ID
      var stamp = Stamp()
      var code = ""
      var pieces = 0
      var weight: ExactDecimal?
      var ratio = 0.0
      var isFragile = false
      var price: Money?
      var made: CalendarDate?
      var seen: Instant?
      var effort: Duration?
      var maker: Maker.ID?
      var tags: [String] = []
      var place = Place()
      var custom = CustomValues()
      init(id: RecordID<Part>) { self.id = id }
      static let schema = Schema<Part> { f in
        f("code", \.code, .indexed)
        f("pieces", \.pieces, .indexed)
        f("weight", \.weight)
        f("ratio", \.ratio)
        f("isFragile", \.isFragile)
        f("price", \.price, .indexed)
        f("made", \.made)
        f("seen", \.seen)
        f("effort", \.effort)
        f("maker", \.maker, onDelete: .nullify)
        f("tags", \.tags)
        f.group("place", \.place)
        f.custom(\.custom)
      }
    }

    static let types: [any Record.Type] = [Maker.self, Part.self]
  }
#endif
