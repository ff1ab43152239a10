import CRMCore

/// Reference fields say what happens when their target goes.
enum DeletionChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("restrict: the deletion is refused while a record refers to it", restrict),
    ConformanceCheck("clear: the reference becomes nil, or the element is taken out of the list", nullify),
    ConformanceCheck("cascade: the referring record is deleted too, through chains", cascade),
    ConformanceCheck("cascade around circles ends", circles),
    ConformanceCheck("one deletion, all rules", allRules),
    ConformanceCheck("a refused deletion changes nothing", refusal),
    ConformanceCheck("a record that goes too does not hold back", doomedReferrers),
    ConformanceCheck("a record's references to itself do not hold it", ownReferences),
    ConformanceCheck("what was undone with a deletion is there again", undone),
    ConformanceCheck("a long chain", longChain),
  ]

  private static func restrict(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: (1...2).map { number in Company(number) { $0.name = "company \(number)" } })
    try await store.insert(
      Company(3) {
        $0.name = "child"
        $0.parent = .number(1)
      })
    let error = StoreError.stillReferenced(Company.ID.number(1).key, by: Company.ID.number(3).key, field: "parent")
    await t.expect(throws: error, "a company that is a parent") { try await store.delete(Company.ID.number(1)) }
    try await store.insert(Person(1) { $0.name = "Sara" })
    try await store.insert(
      Contract(1) {
        $0.witnesses = [.number(1)]
        $0.party = .number(2)
      })
    let list = StoreError.stillReferenced(Person.ID.number(1).key, by: Contract.ID.number(1).key, field: "witnesses")
    await t.expect(throws: list, "a person in a list of witnesses") { try await store.delete(Person.ID.number(1)) }
    try await t.expect(store.ordinals(Company.self), is: [1, 2, 3], "the companies")
    try await store.update(Contract.ID.number(1)) { $0.witnesses = [] }
    try await store.delete(Person.ID.number(1))
    try await store.delete(Company.ID.number(3))
    try await store.delete(Company.ID.number(1))
    try await t.expect(store.ordinals(Company.self), is: [2], "the companies after the references went")
  }

  private static func nullify(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Company(1) { $0.name = "Acme" })
    try await store.insert(
      all: (1...4).map { number in
        Person(number) {
          $0.name = "person \(number)"
          $0.employer = number < 3 ? .number(1) : nil
        }
      })
    try await store.update(Person.ID.number(2)) {
      $0.friends = [.number(4), .number(1), .number(4), .number(3)]
      $0.manager = .number(4)
    }
    let before = try await store.get(Person.ID.number(1))
    try await store.delete(Company.ID.number(1))
    let after = try await store.get(Person.ID.number(1))
    t.expect(after.employer, is: nil, "the reference")
    t.expect(after.stamp.revision, is: before.stamp.revision + 1, "the revision of the record that referred to it")
    t.expect(after.name, is: before.name, "another field of it")
    try await t.expect(store.count(Person.self, where: \.employer == nil), is: 4, "records without the reference")
    try await store.delete(Person.ID.number(4))
    let second = try await store.get(Person.ID.number(2))
    t.expect(second.friends.map(\.ordinal), is: [1, 3], "the list, without each of its elements")
    t.expect(second.manager, is: nil, "another reference of the same record")
    t.expect(second.stamp.revision, is: 4, "the revision after both at once")
    try await t.expect(
      store.count(Person.self, where: \.friends ~= .any { $0.value == .number(4) }), is: 0,
      "who refers to it by an element")
  }

  private static func cascade(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Person(1) { $0.name = "Sara" })
    try await store.insert(all: [Contract(1) { $0.signer = .number(1) }, Contract(2)])
    try await store.insert(all: [
      Step(1) { $0.contract = .number(1) },
      Step(2) { $0.previous = .number(1) },
      Step(3) { $0.needs = [.number(2), .number(1)] },
      Step(4) { $0.contract = .number(2) },
      Step(5) { $0.needs = [.number(4)] },
    ])
    try await store.delete(Person.ID.number(1))
    try await t.expect(store.ordinals(Person.self), is: [], "the persons")
    try await t.expect(store.ordinals(Contract.self), is: [2], "the contracts")
    try await t.expect(store.ordinals(Step.self), is: [4, 5], "the steps")
    try await t.expect(
      store.history(of: Step.ID.number(3)).last?.kind, is: .deleted, "the history of what went with it")
  }

  private static func circles(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: (1...4).map { Step($0) })
    for number in 1...3 { try await store.update(Step.ID.number(number)) { $0.previous = .number(number % 3 + 1) } }
    try await store.update(Step.ID.number(4)) {
      $0.previous = .number(4)
      $0.needs = [.number(4)]
    }
    try await store.delete(Step.ID.number(2))
    try await t.expect(store.ordinals(Step.self), is: [4], "the steps after one of a circle is deleted")
    try await store.delete(Step.ID.number(4))
    try await t.expect(store.count(Step.self), is: 0, "the steps after one that needs itself is deleted")
  }

  private static func allRules(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: (1...3).map { number in Person(number) { $0.name = "person \(number)" } })
    try await store.update(Person.ID.number(2)) {
      $0.manager = .number(1)
      $0.friends = [.number(1), .number(3)]
    }
    try await store.insert(all: [Contract(1) { $0.signer = .number(1) }, Contract(2) { $0.witnesses = [.number(3)] }])
    try await store.insert(Step(1) { $0.contract = .number(1) })
    let changes = try await t.changes(of: store) { try await store.delete(Person.ID.number(1)) }
    try await t.expect(store.ordinals(Contract.self), is: [2], "the contracts")
    try await t.expect(store.get(Person.ID.number(2)).friends.map(\.ordinal), is: [3], "the list")
    let kinds = changes.first?.changes.filter { $0.type != HistoryEntry.recordType }.map {
      "\($0.type.entity) \($0.key.id.ordinal) \($0.after == nil ? "deleted" : "updated")"
    }
    t.expect(
      Set(kinds ?? []), is: ["person 1 deleted", "person 2 updated", "contract 1 deleted", "step 1 deleted"],
      "the change set")
  }

  private static func refusal(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Person(1) { $0.name = "Sara" })
    try await store.insert(
      Person(2) {
        $0.name = "Ali"
        $0.manager = .number(1)
      })
    try await store.insert(all: [Contract(1) { $0.signer = .number(1) }, Contract(2) { $0.witnesses = [.number(1)] }])
    let (persons, contracts) = (try await store.fetch(Person.self), try await store.fetch(Contract.self))
    try await store.write { store in
      await t.expect(
        "a deletion that is held back",
        throws: { if case .stillReferenced? = $0 as? StoreError { true } else { false } }
      ) {
        try await store.delete(Person.ID.number(1))
      }
      try await t.expect(store.fetch(Person.self), is: persons, "the persons inside the transaction")
      try await t.expect(store.fetch(Contract.self), is: contracts, "the contracts inside the transaction")
    }
    try await t.expect(store.fetch(Person.self), is: persons, "the persons")
    try await t.expect(store.fetch(Contract.self), is: contracts, "the contracts")
  }

  private static func doomedReferrers(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Person(1) { $0.name = "Sara" })
    try await store.insert(
      Contract(1) {
        $0.signer = .number(1)
        $0.witnesses = [.number(1)]
      })
    try await store.delete(Person.ID.number(1))
    try await t.expect(store.count(Contract.self), is: 0, "a contract whose signer is its witness")
  }

  private static func ownReferences(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      Company(1) {
        $0.name = "its own parent"
        $0.parent = .number(1)
      })
    try await store.delete(Company.ID.number(1))
    try await t.expect(store.count(Company.self), is: 0, "a company that is its own parent")
  }

  private static func undone(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Person(1) { $0.name = "Sara" })
    try await store.insert(Contract(1) { $0.signer = .number(1) })
    let contract = try await store.get(Contract.ID.number(1))
    await t.expect(throws: Stop(), "a body that throws") {
      try await store.write { store in
        try await store.delete(Person.ID.number(1))
        try await t.expect(store.count(Contract.self), is: 0, "the contracts inside the transaction")
        throw Stop()
      }
    }
    try await t.expect(store.fetch(Contract.self), is: [contract], "the contracts")
    try await t.expect(
      store.ordinals(Contract.self, where: \.signer / \.name == "Sara"), is: [1], "the contracts by their signer")
  }

  private static func longChain(_ t: Trial) async throws {
    let store = try await t.store()
    let count = 300
    try await store.insert(
      all: (0..<count).map { number in Step(number) { $0.previous = number == 0 ? nil : .number(number - 1) } })
    try await store.delete(Step.ID.number(1))
    try await t.expect(store.ordinals(Step.self), is: [0], "the steps")
  }
}
