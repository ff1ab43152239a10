import CRMCore

/// References lead somewhere.
enum ReferenceChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("a reference names a record that exists", existence),
    ConformanceCheck("a list of references names records that exist", lists),
    ConformanceCheck("a reference to a record of the same transaction", sameTransaction),
    ConformanceCheck("records may refer to each other and to themselves", circles),
    ConformanceCheck("an update of another field leaves references alone", otherFields),
    ConformanceCheck("a reference to an existing identifier of another type is missing", otherType),
  ]

  private static func missing(_ number: Int, _ field: String, _ target: RecordKey) -> StoreError {
    .missingTarget(Person.ID.number(number).key, field: field, target: target)
  }

  private static func existence(_ t: Trial) async throws {
    let store = try await t.store()
    let ghost = Company.ID.number(9)
    await t.expect(throws: missing(1, "employer", ghost.key), "inserting") {
      try await store.insert(
        Person(1) {
          $0.name = "Sara"
          $0.employer = ghost
        })
    }
    let person = try await store.insert(Person(1) { $0.name = "Sara" })
    await t.expect(throws: missing(1, "employer", ghost.key), "updating") {
      try await store.update(person.id) { $0.employer = ghost }
    }
    try await t.expect(store.fetch(Person.self), is: [person], "what is stored")
    try await store.insert(Company(9) { $0.name = "Acme" })
    try await store.update(person.id) { $0.employer = ghost }
    try await t.expect(store.ordinals(Person.self, where: \.employer == ghost), is: [1], "who refers to it")
  }

  private static func lists(_ t: Trial) async throws {
    let store = try await t.store()
    let person = try await store.insert(Person(1) { $0.name = "Sara" })
    await t.expect(throws: missing(1, "friends", Person.ID.number(3).key), "one of them is missing") {
      try await store.update(person.id) { $0.friends = [.number(1), .number(3)] }
    }
    try await store.insert(Person(3) { $0.name = "Ali" })
    try await store.update(person.id) { $0.friends = [.number(3), .number(1), .number(3)] }
    try await t.expect(store.get(person.id).friends.map(\.ordinal), is: [3, 1, 3], "the list")
  }

  private static func sameTransaction(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.write { store in
      let company = try await store.insert(Company(1) { $0.name = "Acme" })
      try await store.insert(
        Person(1) {
          $0.name = "Sara"
          $0.employer = company.id
        })
    }
    await t.expect(
      throws: missing(2, "employer", Company.ID.number(1).key), "a record that is deleted in the transaction"
    ) {
      try await store.write { store in
        try await store.delete(Company.ID.number(1))
        try await store.insert(
          Person(2) {
            $0.name = "Ali"
            $0.employer = .number(1)
          })
      }
    }
    try await t.expect(store.ordinals(Person.self, where: \.employer / \.name == "Acme"), is: [1], "who refers to it")
  }

  private static func circles(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: (1...3).map { number in Person(number) { $0.name = "person \(number)" } })
    for number in 1...3 {
      try await store.update(Person.ID.number(number)) {
        $0.manager = .number(number % 3 + 1)
        $0.friends = [.number(number)]
      }
    }
    try await t.expect(
      store.ordinals(Person.self, where: \.manager / \.manager / \.manager / \.name == "person 2"), is: [2],
      "around the circle")
    try await store.insert(
      Person(4) {
        $0.name = "own manager"
        $0.manager = .number(4)
      })
    try await t.expect(
      store.ordinals(Person.self, where: \.manager / \.name == "own manager"), is: [4], "a record that refers to itself"
    )
  }

  private static func otherFields(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Company(1) { $0.name = "Acme" })
    try await store.insert(
      Person(1) {
        $0.name = "Sara"
        $0.employer = .number(1)
      })
    try await store.update(Person.ID.number(1)) { $0.score = 3 }
    try await t.expect(store.get(Person.ID.number(1)).employer, is: .number(1), "the reference")
    try await t.expect(store.ordinals(Person.self, where: \.employer == .number(1)), is: [1], "who refers to it")
  }

  private static func otherType(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Person(5) { $0.name = "Sara" })
    await t.expect(
      throws: missing(6, "employer", Company.ID.number(5).key), "a person's identifier in place of a company's"
    ) {
      try await store.insert(
        Person(6) {
          $0.name = "Ali"
          $0.employer = RecordID(Identifier.number(5))
        })
    }
  }
}
