import CRMCore

/// Records are inserted, updated and deleted, with their stamps.
enum WritingChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("an inserted record has revision 1, the transaction's instant and its actor", insertion),
    ConformanceCheck("an update raises the revision by 1 and keeps who created the record when", update),
    ConformanceCheck("an update without a change leaves the record alone", emptyUpdate),
    ConformanceCheck("deleting is removal", deletion),
    ConformanceCheck("an identifier is inserted once", existingIdentifier),
    ConformanceCheck("an update or deletion of what is not there is a typed error", missing),
    ConformanceCheck("failed validation lists every problem at once, and nothing is written", validation),
    ConformanceCheck("indexes follow every write", indexes),
    ConformanceCheck("an identifier may be used again after its record is deleted", reuse),
  ]

  private static func insertion(_ t: Trial) async throws {
    let store = try await t.store(actor: .number(7))
    let begin = store.environment.clock()
    let (first, second) = try await store.write { store in
      (try await store.insert(Jot(1) { $0.stamp.revision = 99 }), try await store.insert(Jot(2)))
    }
    let end = store.environment.clock()
    t.expect(first.stamp.revision, is: 1, "the revision")
    t.expect(first.stamp.createdBy, is: .number(7), "who created it")
    t.expect(first.stamp.updatedBy, is: .number(7), "who changed it")
    t.expect(first.stamp.createdAt, is: first.stamp.updatedAt, "when it was changed")
    t.expect(first.stamp, is: second.stamp, "the stamps of one transaction")
    t.expect(begin < first.stamp.createdAt && first.stamp.createdAt < end, "the instant is none of the transaction's")
    try await t.expect(store.fetch(Jot.self), is: [first, second], "what is stored")
  }

  private static func update(_ t: Trial) async throws {
    let store = try await t.store(actor: .number(7))
    var jot = try await store.insert(Jot(1) { $0.text = "a" })
    let created = jot.stamp
    for revision in 2...5 {
      jot.value = revision
      let updated = try await store.update(jot)
      t.expect(updated.stamp.revision, is: Int64(revision), "the revision")
      t.expect(updated.stamp.createdAt, is: created.createdAt, "when it was created")
      t.expect(updated.stamp.updatedAt > jot.stamp.updatedAt, "the instant of the change did not move on")
      t.expect([updated.value, updated.ordinal], is: [revision, 1], "the changed value and the identifier")
      t.expect(updated.text, is: "a", "a field that was not changed")
      try await t.expect(store.get(jot.id), is: updated, "what is stored")
      jot = updated
    }
    try await t.expect(store.count(Jot.self), is: 1, "the records after updates")
  }

  private static func emptyUpdate(_ t: Trial) async throws {
    let store = try await t.store()
    let jot = try await store.insert(Jot(1) { $0.value = 3 })
    try await t.expect(store.update(jot), is: jot, "what update returns")
    try await t.expect(store.update(jot.id) { $0.value = 3 }, is: jot, "what an update with a closure returns")
    try await t.expect(store.get(jot.id), is: jot, "what is stored")
  }

  private static func deletion(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      all: (1...5).map { number in
        Specimen(number) {
          $0.wide = 1
          $0.tags = ["x"]
          $0.price = Money(minorUnits: 100, currency: .usd)
        }
      })
    try await store.delete(Specimen.ID.number(2))
    try await store.delete(Specimen.ID.number(4))
    try await t.expect(store.find(Specimen.ID.number(2)), is: nil, "a deleted record")
    try await t.expect(store.ordinals(Specimen.self), is: [1, 3, 5], "all records")
    try await t.expect(store.count(Specimen.self), is: 3, "the count")
    try await t.expect(store.ordinals(Specimen.self, where: \.wide == 1), is: [1, 3, 5], "by an index")
    try await t.expect(store.count(Specimen.self, where: \.wide == 1), is: 3, "the count by an index")
    try await t.expect(store.ordinals(Specimen.self, where: \.id == .number(4)), is: [], "by identifier")
    try await t.expect(
      store.count(Specimen.self, where: \.tags ~= .any { $0.value == "x" }), is: 3, "by an element of a list")
    let rows = try await store.aggregate(Specimen.self, .count, .sum("price"))
    t.expect(rows.first?.values, is: [3, .money(Money(minorUnits: 300, currency: .usd))], "figures")
  }

  private static func existingIdentifier(_ t: Trial) async throws {
    let store = try await t.store()
    let jot = try await store.insert(Jot(1) { $0.text = "first" })
    await t.expect(throws: StoreError.alreadyExists(jot.key), "a second record of the same identifier") {
      try await store.insert(Jot(1) { $0.text = "second" })
    }
    try await t.expect(store.fetch(Jot.self), is: [jot], "what is stored")
    await t.expect(throws: StoreError.alreadyExists(Jot.ID.number(2).key), "the same in one transaction") {
      try await store.insert(all: [Jot(2), Jot(2)])
    }
    try await t.expect(store.count(Jot.self), is: 1, "the count after a refusal")
  }

  private static func missing(_ t: Trial) async throws {
    let store = try await t.store()
    let jot = Jot(1) { $0.stamp.revision = 1 }
    await t.expect(throws: StoreError.notFound(jot.key), "updating") { try await store.update(jot) }
    await t.expect(throws: StoreError.notFound(jot.key), "updating with a closure") {
      try await store.update(jot.id) { $0.value = 1 }
    }
    await t.expect(throws: StoreError.notFound(jot.key), "deleting") { try await store.delete(jot.id) }
    await t.expect(throws: StoreError.notFound(jot.key), "restoring") { try await store.restore(jot.id) }
    try await store.insert(jot)
    try await store.delete(jot.id)
    await t.expect(throws: StoreError.notFound(jot.key), "deleting twice") { try await store.delete(jot.id) }
  }

  private static func validation(_ t: Trial) async throws {
    let store = try await t.store()
    let person = Person(1) {
      $0.name = " \u{200A}\n"
      $0.score = -1
    }
    await t.expect(invalid: ["name", "score"], "a person without a name and with a score below 0") {
      try await store.insert(person)
    }
    try await t.expect(store.count(Person.self), is: 0, "persons after a refusal")
    let stored = try await store.insert(Person(1) { $0.name = "Sara" })
    await t.expect(invalid: ["name", "score"], "an update to the same") {
      try await store.update(stored.id) {
        $0.name = ""
        $0.score = -1
      }
    }
    try await t.expect(store.get(stored.id), is: stored, "the person after a refused update")
  }

  /// Each field is found by its new value, and no longer by its old one.
  private static func indexes(_ t: Trial) async throws {
    let store = try await t.store()
    for number in 0..<10 {
      try await store.insert(
        Specimen(number) {
          $0.wide = Int64(number)
          $0.note = "note \(number)"
          $0.tags = ["tag \(number)", "all"]
          $0.fee = Money(minorUnits: Int64(number), currency: .usd)
        })
    }
    for number in stride(from: 0, to: 10, by: 2) {
      try await store.update(Specimen.ID.number(number)) {
        $0.wide = 100 + Int64(number)
        $0.note = number == 4 ? nil : "moved \(number)"
        $0.tags = ["all", "moved"]
        $0.fee = nil
      }
    }
    try await t.expect(store.ordinals(Specimen.self, where: \.wide == 4), is: [], "by an old integer")
    try await t.expect(store.ordinals(Specimen.self, where: \.wide >= 100), is: [0, 2, 4, 6, 8], "by new integers")
    try await t.expect(
      store.ordinals(Specimen.self, where: \.note ~= .hasPrefix("note")), is: [1, 3, 5, 7, 9], "by old texts")
    try await t.expect(
      store.ordinals(Specimen.self, where: \.note ~= .hasPrefix("moved")), is: [0, 2, 6, 8], "by new texts")
    try await t.expect(store.ordinals(Specimen.self, where: \.note == nil), is: [4], "by nothing")
    try await t.expect(
      store.ordinals(Specimen.self, where: \.tags ~= .any { $0.value == "tag 2" }), is: [], "by an old element")
    try await t.expect(
      store.count(Specimen.self, where: \.tags ~= .any { $0.value == "all" }), is: 10, "by an element that stayed")
    try await t.expect(store.count(Specimen.self, where: \.fee == nil), is: 5, "by money that went")
    try await t.expect(
      store.ordinals(Specimen.self, sort: .ascending(\.wide)), is: [1, 3, 5, 7, 9, 0, 2, 4, 6, 8],
      "the order of the index")
  }

  private static func reuse(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Jot(1) { $0.text = "first" })
    try await store.delete(Jot.ID.number(1))
    let second = try await store.insert(Jot(1) { $0.text = "second" })
    try await t.expect(store.fetch(Jot.self), is: [second], "what is stored")
    t.expect(second.stamp.revision, is: 1, "the revision of the second")
  }
}
