#if SQLite || PostgreSQL
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

    /// A part that is not in the store yet.
    static func part(_ code: String, for store: any Store, _ change: (inout Part) throws -> Void = { _ in }) throws
      -> Part
    {
      var part = Part(id: store.newID())
      part.code = code
      try change(&part)
      return part
    }

    /// A maker who is not in the store yet.
    static func maker(_ name: String, _ telephone: String? = nil, for store: any Store) -> Maker {
      var maker = Maker(id: store.newID())
      (maker.name, maker.telephone) = (name, telephone)
      return maker
    }

    /// Does something of everything, and returns how many commits it was.
    static func work(_ store: any Store, _ round: Int) async throws -> Int {
      let maker = try await store.insert(maker("maker \(round)", for: store))
      let part = try await store.insert(
        part("part \(round)", for: store) {
          $0.maker = maker.id
          $0.tags = ["a", "b\""]
          $0.price = Money(minorUnits: Int64(round), currency: .usd)
          $0.weight = try ExactDecimal("-12.5")
        })
      try await store.update(part.id) { $0.pieces = round }
      try await store.write { store in
        try await store.update(part.id) { $0.pieces += 1 }
        try await store.update(maker.id) { $0.telephone = "\(round)" }
      }
      try await store.delete(maker.id)
      return 5
    }

    /// Adds sixty parts, some of them of one maker.
    static func fill(_ store: any Store) async throws {
      let maker = try await store.insert(maker("Acme", for: store))
      try await store.load(
        try (0..<60).map { number in
          try part("part \(number)", for: store) {
            $0.pieces = number
            $0.weight = try ExactDecimal(Int64(number)).divided(by: 4, scale: 2, rounding: .halfEven)
            $0.price = Money(minorUnits: Int64(number), currency: number % 2 == 0 ? .usd : .eur)
            $0.maker = number % 3 == 0 ? maker.id : nil
            $0.tags = number % 10 == 0 ? ["rare"] : []
          }
        })
    }

    /// How a question about parts is answered.
    static func plan(
      _ filter: FilterExpression, sort: [SortTerm] = [], limit: Int? = nil, in store: any Store
    ) async throws -> QueryPlan {
      try await store.reading {
        try await $0.explain(RecordQuery(Part.recordType, where: filter, sort: sort, limit: limit))
      }
    }
  }
#endif
