#if SQLite || PostgreSQL
  import CRMCore
  import CRMMemoryStore
  import Testing

  @Suite("Conditions of visibility behind references")
  struct VisibilityTests {
    private struct Bid: Record {
      static let entity = "bid"
      var id: ID
      var stamp = Stamp()
      var title = ""
      var size = 0.0
      var link: Note.ID?
      var other: Turn.ID?
      init(id: RecordID<Bid>) { self.id = id }
      static let schema = Schema<Bid> { f in
        f("title", \.title)
        f("size", \.size)
        f("link", \.link, onDelete: .nullify)
        f("other", \.other, onDelete: .nullify)
      }
    }

    /// Has a reference of the same name as a bid's, to records of another type.
    private struct Turn: Record {
      static let entity = "turn"
      var id: ID
      var stamp = Stamp()
      var link: Bid.ID?
      init(id: RecordID<Turn>) { self.id = id }
      static let schema = Schema<Turn> { f in f("link", \.link, onDelete: .nullify) }
    }

    private struct Note: Record {
      static let entity = "note"
      var id: ID
      var stamp = Stamp()
      var words = ""
      init(id: RecordID<Note>) { self.id = id }
      static let schema = Schema<Note> { f in f("words", \.words) }
    }

    private static let types: [any Record.Type] = [Bid.self, Turn.self, Note.self]

    @Test(
      "Paths of a condition that have names in common with each other and with the query's are told apart",
      arguments: SQLEngine.all)
    func paths(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let stores: [any Store] = [
        try await database.openStore(Self.types) { $0.environment = .replayable(seed: 1) },
        MemoryStore(try Catalog(Self.types), environment: .replayable(seed: 1)),
      ]
      var query = RecordQuery(Bid.recordType, sort: [.ascending("other.link.title")])
      query.scope.visible["bid"] = .and([
        .text("link.words", .hasPrefix, "a"), .compare("other.link.size", .lessOrEqual, .number(1)),
      ])
      var answers: [[Identifier]] = []
      for store in stores {
        try await fill(store)
        answers.append(try await store.reading { try await $0.records(query).map(\.id) })
      }
      #expect(answers[0] == answers[1] && answers[0].count == 3)
    }

    /// Bids one behind the other, of which those with a small one behind them can be seen.
    private func fill(_ store: any Store) async throws {
      try await store.write { store in
        var note = Note(id: store.newID())
        note.words = "abc"
        try await store.insert(note)
        var last: Bid.ID?
        for number in 0..<6 {
          var turn = Turn(id: store.newID())
          turn.link = last
          try await store.insert(turn)
          var bid = Bid(id: store.newID())
          bid.title = "\(9 - number)"
          bid.size = Double(number % 2 * 2)
          bid.link = note.id
          bid.other = turn.id
          last = try await store.insert(bid).id
        }
      }
    }
  }
#endif
