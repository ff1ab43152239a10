#if SQLite || PostgreSQL
  import CRMCore
  import CRMSQL
  import Testing

  @Suite("Opening and closing a store")
  struct OpeningTests {
    @Test("Where there is no store, none is created unless it is asked for", arguments: SQLEngine.all)
    func missing(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let refusal = await database.refusal { _ = try await database.openStore { $0.mayCreate = false } }
      let exists = try database.exists()
      #expect(refusal == .noStore && !exists)
    }

    @Test("Many that open a store at once where there is none all find one", arguments: SQLEngine.all)
    func creatingAtOnce(engine: SQLEngine) async throws {
      for _ in 0..<10 {
        let database = try engine.makeDatabase()
        try await withThrowingTaskGroup { group in
          for _ in 0..<6 {
            group.addTask(executorPreference: OwnThread()) {
              let store = try await database.openStore()
              try await store.insert(Workshop.Part(id: store.newID()))
              try await store.close()
            }
          }
          try await group.waitForAll()
        }
        let store = try await database.openStore()
        let count = try await store.count(Workshop.Part.self)
        #expect(count == 6)
      }
    }

    @Test("A store of a newer format is refused", arguments: SQLEngine.all)
    func newer(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      try await database.openStore().close()
      try database.setFormat(7)
      let refusal = await database.refusal { _ = try await database.openStore() }
      #expect(refusal == .newerFormat(7))
    }

    @Test(
      "A table, a column or an index that somebody took away is told, or made again where it holds nothing",
      arguments: SQLEngine.all)
    func altered(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      try await database.openStore().close()
      let connection = try database.beside()
      try connection.execute("DROP INDEX part_by_code")
      try await database.openStore().close()
      let names = try connection.objects().keys
      #expect(names.contains("part_by_code"))
      try connection.execute("DROP VIEW part_view; ALTER TABLE part DROP COLUMN weight")
      let column = await database.refusal { _ = try await database.openStore() }
      #expect(column == .altered("the table part has no column weight"))
      try connection.execute("DROP TABLE part")
      let table = await database.refusal { _ = try await database.openStore() }
      #expect(table == .altered("the table part is missing"))
    }

    @Test(
      "A last commit that can be none is told, and traps nothing", arguments: SQLEngine.all, [-1, .max] as [Int64])
    func impossibleCommit(engine: SQLEngine, number: Int64) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore()
      try database.setLastCommit(number)
      let reading = await database.refusal { _ = try await store.count(Workshop.Maker.self) }
      let opening = await database.refusal { _ = try await database.openStore() }
      #expect([reading, opening] == [.impossibleCommit(number), .impossibleCommit(number)])
      // PostgreSQL counts by a sequence, whatever the log says.
      let writing = await database.refusal { try await store.insert(Workshop.Part(id: store.newID())) }
      #expect(writing == (engine == .sqlite ? .impossibleCommit(number) : .nothing))
      try await store.close()
    }

    @Test("Views beyond the limit wait for one to end, and give up when they are cancelled", arguments: SQLEngine.all)
    func limitedViews(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore { $0.mostViews = 2 }
      let held = [try await store.snapshot(), try await store.snapshot()]
      let cancelled = Task { try await store.count(Workshop.Part.self) }
      cancelled.cancel()
      await #expect(throws: CancellationError.self) { try await cancelled.value }
      let waiting = Task { try await store.count(Workshop.Part.self) }
      await held[0].end()
      let count = try await waiting.value
      #expect(count == 0)
      await held[1].end()
    }

    @Test("What is asked of a closed store throws; a view that is open stays so", arguments: SQLEngine.all)
    func closed(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore()
      try await store.insert(Workshop.Part(id: store.newID()))
      let snapshot = try await store.snapshot()
      try await store.close()
      let count = try await snapshot.count(Workshop.Part.self)
      #expect(count == 1)
      await snapshot.end()
      await #expect(throws: StoreError.unavailable("the store was closed")) {
        try await store.count(Workshop.Part.self)
      }
      await #expect(throws: StoreError.unavailable("the store was closed")) {
        try await store.insert(Workshop.Part(id: store.newID()))
      }
      try await store.close()
    }
  }
#endif
