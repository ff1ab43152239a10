import CRMCore

/// Unique fields are unique, at every moment of a transaction.
enum ConstraintChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("no two records hold the same value in a unique field", single),
    ConformanceCheck("no two records hold the same values in fields that are unique together", compound),
    ConformanceCheck("unique constraints ignore nil", nothing),
    ConformanceCheck("unique text is compared by its NFC bytes: case and spaces count", text),
    ConformanceCheck("values of every type can be unique: equal ones are the same", everyType),
    ConformanceCheck("a value is free again when its record lets go of it", release),
    ConformanceCheck("uniqueness holds at each write: a swap goes through a free value", swap),
    ConformanceCheck("a refused write leaves the transaction as it was, and the transaction goes on", goingOn),
    ConformanceCheck("uniqueness holds under concurrency", concurrency),
    ConformanceCheck("uniqueness is kept per type", types),
    ConformanceCheck(
      "an index holds 2,000 bytes of a record's texts, and a text outside of indexes any number", length),
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
    try await t.expect(
      store.ordinals(Person.self, where: \.email == "e\u{301}"), is: [0], "who holds it in another normal form")
    try await t.expect(store.ordinals(Person.self, where: \.email == "ی"), is: [6], "who holds a Persian text")
  }

  private static func everyType(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: (1...2).map { number in Company(number) { $0.name = "company" } })
    /// A field, a value of it, the same value as it can also be written, and another.
    let cases:
      [(field: String, (inout Token) throws -> Void, (inout Token) throws -> Void, (inout Token) throws -> Void)] =
        [
          ("reading", { $0.reading = 0 }, { $0.reading = -0.0 }, { $0.reading = .leastNonzeroMagnitude }),
          (
            "factor", { $0.factor = try ExactDecimal("1.5") }, { $0.factor = try ExactDecimal("1.500") },
            { $0.factor = try ExactDecimal("1.500000000000000001") }
          ),
          (
            "fee", { $0.fee = Money(minorUnits: 100, currency: .usd) }, { $0.fee = try Money(text: "1.0 USD") },
            { $0.fee = Money(minorUnits: 100, currency: .eur) }
          ),
          (
            "due", { $0.due = try CalendarDate(iso8601: "2024-03-20") },
            { $0.due = try CalendarDate(iso8601: "2024-03-20") },
            { $0.due = try CalendarDate(iso8601: "2024-03-21") }
          ),
          (
            "seen", { $0.seen = try Instant(iso8601: "2024-03-20T03:06:26Z") },
            { $0.seen = try Instant(iso8601: "2024-03-20T06:36:26+03:30") },
            { $0.seen = try Instant(iso8601: "2024-03-20T03:06:26.000001Z") }
          ),
          ("pause", { $0.pause = .seconds(1) }, { $0.pause = .milliseconds(1000) }, { $0.pause = .microseconds(1) }),
          ("isMain", { $0.isMain = false }, { $0.isMain = false }, { $0.isMain = true }),
          ("grade", { $0.grade = .low }, { $0.grade = Specimen.Level(rawValue: "low") }, { $0.grade = .high }),
          ("company", { $0.company = .number(1) }, { $0.company = .number(1) }, { $0.company = .number(2) }),
        ]
    for (position, (field, value, same, other)) in cases.enumerated() {
      let numbers = position * 10
      try await store.insert(try Token(numbers + 1, value))
      let duplicate = StoreError.duplicate(
        Token.ID.number(numbers + 2).key, fields: [field], other: Token.ID.number(numbers + 1).key)
      await t.expect(throws: duplicate, "inserting the same \(field)") {
        try await store.insert(try Token(numbers + 2, same))
      }
      try await store.insert(try Token(numbers + 2, other))
      await t.expect(throws: duplicate, "updating to the same \(field)") {
        try await store.update(Token.ID.number(numbers + 2), same)
      }
    }
    try await t.expect(store.count(Token.self), is: cases.count * 2, "the count of all")
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

  private static func length(_ t: Trial) async throws {
    let store = try await t.store()
    // Digits that no engine makes shorter, three bytes each at the end.
    var random = SplitMix64(seed: 1)
    let digits = (0..<400).map { _ in String(random.next(), radix: 36) }.joined()
    let longest = digits.prefix(1400) + String(repeating: "€", count: 200)
    try await store.insert(all: [person(1, String(longest)), person(2, longest.dropLast() + "abc")])
    try await t.expect(
      store.ordinals(Person.self, where: \.email == String(longest)), is: [1], "who holds the longest text")
    await t.expect(throws: duplicate(3, of: 1), "the longest text again") {
      try await store.insert(person(3, String(longest)))
    }
    await t.expect(invalid: ["email"], "a text that is a byte longer") {
      try await store.insert(person(3, longest + "a"))
    }
    await t.expect(invalid: ["email"], "a change to it") {
      try await store.update(Person.ID.number(1)) { $0.email = longest + "a" }
    }
    // An index over a text and a number.
    await t.expect(invalid: ["region"], "a text that is too long with others") {
      try await store.insert(
        Company(1) {
          $0.name = "long"
          $0.region = longest + "a"
        })
    }
    // Keys by which texts are searched and put in order have no limit, and are told from each other where they differ.
    let names = ["b", "a"].map { digits + $0 }
    try await store.insert(all: names.enumerated().map { number, name in Person(4 + number) { $0.name = name } })
    let keys = names.map { AnyValue.text(TextKey.fold($0)) }
    func found(_ filter: FilterExpression) async throws -> [Int] {
      try await store.ordinals(Person.self, where: Filter(filter))
    }
    try await t.expect(found(.compare("name.key", .equal, keys[1])), is: [5], "who has a long key")
    try await t.expect(found(.isIn("name.key", keys)), is: [4, 5], "who has one of two")
    for length in [100, 600, 601, 2000] {
      let beginning = TextKey.fold(String(digits.prefix(length)))
      try await t.expect(
        found(.text("name.key", .hasPrefix, beginning)), is: [4, 5], "whose begins with \(length) letters")
    }
    let isLong = FilterExpression.text("name.key", .hasPrefix, TextKey.fold(String(digits.prefix(9))))
    for (sort, expected) in [(SortTerm.ascending("name.order"), [5, 4]), (.descending("name.order"), [4, 5])] {
      let first = try await store.page(Person.self, where: Filter(isLong), order: [sort], limit: 1)
      let second = try await store.page(Person.self, where: Filter(isLong), order: [sort], limit: 1, after: first.next)
      t.expect((first.records + second.records).map(\.id.identifier.ordinal), is: expected, "long names in pages")
    }
    let title = digits + digits
    try await store.insert(Specimen(1) { $0.title = title })
    try await t.expect(store.ordinals(Specimen.self, where: \.title == title), is: [1], "who holds a text of no index")
    try await t.expect(
      store.ordinals(Person.self, sort: .ascending(\.email)), is: [4, 5, 2, 1], "the persons in their order")
  }
}

/// What a check's body throws to undo its transaction.
struct Stop: Error, Equatable {}
