#if SQLite
  import CRMCore
  import CRMSQLiteStore
  import Testing

  @Suite("Two stores on one database, as two processes have them")
  struct SharedDatabaseTests {
    private let folder: ScratchFolder
    private let (mine, theirs): (SQLiteStore, SQLiteStore)

    init() throws {
      folder = try ScratchFolder()
      mine = try SQLiteStore(at: folder.file, Workshop.types, environment: .replayable(seed: 1), options: .testing)
      theirs = try SQLiteStore(at: folder.file, Workshop.types, environment: .replayable(seed: 2), options: .testing)
    }

    /// Does something of everything, and returns how many commits it was.
    private func work(_ store: SQLiteStore, _ round: Int) async throws -> Int {
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
      var options = SQLiteStore.Options.testing
      options.rememberedCommits = 3
      let brief = try SQLiteStore(at: folder.file, Workshop.types, options: options)
      let changes = mine.feed.changes()
      for number in 0..<10 {
        var part = Workshop.Part(id: brief.newID())
        part.code = "\(number)"
        try await brief.insert(part)
      }
      try await mine.noticeOthers()
      let found = await next(3, of: changes)
      #expect(found.map(\.sequence) == [8, 9, 10])
    }

    @Test("Lost updates can't happen between them")
    func lostUpdates() async throws {
      var part = Workshop.Part(id: mine.newID())
      part.code = "shared"
      part = try await mine.insert(part)
      let (id, patient) = (part.id, SQLiteStore.Options(durability: .relaxed, followingInterval: nil))
      let stores = try (0..<2).map { _ in try SQLiteStore(at: folder.file, Workshop.types, options: patient) }
      try await withThrowingTaskGroup { group in
        for store in stores {
          group.addTask { for _ in 0..<20 { try await store.update(id) { $0.pieces += 1 } } }
        }
        try await group.waitForAll()
      }
      let pieces = try await mine.get(id).pieces
      #expect(pieces == 40)
    }
  }
#endif
