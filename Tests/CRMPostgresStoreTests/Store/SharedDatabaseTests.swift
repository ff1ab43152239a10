#if PostgreSQL
  import CRMCore
  import Testing

  @testable import CRMPostgresStore

  @Suite("Two stores on one database, as two processes have them", .needsServer)
  struct SharedDatabaseTests {
    private let schema: TestSchema
    private let (mine, theirs): (PostgresStore, PostgresStore)

    init() async throws {
      schema = TestSchema()
      mine = try await schema.open(environment: .replayable(seed: 1))
      theirs = try await schema.open(environment: .replayable(seed: 2))
    }

    /// Does something of everything, and returns how many commits it was.
    private func work(_ store: PostgresStore, _ round: Int) async throws -> Int {
      var maker = Workshop.Maker(id: store.newID())
      maker.name = "maker \(round)"
      maker = try await store.insert(maker)
      var part = Workshop.Part(id: store.newID())
      part.code = "part \(round)"
      part.maker = maker.id
      part.tags = ["a", "b\""]
      part.price = Money(minorUnits: Int64(round), currency: .usd)
      part.weight = try ExactDecimal("-12.5")
      let added = try await store.insert(part)
      try await store.update(added.id) { $0.pieces = round }
      try await store.write { store in
        try await store.update(added.id) { $0.pieces += 1 }
        try await store.update(maker.id) { $0.telephone = "\(round)" }
      }
      try await store.delete(maker.id)
      return 5
    }

    private func next(_ count: Int, of changes: ChangeSequence) async -> [ChangeSet] {
      var found: [ChangeSet] = []
      for await change in changes {
        found.append(change)
        if found.count == count { break }
      }
      return found
    }

    @Test("Each feed has every commit of both once, in one order, with every record before and after")
    func feeds() async throws {
      let (one, other) = (mine.feed.changes(), theirs.feed.changes())
      var count = 0
      for round in 1...4 { count += try await work(round % 2 == 0 ? mine : theirs, round) }
      try await mine.noticeOthers()
      try await theirs.noticeOthers()
      let (left, right) = (await next(count, of: one), await next(count, of: other))
      #expect(left.map(\.sequence) == (1...UInt64(count)).map { $0 })
      #expect(left.map(\.sequence) == right.map(\.sequence) && left.map(\.instant) == right.map(\.instant))
      for (mine, theirs) in zip(left, right) {
        #expect(
          mine.changes.map { [$0.before, $0.after] } == theirs.changes.map { [$0.before, $0.after] },
          "commit \(mine.sequence)")
      }
    }

    @Test("A view says up to which commit it sees, whoever made it, and what was published can be seen")
    func lastCommit() async throws {
      _ = try await work(mine, 1)
      let reader = try await theirs.beginRead()
      let last = try await reader.lastCommit()
      #expect(last == 5)
      _ = try await work(mine, 2)
      let later = try await reader.lastCommit()
      #expect(later == 5)
      await reader.end()
    }

    @Test("A feed that has missed more commits than are remembered goes on behind the gap")
    func forgotten() async throws {
      let brief = try await schema.open { $0.rememberedCommits = 3 }
      let changes = mine.feed.changes()
      for number in 0..<10 {
        var part = Workshop.Part(id: brief.newID())
        part.code = "\(number)"
        try await brief.insert(part)
      }
      try await mine.noticeOthers()
      let found = await next(4, of: changes)
      #expect(found.map(\.sequence) == [7, 8, 9, 10])
    }

    @Test("Lost updates can't happen between them")
    func lostUpdates() async throws {
      var part = Workshop.Part(id: mine.newID())
      part.code = "shared"
      part = try await mine.insert(part)
      let id = part.id
      try await withThrowingTaskGroup { group in
        for store in [mine, theirs] {
          group.addTask { for _ in 0..<20 { try await store.update(id) { $0.pieces += 1 } } }
        }
        try await group.waitForAll()
      }
      let pieces = try await mine.get(id).pieces
      #expect(pieces == 40)
    }

    @Test("Commits of another process reach a follower by themselves, also those made while nothing could be told")
    func listening() async throws {
      let listening = try await schema.open { $0.followsOthers = true }
      let changes = listening.feed.changes(buffering: 10_000)
      let terminator = try schema.beside()
      // Whoever listens for notices, and nobody else of this schema.
      let end = """
        SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid() AND query LIKE '%' || (
          SELECT oid FROM pg_namespace WHERE nspname = current_schema())::text || '%'
        """
      for round in 1...6 {
        _ = try await work(round % 2 == 0 ? mine : listening, round)
        if round % 2 == 0 { try terminator.execute(end) }
      }
      let found = await next(30, of: changes)
      #expect(found.map(\.sequence) == (1...30).map { $0 })
      try await listening.close()
    }

    @Test("Many writers in both at once: no update is lost, and every commit is on both feeds once and in one order")
    func manyWriters() async throws {
      let feeds = [mine.feed.changes(buffering: 10_000), theirs.feed.changes(buffering: 10_000)]
      let ids = try await mine.write { store in
        var ids: [Workshop.Part.ID] = []
        for _ in 0..<3 { ids.append(try await store.insert(Workshop.Part(id: store.newID())).id) }
        return ids
      }
      try await withThrowingTaskGroup { group in
        for writer in 0..<8 {
          let store = writer % 2 == 0 ? mine : theirs
          group.addTask {
            for round in 0..<12 { try await store.update(ids[(writer + round) % 3]) { $0.pieces += 1 } }
          }
        }
        try await group.waitForAll()
      }
      let pieces = try await theirs.fetch(Workshop.Part.self).reduce(0) { $0 + $1.pieces }
      #expect(pieces == 96)
      try await mine.noticeOthers()
      try await theirs.noticeOthers()
      for feed in feeds {
        let found = await next(97, of: feed)
        #expect(found.map(\.sequence) == (1...97).map { $0 })
        var last: [RecordKey: AnyRecord] = [:]
        for change in found.flatMap(\.changes) {
          #expect(change.before == last[change.key], "\(change.key)")
          last[change.key] = change.after
        }
      }
    }

    @Test("Of two transactions that each keep a rule the other breaks, one is run again and sees the other")
    func writeSkew() async throws {
      let ids = try await mine.write { store in
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
          for (store, own) in [(mine, 0), (theirs, 1)] {
            group.addTask {
              try await store.write { store in
                guard try await store.count(Workshop.Part.self, where: \.isFragile == true) == 2 else { return }
                try await store.update(ids[own]) { $0.isFragile = false }
              }
            }
          }
          try await group.waitForAll()
        }
        let left = try await mine.count(Workshop.Part.self, where: \.isFragile == true)
        #expect(left == 1, "round \(round)")
        for id in ids { try await mine.update(id) { $0.isFragile = true } }
      }
    }
  }
#endif
