#if SQLite || PostgreSQL
  import CRMCore
  import CRMSQL
  import Testing

  @Suite("A database whose program declares its records otherwise by now")
  struct SchemaChangeTests {
    private func filled(_ database: any TestDatabase) async throws -> [Earlier.Item] {
      let store = try await database.openStore(Earlier.types)
      var items: [Earlier.Item] = []
      for number in 0..<5 {
        var item = Earlier.Item(id: store.newID())
        item.title = "item \(number)"
        item.size = "\(number)"
        item.note = number == 2 ? nil : "note \(number)"
        item.value = Money(minorUnits: Int64(number), currency: .usd)
        item.city = "Yazd"
        items.append(try await store.insert(item))
      }
      try await store.close()
      return items
    }

    @Test(
      "Fields added, renamed and retyped are read, found by what they are now, and shown in the view",
      arguments: SQLEngine.all)
    func changes(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let before = try await filled(database)
      let store = try await database.openStore(Later.types)
      let items = try await store.fetch(Later.Item.self)
      #expect(items.map(\.heading) == before.map(\.title) && items.map(\.size) == [0, 1, 2, 3, 4])
      #expect(items.allSatisfy { $0.country == "none" } && items.map(\.stamp) == before.map(\.stamp))
      let found = try await store.fetch(Later.Item.self, where: \.country == "none" && \.size > 2)
      #expect(found.map(\.size) == [3, 4])
      let matched = try await store.fetch(Later.Item.self, where: \.heading ~= .matches("ITEM 3"))
      #expect(matched.map(\.size) == [3])
      try await store.close()
      let rows = try database.beside().integer(
        "SELECT sum(size) FROM item_view WHERE heading LIKE 'item%' AND country = 'none'")
      #expect(rows == 10)
      // Opened once more, nothing is left to do.
      let generation = try database.beside().integer("SELECT generation FROM crm_store")
      try await database.openStore(Later.types).close()
      #expect(try database.beside().integer("SELECT generation FROM crm_store") == generation)
    }

    @Test("A field that may be nothing gets a column, and the table is not rebuilt for it", arguments: SQLEngine.all)
    func adds(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let before = try await filled(database)
      let open = try await database.openStore(Earlier.types)
      let wider = try await database.openStore([Wider.self])
      let items = try await wider.fetch(Wider.self)
      #expect(items.map(\.title) == before.map(\.title) && items.allSatisfy { $0.price == nil && $0.due == nil })
      let due = try CalendarDate(year: 2026, month: 3, day: 21)
      try await wider.update(items[1].id) { ($0.price, $0.due) = (Money(minorUnits: 5, currency: .usd), due) }
      // Who does not know the field goes on, and leaves it as it is.
      try await open.update(before[1].id) { $0.title = "changed" }
      let found = try await wider.fetch(Wider.self, where: \.due == due)
      #expect(found.map(\.title) == ["changed"] && found.map(\.price?.minorUnits) == [5])
      #expect(try database.beside().integer("SELECT generation FROM crm_store") == 1)
      #expect(
        try database.rows("SELECT due, price, price_currency FROM item_view WHERE due IS NOT NULL") == [
          ["2026-03-21", "0.05", "USD"]
        ])
      try await open.close()
      try await wider.close()
    }

    @Test(
      "Fields that the program no longer declares are kept in their columns, through changes, for the one that does",
      arguments: SQLEngine.all)
    func keeps(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let before = try await filled(database)
      let later = try await database.openStore(Later.types)
      for item in before { try await later.update(Later.Item.ID(item.id.identifier)) { $0.country = "Iran" } }
      try await later.close()
      let refusal = await database.refusal { _ = try await database.openStore(Earlier.types) }
      #expect(
        refusal
          == .incompatible(
            "item.size is stored as integer and declared as text, and nothing is declared that converts it"))
      let bridge = try await database.openStore(Bridge.types)
      let items = try await bridge.fetch(Bridge.Item.self)
      #expect(items.map(\.note) == before.map(\.note))
      #expect(items.map(\.value) == before.map(\.value))
      #expect(items.map(\.size) == before.map(\.size) && items.map(\.title) == before.map(\.title))
      try await bridge.close()
    }

    @Test(
      "A type that nothing converts, and values that are not unique, are refused with what is wrong, and nothing is changed",
      arguments: SQLEngine.all)
    func refused(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let before = try await filled(database)
      for (types, text) in [
        ([Retyped.self] as [any Record.Type], "item.title is stored as text and declared as integer"),
        ([Stricter.self], "have the same city, which is now declared unique"),
        ([Failing.self], "can't be read as it is declared now"),
      ] {
        let refusal = await database.refusal { _ = try await database.openStore(types) }
        guard case .incompatible(let reason) = refusal, reason.contains(text) else {
          Issue.record("\(refusal) instead of \(text)")
          continue
        }
      }
      let store = try await database.openStore(Earlier.types)
      let after = try await store.fetch(Earlier.Item.self)
      #expect(after == before)
      try await store.close()
    }

    @Test(
      "A store that is open while another program rebuilds its tables says that it must be opened again",
      arguments: SQLEngine.all)
    func rebuiltMeanwhile(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      try await expectRebuilt(database) { try await database.openStore(Later.types).close() }
    }

    @Test("A store whose row about itself somebody deletes says so, too", arguments: SQLEngine.all)
    func headless(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      try await expectRebuilt(database) { try database.beside().execute("DELETE FROM crm_store") }
    }

    private func expectRebuilt(_ database: any TestDatabase, by change: () async throws -> Void) async throws {
      let items = try await filled(database)
      let open = try await database.openStore(Earlier.types)
      // More than once, so that the statement is there already.
      for item in items { #expect(try await open.find(item.id) == item) }
      try await change()
      for id in [items[0].id, open.newID()] {
        let finding = await database.refusal { _ = try await open.find(id) }
        #expect(finding == .rebuiltMeanwhile)
      }
      let reading = await database.refusal { _ = try await open.count(Earlier.Item.self) }
      let writing = await database.refusal { try await open.insert(Earlier.Item(id: open.newID())) }
      #expect([reading, writing] == [.rebuiltMeanwhile, .rebuiltMeanwhile])
    }

    @Test("A program that declares fewer records leaves the others' tables alone", arguments: SQLEngine.all)
    func fewerRecords(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore(Workshop.types)
      let maker = try await store.insert(Workshop.maker("kept", for: store))
      try await store.close()
      _ = try await filled(database)
      let again = try await database.openStore(Workshop.types + Earlier.types)
      let (found, items) = (try await again.get(maker.id), try await again.count(Earlier.Item.self))
      #expect(found == maker && items == 5)
    }
  }

  /// The earlier item with two more fields.
  private struct Wider: Record {
    static let entity = "item"
    var id: ID
    var stamp = Stamp()
    var title = ""
    var price: Money?
    var due: CalendarDate?
    init(id: RecordID<Wider>) { self.id = id }
    static let schema = Schema<Wider> { f in
      f("title", \.title, .indexed)
      f("price", \.price)
      f("due", \.due, .indexed)
    }
  }

  private enum Earlier {
    struct Item: Record {
      static let entity = "item"
      var id: ID
      var stamp = Stamp()
      var title = ""
      var size = ""
      var note: String?
      var value: Money?
      var city = ""
      init(id: RecordID<Item>) { self.id = id }
      static let schema = Schema<Item> { f in
        f("title", \.title, .indexed)
        f("size", \.size)
        f("note", \.note)
        f("value", \.value)
        f("city", \.city)
      }
    }

    static let types: [any Record.Type] = [Item.self]
  }

  private enum Later {
    struct Item: Record {
      static let entity = "item"
      var id: ID
      var stamp = Stamp()
      var country = "none"
      var size = 0
      var heading = ""
      init(id: RecordID<Item>) { self.id = id }
      static let schema = Schema<Item> { f in
        f("country", \.country, .indexed)
        f("size", \.size, .indexed)
        f("heading", \.heading, .searchable, .formerly("title"))
        f.convert("size") { (text: String) in Int(text) ?? -1 }
      }
    }

    static let types: [any Record.Type] = [Item.self]
  }

  private enum Bridge {
    struct Item: Record {
      static let entity = "item"
      var id: ID
      var stamp = Stamp()
      var title = ""
      var size = ""
      var note: String?
      var value: Money?
      init(id: RecordID<Item>) { self.id = id }
      static let schema = Schema<Item> { f in
        f("title", \.title, .formerly("heading"))
        f("size", \.size)
        f("note", \.note)
        f("value", \.value)
        f.convert("size") { (number: Int) in "\(number)" }
      }
    }

    static let types: [any Record.Type] = [Item.self]
  }

  private struct Retyped: Record {
    static let entity = "item"
    var id: ID
    var stamp = Stamp()
    var title = 0
    init(id: RecordID<Retyped>) { self.id = id }
    static let schema = Schema<Retyped> { f in f("title", \.title) }
  }

  private struct Stricter: Record {
    static let entity = "item"
    var id: ID
    var stamp = Stamp()
    var city = ""
    init(id: RecordID<Stricter>) { self.id = id }
    static let schema = Schema<Stricter> { f in f("city", \.city, .unique) }
  }

  private struct Failing: Record {
    static let entity = "item"
    var id: ID
    var stamp = Stamp()
    var title = 0
    init(id: RecordID<Failing>) { self.id = id }
    static let schema = Schema<Failing> { f in
      f("title", \.title)
      f.convert("title") { (text: String) throws -> Int in throw Refusal() }
    }

    struct Refusal: Error {}
  }
#endif
