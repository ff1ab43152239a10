#if SQLite || PostgreSQL
  import CRMCore
  import Testing

  @Suite("Records that are refused among many")
  struct BatchTests {
    @Test(
      "A record of a batch is refused for what was there before, and not for what came in behind it",
      arguments: SQLEngine.all)
    func refusedInBatch(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore()
      let known = try await store.insert(Workshop.maker("maker", "1", for: store))
      let refused = Workshop.maker("maker", "1", for: store)
      var again = refused
      again.telephone = "3"
      let batch = [refused, Workshop.maker("maker", "2", for: store), again]
      let stop = await #expect(throws: LoadInterruption.self) { try await store.load(batch) }
      #expect(stop?.record == refused.key)
      #expect(stop?.cause as? StoreError == .duplicate(refused.key, fields: ["telephone"], other: known.key))
      let count = try await store.count(Workshop.Maker.self)
      #expect(count == 1)
    }

    @Test(
      "A refused record of a bulk load is named, whether it is like one in the store or one in the load",
      arguments: SQLEngine.all)
    func refusedLoad(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore()
      try await store.insert(Workshop.maker("maker", "1", for: store))
      for telephones in [
        ["2", "3", nil, nil, "4", "5", "6", "7", "1", "8"], ["2", "3", "4", "5", "6", "7", "8", "9", "2"],
      ] {
        let load = telephones.map { Workshop.maker("maker", $0, for: store) }
        let stop = await #expect(throws: LoadInterruption.self) { try await store.load(load) }
        #expect(stop?.record == load[8].key && stop?.loaded.records == 0)
        guard case StoreError.duplicate(_, ["telephone"], _)? = stop?.cause else {
          Issue.record("\(String(describing: stop?.cause))")
          continue
        }
      }
      let count = try await store.count(Workshop.Maker.self)
      #expect(count == 1)
    }
  }
#endif
