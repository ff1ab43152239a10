#if SQLite
  import CRMCore
  import CRMSQL
  import Testing

  @testable import CRMSQLiteStore

  @Suite("A database whose program declares its records otherwise by now")
  struct SchemaChangeTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func open(_ types: [any Record.Type]) throws -> SQLiteStore {
      try SQLiteStore(at: folder.file, types, options: .testing)
    }

    private func beside() throws -> SQLiteConnection {
      try SQLiteConnection(path: folder.file, mayCreate: false, patience: 50)
    }

    private func filled() async throws -> [Earlier.Item] {
      let store = try open(Earlier.types)
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

    @Test("Fields added, renamed and retyped are read, found by what they are now, and shown in the view")
    func changes() async throws {
      let before = try await filled()
      let store = try open(Later.types)
      let items = try await store.fetch(Later.Item.self)
      #expect(items.map(\.heading) == before.map(\.title) && items.map(\.size) == [0, 1, 2, 3, 4])
      #expect(items.allSatisfy { $0.country == "none" } && items.map(\.stamp) == before.map(\.stamp))
      let found = try await store.fetch(Later.Item.self, where: \.country == "none" && \.size > 2)
      #expect(found.map(\.size) == [3, 4])
      let matched = try await store.fetch(Later.Item.self, where: \.heading ~= .matches("ITEM 3"))
      #expect(matched.map(\.size) == [3])
      try await store.close()
      let rows = try beside().integer("SELECT sum(size) FROM item_view WHERE heading LIKE 'item%' AND country = 'none'")
      #expect(rows == 10)
      // Opened once more, nothing is left to do.
      let generation = try beside().integer("SELECT generation FROM crm_store")
      try await open(Later.types).close()
      #expect(try beside().integer("SELECT generation FROM crm_store") == generation)
    }

    @Test("A field that may be nothing gets a column, and the table is not rebuilt for it")
    func adds() async throws {
      let before = try await filled()
      let open = try open(Earlier.types)
      let wider = try self.open([Wider.self])
      let items = try await wider.fetch(Wider.self)
      #expect(items.map(\.title) == before.map(\.title) && items.allSatisfy { $0.price == nil && $0.due == nil })
      let due = try CalendarDate(year: 2026, month: 3, day: 21)
      try await wider.update(items[1].id) { ($0.price, $0.due) = (Money(minorUnits: 5, currency: .usd), due) }
      // Who does not know the field goes on, and leaves it as it is.
      try await open.update(before[1].id) { $0.title = "changed" }
      let found = try await wider.fetch(Wider.self, where: \.due == due)
      #expect(found.map(\.title) == ["changed"] && found.map(\.price?.minorUnits) == [5])
      #expect(try beside().integer("SELECT generation FROM crm_store") == 1)
      #expect(
        try folder.rows("SELECT due, price, price_currency FROM item_view WHERE due IS NOT NULL") == [
          ["2026-03-21", "0.05", "USD"]
        ])
      try await open.close()
      try await wider.close()
    }

    @Test(
      "Fields that the program no longer declares are kept in their columns, through changes, for the one that does")
    func keeps() async throws {
      let before = try await filled()
      let later = try open(Later.types)
      for item in before { try await later.update(Later.Item.ID(item.id.identifier)) { $0.country = "Iran" } }
      try await later.close()
      #expect(throws: SQLiteStoreError.self) { try open(Earlier.types) }
      let bridge = try open(Bridge.types)
      let items = try await bridge.fetch(Bridge.Item.self)
      #expect(items.map(\.note) == before.map(\.note))
      #expect(items.map(\.value) == before.map(\.value))
      #expect(items.map(\.size) == before.map(\.size) && items.map(\.title) == before.map(\.title))
      try await bridge.close()
    }

    @Test(
      "A type that nothing converts, and values that are not unique, are refused with what is wrong, and nothing is changed"
    )
    func refused() async throws {
      let before = try await filled()
      for (types, text) in [
        ([Retyped.self] as [any Record.Type], "item.title is stored as text and declared as integer"),
        ([Stricter.self], "have the same city, which is now declared unique"),
        ([Failing.self], "can't be read as it is declared now"),
      ] {
        let error = #expect(throws: SQLiteStoreError.self) { try open(types) }
        #expect(error?.description.contains(text) == true, "\(String(describing: error))")
      }
      let store = try open(Earlier.types)
      let after = try await store.fetch(Earlier.Item.self)
      #expect(after == before)
      try await store.close()
    }

    @Test("A store that is open while another program rebuilds its tables says that it must be opened again")
    func rebuiltMeanwhile() async throws {
      _ = try await filled()
      let open = try open(Earlier.types)
      try await self.open(Later.types).close()
      let error = SQLiteStoreError.rebuiltMeanwhile(path: folder.file)
      await #expect(throws: error) { try await open.count(Earlier.Item.self) }
      await #expect(throws: error) { try await open.insert(Earlier.Item(id: open.newID())) }
    }

    @Test("A program that declares fewer records leaves the others' tables alone")
    func fewerRecords() async throws {
      let store = try open(Workshop.types)
      var maker = Workshop.Maker(id: store.newID())
      maker.name = "kept"
      maker = try await store.insert(maker)
      try await store.close()
      _ = try await filled()
      let again = try open(Workshop.types + Earlier.types)
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
