#if SQLite || PostgreSQL
  import CRMCore
  import Testing

  @Suite("Two stores on one database, as two processes have them")
  struct SharedDatabaseTests {
    /// Two stores on one database.
    private struct Pair {
      let database: any TestDatabase
      let (mine, theirs): (any SQLStore, any SQLStore)

      init(_ engine: SQLEngine) async throws {
        database = try engine.makeDatabase()
        mine = try await database.openStore { $0.environment = .replayable(seed: 1) }
        theirs = try await database.openStore { $0.environment = .replayable(seed: 2) }
      }
    }

    @Test(
      "Each feed has every commit of both once, in one order, with every record before and after",
      arguments: SQLEngine.all)
    func feeds(engine: SQLEngine) async throws {
      let pair = try await Pair(engine)
      let (one, other) = (pair.mine.feed.changes(), pair.theirs.feed.changes())
      var count = 0
      for round in 1...4 { count += try await Workshop.work(round % 2 == 0 ? pair.mine : pair.theirs, round) }
      try await pair.mine.noticeOthers()
      try await pair.theirs.noticeOthers()
      let (left, right) = (await one.next(count), await other.next(count))
      #expect(left.map(\.sequence) == (1...UInt64(count)).map { $0 })
      #expect(left.map(\.sequence) == right.map(\.sequence) && left.map(\.instant) == right.map(\.instant))
      for (mine, theirs) in zip(left, right) {
        #expect(
          mine.changes.map { [$0.before, $0.after] } == theirs.changes.map { [$0.before, $0.after] },
          "commit \(mine.sequence)")
      }
    }

    @Test(
      "A view says up to which commit it sees, whoever made it, and what was published can be seen",
      arguments: SQLEngine.all)
    func lastCommit(engine: SQLEngine) async throws {
      let pair = try await Pair(engine)
      _ = try await Workshop.work(pair.mine, 1)
      let reader = try await pair.theirs.beginRead()
      let last = try await reader.lastCommit()
      #expect(last == 5)
      _ = try await Workshop.work(pair.mine, 2)
      let later = try await reader.lastCommit()
      #expect(later == 5)
      await reader.end()
    }

    @Test("A record is found as the last of both left it, once and again", arguments: SQLEngine.all)
    func currentRecord(engine: SQLEngine) async throws {
      let pair = try await Pair(engine)
      let id = try await pair.mine.insert(Workshop.part("shared", for: pair.mine)).id
      for round in 1...6 {
        try await (round % 3 == 0 ? pair.mine : pair.theirs).update(id) { $0.pieces = round }
        for store in [pair.mine, pair.theirs, pair.mine] {
          let pieces = try await store.get(id).pieces
          #expect(pieces == round)
        }
      }
      try await pair.theirs.delete(id)
      for store in [pair.mine, pair.theirs, pair.mine] {
        let found = try await store.find(id)
        #expect(found == nil)
      }
    }

    @Test("A feed that has missed more commits than are remembered goes on behind the gap", arguments: SQLEngine.all)
    func forgotten(engine: SQLEngine) async throws {
      let pair = try await Pair(engine)
      let brief = try await pair.database.openStore { $0.rememberedCommits = 3 }
      let changes = pair.mine.feed.changes()
      for number in 0..<10 { try await brief.insert(Workshop.part("\(number)", for: brief)) }
      try await pair.mine.noticeOthers()
      // PostgreSQL lets go of several at a time.
      let first: UInt64 = engine == .sqlite ? 8 : 7
      let found = await changes.next(Int(11 - first))
      #expect(found.map(\.sequence) == (first...10).map { $0 })
    }

    @Test("Lost updates can't happen between them", arguments: SQLEngine.all)
    func lostUpdates(engine: SQLEngine) async throws {
      let pair = try await Pair(engine)
      let id = try await pair.mine.insert(Workshop.part("shared", for: pair.mine)).id
      try await withThrowingTaskGroup { group in
        for store in [pair.mine, pair.theirs] {
          group.addTask { for _ in 0..<20 { try await store.update(id) { $0.pieces += 1 } } }
        }
        try await group.waitForAll()
      }
      let pieces = try await pair.mine.get(id).pieces
      #expect(pieces == 40)
    }

    @Test(
      "Many writers in both at once: no update is lost, and every commit is on both feeds once and in one order",
      arguments: SQLEngine.all)
    func manyWriters(engine: SQLEngine) async throws {
      let pair = try await Pair(engine)
      let feeds = [pair.mine, pair.theirs].map { $0.feed.changes(buffering: 10_000) }
      let ids = try await pair.mine.write { store in
        var ids: [Workshop.Part.ID] = []
        for _ in 0..<3 { ids.append(try await store.insert(Workshop.Part(id: store.newID())).id) }
        return ids
      }
      try await withThrowingTaskGroup { group in
        for writer in 0..<8 {
          let store = writer % 2 == 0 ? pair.mine : pair.theirs
          group.addTask {
            for round in 0..<12 { try await store.update(ids[(writer + round) % 3]) { $0.pieces += 1 } }
          }
        }
        try await group.waitForAll()
      }
      let pieces = try await pair.theirs.fetch(Workshop.Part.self).reduce(0) { $0 + $1.pieces }
      #expect(pieces == 96)
      try await pair.mine.noticeOthers()
      try await pair.theirs.noticeOthers()
      for feed in feeds {
        let found = await feed.next(97)
        #expect(found.map(\.sequence) == (1...97).map { $0 })
        var last: [RecordKey: AnyRecord] = [:]
        for change in found.flatMap(\.changes) {
          #expect(change.before == last[change.key], "\(change.key)")
          last[change.key] = change.after
        }
      }
    }

    @Test("Of two transactions that each keep a rule the other breaks, one sees the other", arguments: SQLEngine.all)
    func writeSkew(engine: SQLEngine) async throws {
      let pair = try await Pair(engine)
      let ids = try await pair.mine.write { store in
        var ids: [Workshop.Part.ID] = []
        for _ in 0..<2 {
          var part = Workshop.Part(id: store.newID())
          part.isFragile = true
          ids.append(try await store.insert(part).id)
        }
        return ids
      }
      for round in 0..<10 {
        try await withThrowingTaskGroup { group in
          for (store, own) in [(pair.mine, 0), (pair.theirs, 1)] {
            group.addTask {
              try await store.write { store in
                guard try await store.count(Workshop.Part.self, where: \.isFragile == true) == 2 else { return }
                try await store.update(ids[own]) { $0.isFragile = false }
              }
            }
          }
          try await group.waitForAll()
        }
        let left = try await pair.mine.count(Workshop.Part.self, where: \.isFragile == true)
        #expect(left == 1, "round \(round)")
        for id in ids { try await pair.mine.update(id) { $0.isFragile = true } }
      }
    }
  }
#endif
