#if SQLite || PostgreSQL
  import CRMCore
  import CRMSQL
  import Testing

  @Suite("Names and values that would be SQL")
  struct NamesTests {
    /// An entity and fields whose names would end a statement, or differ by letter case only, or are taken.
    private struct Hostile: Record {
      static let entity = #"x"; DROP TABLE crm_types; --"#
      var id: ID
      var stamp = Stamp()
      var first = ""
      var second = ""
      var third: Money?
      var fourth = 0
      var fifth: String?
      var sixth = 0
      var seventh: String?
      init(id: RecordID<Hostile>) { self.id = id }
      static let schema = Schema<Hostile> { f in
        f(#"a" = 1; DROP TABLE crm_types; --"#, \.first, .indexed)
        f(#"A" = 1; drop table crm_types; --"#, \.second, .unique)
        f("select", \.third, .indexed)
        f("select_currency", \.fourth)
        f("custom_fields", \.fifth)
        f("xmin", \.sixth, .indexed)
        f("TableOID", \.seventh)
      }
    }

    private struct Upper: Record {
      static let entity = "PART"
      var id: ID
      var stamp = Stamp()
      var code = ""
      init(id: RecordID<Upper>) { self.id = id }
      static let schema = Schema<Upper> { f in f("code", \.code, .indexed) }
    }

    private struct Taken: Record {
      static let entity = "crm_commits"
      var id: ID
      var stamp = Stamp()
      var code = ""
      init(id: RecordID<Taken>) { self.id = id }
      static let schema = Schema<Taken> { f in f("code", \.code) }
    }

    private static let texts = [
      "'; DROP TABLE part; --", "\"", "'", "%", "_", "?1", "", " ", "\u{1}\u{7F}", "پارسی", "😀", "e\u{301}", "\\", "--",
    ]

    @Test("Hostile names of records and fields are names and nothing else", arguments: SQLEngine.all)
    func names(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let types: [any Record.Type] = [Workshop.Maker.self, Workshop.Part.self, Hostile.self, Upper.self, Taken.self]
      for _ in 0..<2 {
        let store = try await database.openStore(types)
        var record = Hostile(id: store.newID())
        record.first = "one"
        record.second = store.environment.newIdentifier().description
        record.third = Money(minorUnits: 5, currency: .usd)
        record.fourth = 4
        record.fifth = "five"
        let stored = try await store.insert(record)
        let found = try await store.fetch(Hostile.self, where: \.second == record.second && \.third == record.third)
        #expect(found == [stored])
        let upper = try await store.insert(Upper(id: store.newID()))
        let taken = try await store.insert(Taken(id: store.newID()))
        let (foundUpper, foundTaken) = (try await store.get(upper.id), try await store.get(taken.id))
        #expect(foundUpper == upper && foundTaken == taken)
        try await store.close()
      }
      let connection = try database.beside()
      #expect(try connection.integer("SELECT count(*) FROM crm_types WHERE entity IN ('part', 'PART')") == 2)
      #expect(try connection.integer("SELECT count(DISTINCT lower(table_name)) FROM crm_types") == 7)
    }

    @Test(
      "Hostile values are values and nothing else, wherever they stand in a question", arguments: SQLEngine.all, texts)
    func values(engine: SQLEngine, text: String) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore()
      let part = try await store.insert(Workshop.part(text, for: store) { $0.tags = [text, "end"] })
      let filters: [Filter<Workshop.Part>] = [
        \.code == text, \.code ~= .contains(text), \.code ~= .hasPrefix(text), \.code ~= .hasSuffix(text),
        \.tags ~= .any { $0.value == text }, Filter(.isIn("code", [.text(text)])),
        Filter(.not(.compare("code", .notEqual, .text(text)))), Filter(.compare("code", .lessOrEqual, .text(text))),
      ]
      for filter in filters {
        let found = try await store.fetch(Workshop.Part.self, where: filter, sort: .ascending(\.code))
        #expect(found == [part], "\(filter)")
      }
      let others = try await store.count(Workshop.Part.self, where: \.code != text)
      #expect(others == 0)
    }
  }
#endif
