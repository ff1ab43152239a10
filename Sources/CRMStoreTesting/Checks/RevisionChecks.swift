import CRMCore

/// A stale revision names the fields that both sides changed, by comparing with the base the caller read.
enum RevisionChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("a stale update is refused, naming the fields that both sides changed", bothChanged),
    ConformanceCheck("a stale update without a field in common is refused, naming none", nothingInCommon),
    ConformanceCheck("without the base the history is asked", baseFromHistory),
    ConformanceCheck("without base and history the fields that differ are named", unknownBase),
    ConformanceCheck("custom fields, lists and nested values are named too, derived fields are not", kindsOfFields),
    ConformanceCheck("a refused update changes nothing, and can be repeated from the new revision", repeating),
    ConformanceCheck("an update of a record that was deleted meanwhile is a typed error", deletedMeanwhile),
    ConformanceCheck("a revision that never was is stale", inventedRevision),
    ConformanceCheck("inside a transaction, revisions count its own writes", ownWrites),
  ]

  private static func conflict(
    _ key: RecordKey, _ base: Int64, _ current: Int64, _ fields: [String], isBaseKnown: Bool = true
  ) -> StoreError {
    .stale(RevisionConflict(key: key, base: base, current: current, fields: fields, isBaseKnown: isBaseKnown))
  }

  private static func person(_ store: any Store) async throws -> Person {
    try await store.insert(
      Person(1) {
        $0.name = "Sara"
        $0.score = 1
        $0.email = "sara@example.com"
      })
  }

  private static func bothChanged(_ t: Trial) async throws {
    let store = try await t.store()
    let base = try await person(store)
    try await store.update(base.id) {
      $0.name = "Sahar"
      $0.score = 2
    }
    var mine = base
    mine.name = "Samira"
    mine.score = 3
    mine.email = nil
    await t.expect(throws: conflict(base.key, 1, 2, ["name", "score"]), "an update from revision 1") {
      try await store.update(mine, readAs: base)
    }
    try await store.update(base.id) { $0.email = "sahar@example.com" }
    await t.expect(throws: conflict(base.key, 1, 3, ["name", "email", "score"]), "after another change") {
      try await store.update(mine, readAs: base)
    }
  }

  private static func nothingInCommon(_ t: Trial) async throws {
    let store = try await t.store()
    let base = try await person(store)
    try await store.update(base.id) {
      $0.name = "Sahar"
      $0.score = 5
    }
    var mine = base
    mine.email = nil
    await t.expect(throws: conflict(base.key, 1, 2, []), "a change of another field") {
      try await store.update(mine, readAs: base)
    }
    mine.score = 5
    await t.expect(throws: conflict(base.key, 1, 2, []), "a change to the same value") {
      try await store.update(mine, readAs: base)
    }
  }

  private static func baseFromHistory(_ t: Trial) async throws {
    let store = try await t.store()
    let first = try await person(store)
    let second = try await store.update(first.id) { $0.score = 2 }
    try await store.update(first.id) { $0.name = "Sahar" }
    var mine = second
    mine.name = "Samira"
    mine.score = 9
    await t.expect(throws: conflict(first.key, 2, 3, ["name"]), "from revision 2") { try await store.update(mine) }
    mine.stamp = first.stamp
    await t.expect(throws: conflict(first.key, 1, 3, ["name", "score"]), "from revision 1") {
      try await store.update(mine)
    }
    // A base of another revision than the one named is not believed.
    mine.stamp = second.stamp
    await t.expect(throws: conflict(first.key, 2, 3, ["name"]), "with a base of another revision") {
      try await store.update(mine, readAs: first)
    }
  }

  private static func unknownBase(_ t: Trial) async throws {
    let store = try await t.store()
    let base = try await store.insert(Jot(1) { $0.text = "a" })
    try await store.update(base.id) { $0.text = "b" }
    var mine = base
    mine.value = 1
    let differing = conflict(base.key, 1, 2, ["text", "value"], isBaseKnown: false)
    await t.expect(throws: differing, "without base") { try await store.update(mine) }
    await t.expect(throws: conflict(base.key, 1, 2, []), "with the base") { try await store.update(mine, readAs: base) }
  }

  private static func kindsOfFields(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      CustomField(1) {
        $0.subject = "person"
        $0.name = "tier"
      })
    let base = try await person(store)
    try await store.update(base.id) {
      $0.custom["tier"] = "gold"
      $0.friends = [.number(1)]
      $0.name = "Sahar"
    }
    var mine = base
    mine.custom["tier"] = "silver"
    mine.friends = [.number(1), .number(1)]
    mine.name = "Samira"
    await t.expect(throws: conflict(base.key, 1, 2, ["name", "friends", "tier"]), "a person") {
      try await store.update(mine, readAs: base)
    }
    let specimen = try await store.insert(Specimen(1))
    try await store.update(specimen.id) {
      $0.place.position.x = 1
      $0.lines = [Line("a")]
    }
    var other = specimen
    other.place.position.x = 2
    other.place.city = "Tehran"
    other.lines = [Line("b")]
    await t.expect(throws: conflict(specimen.key, 1, 2, ["lines", "place.position.x"]), "a specimen") {
      try await store.update(other, readAs: specimen)
    }
  }

  private static func repeating(_ t: Trial) async throws {
    let store = try await t.store()
    let base = try await person(store)
    let current = try await store.update(base.id) { $0.score = 2 }
    var mine = base
    mine.name = "Samira"
    await t.expect("a stale update", throws: { if case .stale? = $0 as? StoreError { true } else { false } }) {
      try await store.update(mine, readAs: base)
    }
    try await t.expect(store.get(base.id), is: current, "what is stored")
    try await t.expect(store.history(of: base.id).count, is: 2, "the history")
    mine = current
    mine.name = "Samira"
    let updated = try await store.update(mine, readAs: current)
    t.expect([updated.stamp.revision, Int64(updated.score ?? 0)], is: [3, 2], "the revision and the other's change")
  }

  private static func deletedMeanwhile(_ t: Trial) async throws {
    let store = try await t.store()
    var mine = try await person(store)
    try await store.delete(mine.id)
    mine.score = 5
    let late = mine
    await t.expect(throws: StoreError.notFound(mine.key), "updating") { try await store.update(late) }
    try await t.expect(store.count(Person.self), is: 0, "the records")
  }

  private static func inventedRevision(_ t: Trial) async throws {
    let store = try await t.store()
    let base = try await store.insert(Jot(1))
    for revision in [-1, 0, 2, Int64.max] {
      var mine = base
      mine.stamp.revision = revision
      mine.value = 1
      let late = mine
      await t.expect(
        throws: conflict(base.key, revision, 1, ["value"], isBaseKnown: false), "from revision \(revision)"
      ) {
        try await store.update(late)
      }
    }
  }

  private static func ownWrites(_ t: Trial) async throws {
    let store = try await t.store()
    let base = try await person(store)
    try await store.write { store in
      var mine = base
      mine.score = 2
      let second = try await store.update(mine)
      t.expect(second.stamp.revision, is: 2, "the revision inside the transaction")
      mine.score = 3
      await t.expect(
        "the first revision again", throws: { if case .stale? = $0 as? StoreError { true } else { false } }
      ) {
        try await store.update(mine, readAs: base)
      }
      var third = second
      third.score = 4
      try await store.update(third)
    }
    let stored = try await store.get(base.id)
    t.expect([stored.stamp.revision, Int64(stored.score ?? 0)], is: [3, 4], "the revision and the value after it")
  }
}
