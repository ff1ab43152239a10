import CRMCore

/// Unique fields are unique, at every moment of a transaction.
enum ConstraintChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("no two records hold the same value in a unique field", single),
    ConformanceCheck("no two records hold the same values in fields that are unique together", compound),
    ConformanceCheck("unique constraints ignore nil", nothing),
    ConformanceCheck("unique text is compared by its NFC bytes: case and spaces count", text),
    ConformanceCheck("a value is free again when its record lets go of it", release),
    ConformanceCheck("uniqueness holds at each write: a swap goes through a free value", swap),
    ConformanceCheck("a refused write leaves the transaction as it was, and the transaction goes on", goingOn),
    ConformanceCheck("uniqueness holds under concurrency", concurrency),
    ConformanceCheck("uniqueness is kept per type", types),
  ]

  private static func person(_ number: Int, _ email: String?) -> Person {
    Person(number) {
      $0.name = "person \(number)"
      $0.email = email
    }
  }

  private static func duplicate(_ number: Int, of other: Int) -> StoreError {
    .duplicate(Person.ID.number(number).key, fields: ["email"], other: Person.ID.number(other).key)
  }

  private static func single(_ t: Trial) async throws {
    let store = try await t.store()
    let first = try await store.insert(person(1, "a@example.com"))
    let second = try await store.insert(person(2, "b@example.com"))
    await t.expect(throws: duplicate(3, of: 1), "inserting the same") {
      try await store.insert(person(3, "a@example.com"))
    }
    await t.expect(throws: duplicate(2, of: 1), "updating to the same") {
      try await store.update(second.id) { $0.email = "a@example.com" }
    }
    try await t.expect(store.fetch(Person.self), is: [first, second], "what is stored")
    try await t.expect(store.ordinals(Person.self, where: \.email == "a@example.com"), is: [1], "who holds the value")
    let renamed = try await store.update(first.id) { $0.name = "renamed" }
    try await t.expect(store.get(first.id), is: renamed, "a record that keeps its value")
  }

  private static func compound(_ t: Trial) async throws {
    let store = try await t.store()
    func company(_ number: Int, _ region: String?, _ place: Int?) -> Company {
      Company(number) {
        $0.name = "company"
        $0.region = region
        $0.number = place
      }
    }
    try await store.insert(all: [
      company(1, "north", 1), company(2, "north", 2), company(3, "south", 1), company(4, "north", nil),
      company(5, "north", nil),
      company(6, nil, 1), company(7, nil, 1), company(8, nil, nil),
    ])
    let error = StoreError.duplicate(
      Company.ID.number(9).key, fields: ["region", "number"], other: Company.ID.number(2).key)
    await t.expect(throws: error, "inserting the same two") { try await store.insert(company(9, "north", 2)) }
    // Two values must not be mistaken for others that look alike when put together.
    try await store.insert(company(10, "north1", 1))
    try await store.insert(company(11, "north", 11))
    let moved = StoreError.duplicate(
      Company.ID.number(4).key, fields: ["region", "number"], other: Company.ID.number(1).key)
    await t.expect(throws: moved, "updating to the same two") {
      try await store.update(Company.ID.number(4)) { $0.number = 1 }
    }
    try await t.expect(store.count(Company.self), is: 10, "the count of all")
  }

  private static func nothing(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: [person(1, nil), person(2, nil), person(3, "")])
    await t.expect(throws: duplicate(4, of: 3), "a second empty text") { try await store.insert(person(4, "")) }
    try await store.update(Person.ID.number(3)) { $0.email = nil }
    try await t.expect(store.count(Person.self, where: \.email == nil), is: 3, "records without a value")
  }

  private static func text(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      all: ["é", "É", "e", "é ", " é", "ي", "ی"].enumerated().map { person($0.offset, $0.element) })
    await t.expect(throws: duplicate(9, of: 0), "the same text in another normal form") {
      try await store.insert(person(9, "e\u{301}"))
    }
    try await t.expect(store.count(Person.self), is: 7, "the count of all")
  }

  private static func release(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(person(1, "a"))
    try await store.update(Person.ID.number(1)) { $0.email = "b" }
    try await store.insert(person(2, "a"))
    try await store.delete(Person.ID.number(2))
    try await store.insert(person(3, "a"))
    try await store.write { store in
      try await store.delete(Person.ID.number(3))
      try await store.insert(person(4, "a"))
    }
    try await t.expect(store.ordinals(Person.self, where: \.email == "a"), is: [4], "who holds the value at last")
    await t.expect("a body that throws", throws: { $0 is Stop }) {
      try await store.write { store in
        try await store.delete(Person.ID.number(4))
        throw Stop()
      }
    }
    await t.expect(throws: duplicate(5, of: 4), "a value that was let go in vain") {
      try await store.insert(person(5, "a"))
    }
  }

  private static func swap(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: [person(1, "a"), person(2, "b")])
    try await store.write { store in
      await t.expect(throws: duplicate(1, of: 2), "taking a value that is held") {
        try await store.update(Person.ID.number(1)) { $0.email = "b" }
      }
      try await store.update(Person.ID.number(1)) { $0.email = nil }
      try await store.update(Person.ID.number(2)) { $0.email = "a" }
      try await store.update(Person.ID.number(1)) { $0.email = "b" }
    }
    try await t.expect(store.fetch(Person.self).map(\.email), is: ["b", "a"], "the values after the swap")
  }

  private static func goingOn(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(person(1, "a"))
    try await store.write { store in
      try await store.insert(person(2, "b"))
      await t.expect(throws: duplicate(3, of: 2), "a value of the same transaction") {
        try await store.insert(person(3, "b"))
      }
      await t.expect(throws: StoreError.alreadyExists(Person.ID.number(1).key), "an identifier that is taken") {
        try await store.insert(person(1, "c"))
      }
      await t.expect(throws: duplicate(2, of: 1), "an update to a value that is held") {
        try await store.update(Person.ID.number(2)) { $0.email = "a" }
      }
      try await t.expect(store.ordinals(Person.self), is: [1, 2], "the records inside the transaction")
      try await t.expect(store.get(Person.ID.number(2)).email, is: "b", "the value inside the transaction")
      try await store.insert(person(4, "d"))
    }
    try await t.expect(store.ordinals(Person.self, sort: .descending(\.email)), is: [4, 2, 1], "the records after it")
    try await store.insert(person(5, "c"))
  }

  private static func concurrency(_ t: Trial) async throws {
    let store = try await t.store()
    let winners = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<12 {
        group.addTask {
          do {
            try await store.write { store in
              // Each looks first, as a careful caller would.
              guard try await !store.exists(Person.self, where: \.email == "prize") else { throw Stop() }
              await Task.yield()
              try await store.insert(person(number, "prize"))
            }
            return true
          } catch {
            let isExpected =
              switch error {
              case is Stop, StoreError.duplicate, StoreError.conflict: true
              default: false
              }
            t.expect(isExpected, "a loser threw \(error)")
            return false
          }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    t.expect(winners, is: 1, "how many of 12 tasks got the value")
    try await t.expect(store.count(Person.self, where: \.email == "prize"), is: 1, "how many records hold it")
  }

  private static func types(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(person(1, "x"))
    try await store.insert(
      Company(1) {
        $0.name = "Acme"
        $0.code = "x"
      })
    let error = StoreError.duplicate(Company.ID.number(2).key, fields: ["code"], other: Company.ID.number(1).key)
    await t.expect(throws: error, "the same in one type") {
      try await store.insert(
        Company(2) {
          $0.name = "Bcme"
          $0.code = "x"
        })
    }
  }
}

/// What a check's body throws to undo its transaction.
struct Stop: Error, Equatable {}
