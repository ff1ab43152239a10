import CRMCore

/// A record as of an instant, and the restoring of a deleted one.
enum PastChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("a record as of an instant", asOf),
    ConformanceCheck("every version of a record with values of every type comes back", versions),
    ConformanceCheck("restoring writes back from history under the same identifier", restoring),
    ConformanceCheck("a restored record can be deleted and restored again", again),
    ConformanceCheck("restoring holds to references and uniqueness", refusals),
    ConformanceCheck("custom fields come back too", customFields),
  ]

  private static func asOf(_ t: Trial) async throws {
    let store = try await t.store()
    let before = store.environment.clock()
    var versions = [try await store.insert(Person(1) { $0.name = "version 1" })]
    for number in 2...5 {
      versions.append(
        try await store.update(Person.ID.number(1)) { person in
          person.name = "version \(number)"
          person.score = number % 2 == 0 ? number : nil
        })
    }
    let end = store.environment.clock()
    try await store.delete(Person.ID.number(1))
    let after = store.environment.clock()
    try await t.expect(store.get(Person.ID.number(1), asOf: before), is: nil, "before it was inserted")
    for version in versions {
      try await t.expect(
        store.get(version.id, asOf: version.stamp.updatedAt), is: version, "at the instant of \(version.name)")
      let later = try version.stamp.updatedAt.advanced(by: .microseconds(1))
      try await t.expect(store.get(version.id, asOf: later), is: version, "a microsecond after \(version.name)")
    }
    try await t.expect(store.get(Person.ID.number(1), asOf: end), is: versions.last, "before it was deleted")
    try await t.expect(store.get(Person.ID.number(1), asOf: after), is: nil, "after it was deleted")
    try await t.expect(store.get(Person.ID.number(2), asOf: after), is: nil, "a record that never was")
  }

  private static func versions(_ t: Trial) async throws {
    let store = try await t.store()
    var versions = [try await store.insert(Specimen(1))]
    let full = try ValueChecks.full(1)
    versions.append(
      try await store.update(Specimen.ID.number(1)) {
        let stamp = $0.stamp
        $0 = full
        $0.stamp = stamp
      })
    versions.append(
      try await store.update(Specimen.ID.number(1)) {
        $0.tags = ["x, y", "\"", "[", "", " "]
        $0.lines = [Line("a;b=c", label: "\n", rank: nil), Line("}", label: nil, rank: 2)]
        $0.factors = [0, try ExactDecimal("1.10")]
        $0.note = ""
        $0.title = "null"
      })
    versions.append(try await store.update(Specimen.ID.number(1)) { $0.tags = [] })
    try await store.delete(Specimen.ID.number(1))
    for version in versions {
      try await t.expect(
        store.get(version.id, asOf: version.stamp.updatedAt), is: version, "revision \(version.stamp.revision)")
    }
    let restored = try await store.restore(Specimen.ID.number(1))
    var last = versions.last ?? full
    last.stamp = restored.stamp
    t.expect(restored, is: last, "the restored record")
  }

  private static func restoring(_ t: Trial) async throws {
    let store = try await t.store(actor: .number(3))
    try await store.insert(Company(1) { $0.name = "Acme" })
    let person = try await store.insert(
      Person(1) {
        $0.name = "Sara"
        $0.email = "sara@example.com"
        $0.employer = .number(1)
        $0.score = 7
      })
    try await store.delete(person.id)
    let deleted = store.environment.clock()
    let restored = try await store.restore(person.id)
    t.expect(restored.id, is: person.id, "the identifier")
    t.expect(restored.stamp.revision, is: 2, "the revision goes on")
    t.expect(restored.stamp.createdAt, is: person.stamp.createdAt, "when it was created")
    t.expect(restored.stamp.updatedAt > deleted, "the restoring has no instant of its own")
    var expected = person
    expected.stamp = restored.stamp
    t.expect(restored, is: expected, "its values")
    try await t.expect(store.get(person.id), is: restored, "what is stored")
    try await t.expect(store.ordinals(Person.self, where: \.score == 7), is: [1], "by an index")
    try await t.expect(
      store.count(Person.self, where: Filter(.compare("name.key", .equal, "sara"))), is: 1, "by a derived key")
    await t.expect("its unique value", throws: { if case .duplicate? = $0 as? StoreError { true } else { false } }) {
      try await store.insert(
        Person(2) {
          $0.name = "Other"
          $0.email = "sara@example.com"
        })
    }
    let items = try await store.history(of: person.id)
    t.expect(items.map(\.kind), is: [.created, .deleted, .restored], "the history")
    t.expect(items.map(\.revision), is: [1, 1, 2], "the revisions in the history")
    try await t.expect(store.get(person.id, asOf: deleted), is: nil, "the record while it was deleted")
    try await t.expect(store.get(person.id, asOf: person.stamp.createdAt), is: person, "the record as it was at first")
  }

  private static func again(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Person(1) { $0.name = "Sara" })
    for round in 1...3 {
      try await store.update(Person.ID.number(1)) { $0.score = round }
      try await store.delete(Person.ID.number(1))
      try await t.expect(store.restore(Person.ID.number(1)).score, is: round, "the value in round \(round)")
    }
    try await t.expect(store.get(Person.ID.number(1)).stamp.revision, is: 7, "the revision at last")
    let kinds = try await store.history(of: Person.ID.number(1)).map(\.kind)
    t.expect(kinds, is: [.created] + (1...3).flatMap { _ in [.updated, .deleted, .restored] }, "the history")
    await t.expect(throws: StoreError.alreadyExists(Person.ID.number(1).key), "restoring a record that is there") {
      try await store.restore(Person.ID.number(1))
    }
  }

  private static func refusals(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Company(1) { $0.name = "Acme" })
    try await store.insert(Contract(1) { $0.party = .number(1) })
    try await store.insert(
      Person(1) {
        $0.name = "Sara"
        $0.email = "a"
      })
    try await store.delete(Contract.ID.number(1))
    try await store.delete(Company.ID.number(1))
    try await store.delete(Person.ID.number(1))
    try await store.insert(
      Person(2) {
        $0.name = "Ali"
        $0.email = "a"
      })
    let missing = StoreError.missingTarget(Contract.ID.number(1).key, field: "party", target: Company.ID.number(1).key)
    await t.expect(throws: missing, "restoring what refers to a deleted record") {
      try await store.restore(Contract.ID.number(1))
    }
    let duplicate = StoreError.duplicate(Person.ID.number(1).key, fields: ["email"], other: Person.ID.number(2).key)
    await t.expect(throws: duplicate, "restoring what is no longer unique") {
      try await store.restore(Person.ID.number(1))
    }
    try await t.expect(store.count(Contract.self), is: 0, "contracts after the refusal")
    try await store.write { store in
      try await store.restore(Company.ID.number(1))
      try await store.restore(Contract.ID.number(1))
    }
    try await t.expect(
      store.ordinals(Contract.self, where: \.party / \.name == "Acme"), is: [1], "both restored at once")
  }

  private static func customFields(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      CustomField(1) {
        $0.subject = "person"
        $0.name = "tier"
      })
    try await store.insert(
      CustomField(2) {
        $0.subject = "person"
        $0.name = "marks"
        $0.kind = .texts
      })
    let first = try await store.insert(
      Person(1) {
        $0.name = "Sara"
        $0.custom = ["tier": "gold", "marks": .list(["a, b", "c"])]
      })
    let second = try await store.update(first.id) { $0.custom = ["tier": "silver"] }
    let changes = try await store.history(of: first.id).last?.changes.map(\.field)
    t.expect(changes, is: ["marks", "tier"], "the custom fields that changed")
    try await store.delete(first.id)
    for version in [first, second] {
      try await t.expect(
        store.get(version.id, asOf: version.stamp.updatedAt), is: version, "revision \(version.stamp.revision)")
    }
    try await t.expect(store.restore(first.id).custom, is: ["tier": "silver"], "the restored values")
  }
}
