import CRMCore

/// Many records in one transaction.
enum BulkChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("many records are written at once, and found by everything", manyRecords),
    ConformanceCheck("many records are undone at once", undone),
    ConformanceCheck("many records are changed and deleted at once", manyChanges),
    ConformanceCheck("many records are one change set", changeSet),
    ConformanceCheck("a record of many values", largeRecord),
    ConformanceCheck("a bulk load is one commit a batch, and everything is found", load),
    ConformanceCheck("a bulk load that is refused leaves whole batches and names the record", refusedLoad),
    ConformanceCheck("a bulk load that is cancelled leaves whole batches", cancelledLoad),
  ]

  private static let count = 1500

  private static func jots() -> [Jot] {
    // Not in the order of their identifiers.
    (0..<count).map { position in
      Jot(position * 7 % count) {
        $0.value = position % 10
        $0.text = "jot \(position % 100)"
      }
    }
  }

  private static func manyRecords(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      all: (0..<count).map { position in
        Person(position * 7 % count) {
          $0.name = "person \(position)"
          $0.score = position % 10
          $0.email = "\(position)@example.com"
        }
      })
    try await t.expect(store.count(Person.self), is: count, "the count")
    try await t.expect(store.ordinals(Person.self), is: Array(0..<count), "the identifiers")
    try await t.expect(store.count(Person.self, where: \.score == 3), is: count / 10, "by an index")
    try await t.expect(
      store.ordinals(Person.self, where: \.email == "777@example.com"), is: [777 * 7 % count], "by a unique value")
    let rows = try await store.aggregate(Person.self, by: [Grouping("score")], .count)
    t.expect(rows.map(\.values), is: Array(repeating: [.integer(Int64(count / 10))], count: 10), "in groups")
    var pages: [Int] = []
    var cursor: RecordCursor?
    repeat {
      let page = try await store.page(Person.self, sort: [.descending(\.score)], limit: 400, after: cursor)
      pages += page.records.ordinals
      cursor = page.next
    } while cursor != nil && pages.count <= count
    try await t.expect(pages, is: store.ordinals(Person.self, sort: .descending(\.score)), "in pages")
  }

  private static func undone(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Jot(1) { $0.text = "before" })
    await t.expect(
      "an insertion of what is there, at the end",
      throws: { if case .alreadyExists? = $0 as? StoreError { true } else { false } }
    ) {
      try await store.insert(all: jots().filter { $0.ordinal != 1 } + [Jot(1)])
    }
    try await t.expect(store.fetch(Jot.self).map(\.text), is: ["before"], "the records")
  }

  private static func manyChanges(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: jots())
    try await store.write { store in
      for number in 0..<count where number % 3 == 0 { try await store.delete(Jot.ID.number(number)) }
      for number in 0..<count where number % 3 == 1 { try await store.update(Jot.ID.number(number)) { $0.value = 77 } }
    }
    try await t.expect(store.count(Jot.self), is: count - count / 3, "the count")
    try await t.expect(
      store.ordinals(Jot.self, where: \.value == 77), is: (0..<count).filter { $0 % 3 == 1 }, "the changed")
    try await t.expect(
      store.ordinals(Jot.self, where: \.value != 77), is: (0..<count).filter { $0 % 3 == 2 }, "the others")
  }

  private static func changeSet(_ t: Trial) async throws {
    let store = try await t.store()
    let changes = try await t.changes(of: store) { try await store.insert(all: jots()) }
    t.expect(changes.count, is: 1, "the number of change sets")
    t.expect(
      changes.first?.changes.compactMap { $0.key.id.ordinal }, is: jots().ordinals,
      "the records, in the order of writing")
  }

  private static func persons() -> [Person] {
    (0..<count).map { position in
      Person(position * 7 % count) {
        $0.name = "person \(position)"
        $0.score = position % 10
        $0.email = "\(position)@example.com"
      }
    }
  }

  private static func load(_ t: Trial) async throws {
    let store = try await t.store(actor: .number(7))
    var told: [Int] = []
    let changes = try await t.changes(of: store) {
      let loaded = try await store.load(persons(), inBatchesOf: 600) { told.append($0.records) }
      t.expect([loaded.records, loaded.batches], is: [count, 3], "the records and the batches")
    }
    t.expect(told, is: [600, 1200, count], "the progress")
    t.expect(changes.map(\.changes.count), is: [600, 600, 300], "the sizes of the change sets")
    t.expect(changes.flatMap(\.changes).compactMap { $0.key.id.ordinal }, is: persons().ordinals, "their order")
    let stored = try await store.fetch(Person.self)
    t.expect(stored.ordinals, is: Array(0..<count), "the identifiers")
    t.expect(Set(stored.map(\.stamp.createdAt)), is: Set(changes.map(\.instant)), "the instants of their stamps")
    t.expect(Set(stored.map(\.stamp.createdBy)), is: [.number(7)], "who wrote them")
    t.expect(Set(stored.map(\.stamp.revision)), is: [1], "their revisions")
    try await t.expect(store.count(Person.self, where: \.score == 3), is: count / 10, "by an index")
    try await t.expect(
      store.ordinals(Person.self, where: \.email == "777@example.com"), is: [777 * 7 % count], "by a unique value")
    try await t.expect(store.count(HistoryEntry.self), is: 0, "the history")
  }

  private static func refusedLoad(_ t: Trial) async throws {
    let store = try await t.store()
    var persons = persons()
    persons[900].email = persons[100].email
    persons[900].manager = persons[899].id
    let batch = persons
    await t.expect(
      "a load with a duplicate",
      throws: { error in
        guard let stop = error as? LoadInterruption else { return false }
        return stop.loaded.records == 800 && stop.record == batch[900].key
          && stop.cause as? StoreError == .duplicate(batch[900].key, fields: ["email"], other: batch[100].key)
      }
    ) { try await store.load(batch, inBatchesOf: 400) }
    try await t.expect(store.ordinals(Person.self), is: batch.prefix(800).ordinals.sorted(), "what is in")
    persons[900].email = nil
    persons[900].manager = persons[901].id
    let forward = persons
    let missing = StoreError.missingTarget(forward[900].key, field: "manager", target: forward[901].key)
    await t.expect(
      "a load with a reference forward", throws: { ($0 as? LoadInterruption)?.cause as? StoreError == missing }
    ) {
      try await store.load(forward.dropFirst(800), inBatchesOf: 400)
    }
    persons[900].manager = persons[899].id
    let rest = persons.dropFirst(800)
    try await t.expect(store.load(rest, inBatchesOf: 400).records, is: rest.count, "the rest, once it is mended")
    try await t.expect(store.count(Person.self), is: count, "all of them")
  }

  private static func cancelledLoad(_ t: Trial) async throws {
    let store = try await t.store()
    let task = Task {
      try await store.load(jots(), inBatchesOf: 100) { progress in
        if progress.batches == 3 { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }
    await t.expect(
      "a cancelled load",
      throws: { error in
        guard let stop = error as? LoadInterruption else { return false }
        return stop.cause is CancellationError && stop.loaded.records == 300 && stop.record == nil
      }
    ) { _ = try await task.value }
    try await t.expect(store.ordinals(Jot.self), is: jots().prefix(300).ordinals.sorted(), "what is in")
    try await store.insert(Jot(count))
  }

  private static func largeRecord(_ t: Trial) async throws {
    let store = try await t.store()
    let specimen = try await store.insert(
      Specimen(1) {
        $0.scores = Array(0..<5000)
        $0.tags = (0..<2000).map { "tag \($0)" }
        $0.lines = (0..<1000).map { (rank: Int) in Line("\(rank)", label: "label", rank: rank) }
      })
    try await t.expect(store.get(specimen.id) == specimen, is: true, "whether it comes back")
    try await t.expect(
      store.ordinals(Specimen.self, where: \.scores ~= .any { $0.value == 4999 }), is: [1], "by its last element")
    try await t.expect(
      store.ordinals(Specimen.self, where: \.tags ~= .any { $0.value == "tag 1999" }), is: [1], "by its last text")
    try await t.expect(
      store.ordinals(Specimen.self, where: \.lines ~= .any { $0.rank == 999 }), is: [1], "by its last group")
    try await store.update(specimen.id) { $0.tags.removeLast(1000) }
    try await t.expect(
      store.count(Specimen.self, where: \.tags ~= .any { $0.value == "tag 1999" }), is: 0, "by an element that went")
    try await t.expect(
      store.count(Specimen.self, where: \.tags ~= .any { $0.value == "tag 999" }), is: 1, "by one that stayed")
  }
}
