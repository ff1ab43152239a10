#if SQLite || PostgreSQL
  import CRMCore
  import Testing

  #if SQLite
    import CRMSQLiteStore
  #endif
  #if PostgreSQL
    import CRMPostgresStore
  #endif

  // The examples of the documentation, word for word: a house rule compares them.

  struct Vehicle: Record {
    static let entity = "vehicle"
    var id: ID
    var stamp = Stamp()
    var plate = ""
    var weight = 0
    var price: Money?
    var bought: CalendarDate?
    init(id: RecordID<Vehicle>) { self.id = id }
    static let schema = Schema<Vehicle> { f in
      f("plate", \.plate, .required, .unique)
      f("weight", \.weight, .indexed, .formerly("mass"))
      f("price", \.price)
      f("bought", \.bought)
      f.convert("weight") { (text: String) in Int(text) ?? 0 }
    }
  }

  @Suite("The examples of the SQL stores' documentation")
  struct DocumentationExamples {
    private func vehicle() throws -> Vehicle {
      var vehicle = Vehicle(id: RecordID(Identifier(high: 1, low: 1)))
      vehicle.plate = "11A365"
      vehicle.weight = 1200
      vehicle.price = Money(minorUnits: 1_250_000, currency: .usd)
      vehicle.bought = try CalendarDate(iso8601: "2024-03-20")
      return vehicle
    }

    #if SQLite
      @Test("A store is opened, written to, asked and closed as the page of CRMSQLiteStore shows")
      func modulePage() async throws {
        let (database, vehicle) = (try SQLiteFile(), try vehicle())
        let file = database.path
        let store = try SQLiteStore(at: file, [Vehicle.self])
        try await store.insert(vehicle)
        let heavy = try await store.fetch(Vehicle.self, where: \.weight > 1000, sort: .descending(\.weight), limit: 20)
        try await store.close()
        #expect(heavy.map(\.plate) == ["11A365"])
      }
    #endif

    #if PostgreSQL
      /// What the page of CRMPostgresStore shows, which is compiled, and not run since there is no such server.
      private func modulePage(_ vehicle: Vehicle) async throws -> [Vehicle] {
        let store = try await PostgresStore("postgresql://crm@db.example/sales", [Vehicle.self])
        try await store.insert(vehicle)
        let heavy = try await store.fetch(Vehicle.self, where: \.weight > 1000, sort: .descending(\.weight), limit: 20)
        try await store.close()
        return heavy
      }
    #endif

    @Test("A plan is asked for as the modules' pages show, and tells what was read", arguments: SQLEngine.all)
    func plan(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore([Vehicle.self])
      try await store.insert(try vehicle())
      var shown: [String] = []
      func show(_ text: String) { shown.append(text) }
      let plan = try await store.reading { context in
        try await context.explain(RecordQuery(Vehicle.recordType, where: .compare("plate", .equal, "11A365")))
      }
      show(plan.description)
      // PostgreSQL goes through the index of a larger table only.
      let access = engine == .sqlite ? "index on vehicle_unique_plate, " : ""
      #expect(shown.count == 1 && shown[0].hasPrefix(access) && shown[0].hasSuffix("1 rows touched, 1 matched"))
    }

    @Test("The view answers the query of the schema's page", arguments: SQLEngine.all)
    func view(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore([Vehicle.self])
      try await store.insert(try vehicle())
      let rows = try database.rows(
        "SELECT plate, price, price_currency, bought FROM vehicle_view WHERE bought >= '2024-01-01' ORDER BY price DESC"
      )
      #expect(rows == [["11A365", engine == .sqlite ? "12500.0" : "12500.00", "USD", "2024-03-20"]])
    }
  }
#endif
