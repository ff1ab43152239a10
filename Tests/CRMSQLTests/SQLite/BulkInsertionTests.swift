#if SQLite
  import CRMCore
  import CRMSQLiteStore
  import Testing

  @Suite("Many records that are added at once")
  struct BulkInsertionTests {
    private let file: SQLiteFile
    private let store: SQLiteStore

    init() throws {
      file = try SQLiteFile()
      store = try file.open()
    }

    /// Parts of which each has other fields that hold nothing, and those that do hold zero, an empty text or more.
    private func parts(_ count: Int) throws -> [Workshop.Part] {
      let maker: Workshop.Maker.ID = store.newID()
      return try (0..<count).map { number in
        var part = Workshop.Part(id: store.newID())
        part.code = number % 3 == 0 ? "" : "part \(number)"
        part.pieces = number % 4 - 1
        part.ratio = Double(number % 3) / 2
        part.isFragile = number % 2 == 0
        if number % 2 == 1 { part.weight = try ExactDecimal("\(number % 5).5") }
        if number % 3 == 1 { part.price = Money(minorUnits: Int64(number % 2), currency: .usd) }
        if number % 3 == 2 { part.made = try CalendarDate(daysSince1970: number % 2) }
        if number % 4 == 1 { part.seen = Instant(microsecondsSince1970: Int64(number % 8) - 1) }
        if number % 4 == 2 { part.effort = .microseconds(number % 8 - 2) }
        if number % 5 == 1 { part.maker = maker }
        if number % 5 == 2 { part.tags = ["a", "b\""] }
        if number % 2 == 0 { part.place.city = "Yazd" }
        if number % 5 == 3 { part.custom["colour"] = .text("red \(number)") }
        return part
      }
    }

    @Test("They are read as they were written, however many and whatever they hold", arguments: [0, 1, 3, 4, 5, 23])
    func written(count: Int) async throws {
      let records = try parts(count).map { try Workshop.Part.schema.encode($0) }
      let writer = try await store.beginWrite()
      try await writer.insert(records)
      let query = RecordQuery(Workshop.Part.recordType)
      let inside = try await writer.records(query)
      let changes = records.compactMap { RecordChange(before: nil, after: $0) }
      try await writer.commit(ChangeSet(instant: Instant(microsecondsSince1970: 0), actor: nil, changes: changes))
      let reader = try await store.beginRead()
      let found = try await reader.records(query)
      #expect(inside == records && found == records)
      for record in records {
        let single = try await reader.record(record.key, of: record.type)
        #expect(single == record)
      }
      await reader.end()
    }

    @Test("The first that is refused is named, wherever it stands, and those before it are there", arguments: 0..<10)
    func refused(position: Int) async throws {
      let records = try parts(10).map { try Workshop.Part.schema.encode($0) }
      var doubled = records
      doubled.insert(try Workshop.Part.schema.encode(parts(1)[0]), at: position)
      let known = doubled[position]
      let writer = try await store.beginWrite()
      try await writer.insert(known)
      let error = await #expect(throws: RefusedInsertion.self) { try await writer.insert(doubled) }
      #expect(error?.position == position && error?.cause as? StoreError == .alreadyExists(known.key))
      let there = try await writer.records(RecordQuery(Workshop.Part.recordType)).map(\.id)
      #expect(Set(there) == Set(doubled[...position].map(\.id)))
      await writer.end()
    }

    @Test("Two of them that have the same unique value are told apart from each other", arguments: 1..<9)
    func duplicate(position: Int) async throws {
      var makers = (0..<9).map { number in
        var maker = Workshop.Maker(id: store.newID())
        (maker.name, maker.telephone) = ("maker \(number)", number % 4 == 3 ? nil : "\(number)")
        return maker
      }
      makers[position].telephone = "0"
      let writer = try await store.beginWrite()
      let error = await #expect(throws: RefusedInsertion.self) {
        try await writer.insert(makers.map { try Workshop.Maker.schema.encode($0) })
      }
      let refusal = StoreError.duplicate(makers[position].key, fields: ["telephone"], other: makers[0].key)
      #expect(error?.position == position && error?.cause as? StoreError == refusal)
      await writer.end()
    }
  }
#endif
