import CRMCore

/// What was committed is there when the store is opened again.
enum DurabilityChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("records of every type of value are there again", everyValue),
    ConformanceCheck("updates and deletions are there again", changes),
    ConformanceCheck("what was undone or never committed is not there", undone),
    ConformanceCheck("indexes and uniqueness hold again", constraints),
    ConformanceCheck("history is there again", history),
    ConformanceCheck("custom fields are there again", customFields),
    ConformanceCheck("the numbers of commits go on", sequence),
    ConformanceCheck("names that this version does not know are there again", unknownName),
    ConformanceCheck("a store is opened again and again", manyTimes),
    ConformanceCheck("an empty store is opened again", emptyStore),
  ]

  private static func everyValue(_ t: Trial) async throws {
    guard t.canReopen else { return }
    var store = try await t.store()
    let specimens =
      [try ValueChecks.full(1), Specimen(2), try ValueChecks.full(3)]
      + (try FilterChecks.specimens().map { specimen in
        var specimen = specimen
        specimen.id = .number(specimen.ordinal + 10)
        specimen.company = nil
        return specimen
      })
    let stored = try await store.insert(all: specimens)
    store = try await t.reopened(store)
    try await t.expect(store.fetch(Specimen.self), is: stored, "the records")
    for specimen in stored { try await t.expect(store.get(specimen.id), is: specimen, "specimen \(specimen.ordinal)") }
  }

  private static func changes(_ t: Trial) async throws {
    guard t.canReopen else { return }
    var store = try await t.store(actor: .number(9))
    try await store.insert(all: (1...9).map { number in Person(number) { $0.name = "person \(number)" } })
    for number in 1...3 { try await store.update(Person.ID.number(number)) { $0.manager = .number(number + 1) } }
    try await store.delete(Person.ID.number(4))
    try await store.write { store in
      try await store.delete(Person.ID.number(5))
      try await store.insert(Person(5) { $0.name = "again" })
      try await store.insert(Person(10) { $0.name = "in vain" })
      try await store.delete(Person.ID.number(10))
    }
    let persons = try await store.fetch(Person.self)
    store = try await t.reopened(store)
    try await t.expect(store.fetch(Person.self), is: persons, "the records")
    try await t.expect(store.count(Person.self), is: 8, "the count")
  }

  private static func undone(_ t: Trial) async throws {
    guard t.canReopen else { return }
    var store = try await t.store()
    try await store.insert(Jot(1))
    await t.expect(throws: Stop(), "a body that throws") {
      try await store.write { store in
        try await store.insert(Jot(2))
        try await store.delete(Jot.ID.number(1))
        throw Stop()
      }
    }
    let writer = try await store.beginWrite()
    try await writer.insert(Jot.schema.encode(Jot(3)))
    await writer.end()
    store = try await t.reopened(store)
    try await t.expect(store.ordinals(Jot.self), is: [1], "the records")
  }

  private static func constraints(_ t: Trial) async throws {
    guard t.canReopen else { return }
    var store = try await t.store()
    try await store.insert(
      all: (1...20).map { number in
        Person(number) {
          $0.name = "person \(number)"
          $0.email = "\(number)"
          $0.score = number % 5
        }
      })
    try await store.delete(Person.ID.number(7))
    try await store.update(Person.ID.number(8)) { $0.email = "eight" }
    store = try await t.reopened(store)
    try await t.expect(store.ordinals(Person.self, where: \.score == 2), is: [2, 12, 17], "by an index")
    try await t.expect(store.ordinals(Person.self, where: \.email == "eight"), is: [8], "by a unique value")
    let error = StoreError.duplicate(Person.ID.number(30).key, fields: ["email"], other: Person.ID.number(9).key)
    await t.expect(throws: error, "a value that is held") {
      try await store.insert(
        Person(30) {
          $0.name = "thirty"
          $0.email = "9"
        })
    }
    try await store.insert(
      all: ["7", "8"].enumerated().map { position, email in
        Person(40 + position) {
          $0.name = "forty"
          $0.email = email
        }
      })
  }

  private static func history(_ t: Trial) async throws {
    guard t.canReopen else { return }
    var store = try await t.store(actor: .number(9))
    let first = try await store.insert(Person(1) { $0.name = "Sara" })
    try await store.update(first.id) { $0.name = "Sahar" }
    try await store.delete(first.id)
    let items = try await store.history(of: first.id)
    store = try await t.reopened(store)
    try await t.expect(store.history(of: first.id), is: items, "the history")
    try await t.expect(store.get(first.id, asOf: first.stamp.createdAt), is: first, "the record as it was at first")
    try await t.expect(store.restore(first.id).name, is: "Sahar", "the restored record")
    store = try await t.reopened(store)
    try await t.expect(store.get(first.id).name, is: "Sahar", "the restored record, after another time")
    try await t.expect(
      store.history(of: first.id).map(\.kind), is: [.created, .updated, .deleted, .restored], "its history")
  }

  private static func customFields(_ t: Trial) async throws {
    guard t.canReopen else { return }
    var store = try await t.store()
    try await CustomFieldChecks.define(store)
    let company = try await store.insert(
      Company(1) {
        $0.name = "Acme"
        $0.custom = ["choiceField": "gold", "integerField": 5, "textsField": .list(["a", "b"])]
      })
    store = try await t.reopened(store)
    try await t.expect(store.get(company.id), is: company, "the record")
    let filter = Filter<Company>(.compare("choiceField", .equal, "gold") && .compare("integerField", .greater, 4))
    try await t.expect(store.ordinals(Company.self, where: filter), is: [1], "by its custom fields")
  }

  private static func sequence(_ t: Trial) async throws {
    guard t.canReopen else { return }
    var store = try await t.store()
    let before = try await t.changes(of: store) { for number in 1...3 { try await store.insert(Jot(number)) } }
    store = try await t.reopened(store)
    let again = store
    let after = try await t.changes(of: again) { try await again.insert(Jot(4)) }
    t.expect(
      (after.first?.sequence ?? 0) > (before.last?.sequence ?? 0),
      "the number of a commit is not greater than those before")
    t.expect(after.flatMap(\.changes).map { $0.key.id.ordinal }, is: [4], "what is published")
  }

  private static func unknownName(_ t: Trial) async throws {
    guard t.canReopen else { return }
    var store = try await t.store()
    let newer = try AnyRecord(
      type: Specimen.recordType, id: .number(1), values: ["level": "towering", "source": "pigeon"])
    try await store.commit([newer])
    store = try await t.reopened(store)
    try await t.expect(store.reading { try await $0.record(newer.key) }, is: newer, "the record")
  }

  private static func manyTimes(_ t: Trial) async throws {
    guard t.canReopen else { return }
    var store = try await t.store()
    for round in 1...6 {
      try await store.insert(Jot(round) { $0.value = round })
      if round > 2 { try await store.delete(Jot.ID.number(round - 2)) }
      try await store.update(Jot.ID.number(round)) { $0.text = "round \(round)" }
      store = try await t.reopened(store)
      try await t.expect(
        store.ordinals(Jot.self), is: round == 1 ? [1] : [round - 1, round], "the records in round \(round)")
      try await t.expect(store.get(Jot.ID.number(round)).text, is: "round \(round)", "the last of them")
    }
  }

  private static func emptyStore(_ t: Trial) async throws {
    guard t.canReopen else { return }
    var store = try await t.store()
    store = try await t.reopened(store)
    try await t.expect(store.count(Jot.self), is: 0, "the records")
    try await store.insert(Jot(1))
    store = try await t.reopened(store)
    try await t.expect(store.ordinals(Jot.self), is: [1], "the records after one was written")
  }
}
