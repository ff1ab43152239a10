import CRMCore

/// Who changed what, when, from what to what, written inside the commit.
enum HistoryChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("history says who changed what, when, from what to what", list),
    ConformanceCheck("values of every type are told before and after", everyType),
    ConformanceCheck("history is written inside the commit, and undone with it", insideCommit),
    ConformanceCheck("a transaction that writes a record several times leaves one item", merged),
    ConformanceCheck("what follows from a deletion is in the history too", consequences),
    ConformanceCheck("history can be switched off per record type", switchedOff),
    ConformanceCheck("history is queried like any record", queried),
  ]

  /// The store with somebody acting.
  private static func acting(_ store: any Store, _ number: Int) throws -> any Store {
    try store.acting(as: .number(number), with: Rights())
  }

  private static func list(_ t: Trial) async throws {
    let store = try await t.store()
    let (sara, ali) = (try acting(store, 1), try acting(store, 2))
    let inserted = try await sara.insert(
      Person(1) {
        $0.name = "Roya"
        $0.score = 1
      })
    let updated = try await ali.update(inserted.id) {
      $0.name = "Roya Ahmadi"
      $0.score = nil
      $0.email = "roya@example.com"
    }
    let restamped = try await sara.update(inserted.id) { $0.score = 5 }
    try await ali.delete(inserted.id)
    let items = try await store.history(of: inserted.id)
    t.expect(items.map(\.kind), is: [.created, .updated, .updated, .deleted], "what was done")
    t.expect(items.map(\.revision), is: [1, 2, 3, 3], "the revisions")
    t.expect(items.map { $0.actor?.ordinal }, is: [1, 2, 1, 2], "who did it")
    t.expect(
      items.prefix(3).map(\.instant),
      is: [inserted.stamp.createdAt, updated.stamp.updatedAt, restamped.stamp.updatedAt], "when")
    t.expect(items.map(\.instant), is: items.map(\.instant).sorted(), "the order")
    let changes =
      items.count > 1 ? items[1].changes.map { "\($0.field): \($0.before ?? "-") > \($0.after ?? "-")" } : []
    t.expect(
      changes, is: ["name: Roya > Roya Ahmadi", "email: - > roya@example.com", "score: 1 > -"],
      "what the first update changed")
    t.expect(items.first?.changes, is: [], "what the creation changed")
    try await t.expect(store.history(of: Person.ID.number(2)), is: [], "the history of a record that never was")
  }

  private static func everyType(_ t: Trial) async throws {
    let store = try await t.store()
    let before = try ValueChecks.full(1)
    let inserted = try await store.insert(before)
    let updated = try await store.update(inserted.id) {
      let empty = Specimen(id: $0.id)
      let stamp = $0.stamp
      $0 = empty
      $0.stamp = stamp
    }
    let items = try await store.history(of: inserted.id)
    let changes = items.last?.changes ?? []
    let (old, new) = (try Specimen.schema.encode(inserted), try Specimen.schema.encode(updated))
    let names = try new.fields(differingFrom: old)
    t.expect(changes.map(\.field), is: names, "the fields that changed")
    for change in changes {
      guard let field = Specimen.recordType.field(named: change.field) else { continue }
      for (text, record) in [(change.before, old), (change.after, new)] {
        let value = try text.map { try AnyValue(text: $0, as: field.type) } ?? .null
        try t.expect(value, is: record.value(of: change.field), "\(change.field) read from its text in the history")
      }
    }
  }

  private static func insideCommit(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Person(1) { $0.name = "Sara" })
    await t.expect(throws: Stop(), "a body that throws") {
      try await store.write { store in
        try await store.update(Person.ID.number(1)) { $0.score = 1 }
        try await store.delete(Person.ID.number(1))
        throw Stop()
      }
    }
    try await t.expect(store.history(of: Person.ID.number(1)).map(\.kind), is: [.created], "the history after it")
    let snapshot = try await store.snapshot()
    try await store.update(Person.ID.number(1)) { $0.score = 2 }
    try await t.expect(snapshot.history(of: Person.ID.number(1)).count, is: 1, "the history in an older snapshot")
    await snapshot.end()
    try await t.expect(store.history(of: Person.ID.number(1)).count, is: 2, "the history after a commit")
  }

  private static func merged(_ t: Trial) async throws {
    let store = try await t.store()
    let inserted = try await store.insert(
      Person(1) {
        $0.name = "Sara"
        $0.score = 1
      })
    let updated = try await store.write { store in
      try await store.update(Person.ID.number(1)) { $0.score = 2 }
      try await store.update(Person.ID.number(1)) { $0.name = "Sahar" }
      return try await store.update(Person.ID.number(1)) { $0.score = 3 }
    }
    let items = try await store.history(of: inserted.id)
    t.expect(items.map(\.kind), is: [.created, .updated], "the items")
    t.expect(
      items.last?.changes.map { "\($0.field): \($0.before ?? "-") > \($0.after ?? "-")" },
      is: ["name: Sara > Sahar", "score: 1 > 3"],
      "what the transaction changed")
    t.expect(items.last?.revision, is: updated.stamp.revision, "the revision after it")
    try await t.expect(
      store.get(inserted.id, asOf: inserted.stamp.createdAt), is: inserted,
      "the record before the transaction, to its revision")
    var late = inserted
    late.name = "Samira"
    let stale = StoreError.stale(
      RevisionConflict(key: inserted.key, base: 1, current: updated.stamp.revision, fields: ["name"], isBaseKnown: true)
    )
    let mine = late
    await t.expect(throws: stale, "an update from the revision before the transaction") { try await store.update(mine) }
    try await store.write { store in
      try await store.insert(Person(2) { $0.name = "Ali" })
      try await store.update(Person.ID.number(2)) { $0.score = 1 }
      try await store.insert(Person(3) { $0.name = "Reza" })
      try await store.delete(Person.ID.number(3))
    }
    try await t.expect(
      store.history(of: Person.ID.number(2)).map(\.kind), is: [.created], "a record inserted and updated at once")
    try await t.expect(store.history(of: Person.ID.number(3)), is: [], "a record inserted and deleted at once")
  }

  private static func consequences(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: [Person(1) { $0.name = "Sara" }, Person(2) { $0.name = "Ali" }])
    try await store.update(Person.ID.number(2)) { $0.manager = .number(1) }
    try await store.insert(Contract(1) { $0.signer = .number(1) })
    try await acting(store, 9).delete(Person.ID.number(1))
    let items = try await store.history(of: Person.ID.number(2))
    t.expect(items.last?.changes.map(\.field), is: ["manager"], "what changed in the record that referred to it")
    t.expect(items.last?.changes.first?.before, is: Identifier.number(1).description, "what it referred to")
    t.expect(items.last?.actor, is: .number(9), "who did it")
    let contract = try await store.history(of: Contract.ID.number(1))
    t.expect(contract.map(\.kind), is: [.created, .deleted], "the record that went with it")
    t.expect(contract.last?.actor, is: .number(9), "who deleted it")
  }

  private static func switchedOff(_ t: Trial) async throws {
    let store = try await t.store()
    let jot = try await store.insert(Jot(1) { $0.text = "a" })
    let updated = try await store.update(jot.id) { $0.text = "b" }
    try await t.expect(store.count(HistoryEntry.self), is: 0, "the entries")
    try await t.expect(store.history(of: jot.id).map(\.kind), is: [.created], "the history")
    try await t.expect(store.get(jot.id, asOf: updated.stamp.updatedAt), is: updated, "the record as it is")
    try await store.delete(jot.id)
    try await t.expect(store.history(of: jot.id), is: [], "the history after its deletion")
    await t.expect(throws: StoreError.notFound(jot.key), "restoring it") { try await store.restore(jot.id) }
  }

  private static func queried(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: (1...3).map { number in Person(number) { $0.name = "person \(number)" } })
    for number in 1...3 { try await acting(store, number).update(Person.ID.number(1)) { $0.score = number * 10 } }
    try await store.delete(Person.ID.number(2))
    try await t.expect(store.count(HistoryEntry.self), is: 4, "the entries")
    try await t.expect(store.count(HistoryEntry.self, where: \.kind == .deleted), is: 1, "the deletions")
    let byActor = Filter<HistoryEntry>(.compare("createdBy", .equal, .reference(.number(2))))
    try await t.expect(store.first(HistoryEntry.self, where: byActor)?.recordRevision, is: 3, "what one actor did")
    let onScore = Filter<HistoryEntry>(
      .any("changes", .compare("field", .equal, "score") && .compare("after", .equal, "30")))
    try await t.expect(store.count(HistoryEntry.self, where: onScore), is: 1, "the changes of a field to a value")
    let rows = try await store.aggregate(HistoryEntry.self, by: [Grouping("kind")], .count)
    t.expect(
      rows, is: [AggregateRow(group: ["deleted"], values: [1]), AggregateRow(group: ["updated"], values: [3])],
      "by kind")
  }
}
