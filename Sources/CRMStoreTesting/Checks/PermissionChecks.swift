import CRMCore

/// Every write is checked against the actor's rights.
enum PermissionChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("what an actor writes carries who they are", actor),
    ConformanceCheck("records out of sight can't be changed or deleted, and seem not to exist", outOfSight),
    ConformanceCheck("records are created only as the actor may", creation),
    ConformanceCheck("records are changed only from what the actor may to what they may", change),
    ConformanceCheck("records are deleted only as the actor may", deletion),
    ConformanceCheck("a refused write is taken back at once, and the transaction goes on", goingOn),
    ConformanceCheck("references to records out of sight are missing", references),
    ConformanceCheck("an error tells nothing of records out of sight", duplicates),
    ConformanceCheck("what follows from a deletion follows for records out of sight too", consequences),
    ConformanceCheck("rights by paths hold for writes", paths),
  ]

  /// Companies of size 0 are the actor's; of size 1 they may be read only; of size 2 they are out of sight.
  private static func prepared(_ t: Trial) async throws -> (all: any Store, limited: any Store) {
    let store = try await t.store()
    try await store.insert(
      all: (0..<3).map { number in
        Company(number) {
          $0.name = "company \(number)"
          $0.headcount = number
          $0.code = "code \(number)"
        }
      })
    var rights = Rights()
    rights.limit(Company.self, [.read], to: \.headcount < 2)
    rights.limit(Company.self, [.create, .update, .delete], to: \.headcount == 0)
    return (store, try store.acting(as: .number(77), with: rights))
  }

  private static func company(_ number: Int, _ headcount: Int) -> Company {
    Company(number) {
      $0.name = "company \(number)"
      $0.headcount = headcount
    }
  }

  private static func actor(_ t: Trial) async throws {
    let (all, limited) = try await prepared(t)
    let inserted = try await limited.insert(company(10, 0))
    let updated = try await limited.update(Company.ID.number(0)) { $0.name = "renamed" }
    t.expect([inserted.stamp.createdBy, inserted.stamp.updatedBy], is: [.number(77), .number(77)], "who created it")
    t.expect([updated.stamp.createdBy, updated.stamp.updatedBy], is: [nil, .number(77)], "who changed it")
    try await t.expect(all.get(inserted.id), is: inserted, "what is stored")
    try await t.expect(all.history(of: updated.id).last?.actor, is: .number(77), "who is in the history")
  }

  private static func outOfSight(_ t: Trial) async throws {
    let (all, limited) = try await prepared(t)
    let hidden = try await all.get(Company.ID.number(2))
    var changed = hidden
    changed.name = "changed"
    let mine = changed
    let error = StoreError.notFound(hidden.key)
    await t.expect(throws: error, "updating") { try await limited.update(mine) }
    await t.expect(throws: error, "updating with a closure") {
      try await limited.update(mine.id) { $0.name = "changed" }
    }
    await t.expect(throws: error, "deleting") { try await limited.delete(mine.id) }
    try await t.expect(all.get(hidden.id), is: hidden, "the record")
  }

  private static func creation(_ t: Trial) async throws {
    let (all, limited) = try await prepared(t)
    try await limited.insert(company(10, 0))
    for headcount in [1, 2] {
      await t.expect(throws: StoreError.notAllowed("create", Company.ID.number(11).key), "a company of \(headcount)") {
        try await limited.insert(company(11, headcount))
      }
    }
    await t.expect(throws: StoreError.notAllowed("create", Company.ID.number(11).key), "a company of nothing") {
      try await limited.insert(Company(11) { $0.name = "company" })
    }
    try await t.expect(all.ordinals(Company.self), is: [0, 1, 2, 10], "the records")
    var rights = Rights()
    rights.forbid(Person.self, [.create])
    let forbidden = try all.acting(as: nil, with: rights)
    await t.expect(throws: StoreError.notAllowed("create", Person.ID.number(1).key), "a type that is forbidden") {
      try await forbidden.insert(Person(1) { $0.name = "Sara" })
    }
  }

  private static func change(_ t: Trial) async throws {
    let (all, limited) = try await prepared(t)
    try await limited.update(Company.ID.number(0)) { $0.name = "renamed" }
    await t.expect(throws: StoreError.notAllowed("change", Company.ID.number(1).key), "what may only be read") {
      try await limited.update(Company.ID.number(1)) { $0.name = "renamed" }
    }
    await t.expect(throws: StoreError.notAllowed("change", Company.ID.number(1).key), "taking it over") {
      try await limited.update(Company.ID.number(1)) { $0.headcount = 0 }
    }
    await t.expect(throws: StoreError.notAllowed("change", Company.ID.number(0).key), "giving it away") {
      try await limited.update(Company.ID.number(0)) { $0.headcount = 1 }
    }
    let found = try await all.fetch(Company.self)
    t.expect(found.map(\.headcount), is: [0, 1, 2], "the values")
    t.expect(found.map(\.name), is: ["renamed", "company 1", "company 2"], "the names")
  }

  private static func deletion(_ t: Trial) async throws {
    let (all, limited) = try await prepared(t)
    await t.expect(throws: StoreError.notAllowed("delete", Company.ID.number(1).key), "what may only be read") {
      try await limited.delete(Company.ID.number(1))
    }
    try await limited.delete(Company.ID.number(0))
    try await t.expect(all.ordinals(Company.self), is: [1, 2], "the records")
  }

  private static func goingOn(_ t: Trial) async throws {
    let (all, limited) = try await prepared(t)
    try await limited.write { store in
      try await store.insert(company(10, 0))
      await t.expect(throws: StoreError.notAllowed("create", Company.ID.number(11).key), "creating") {
        try await store.insert(company(11, 5))
      }
      await t.expect(throws: StoreError.notAllowed("change", Company.ID.number(0).key), "changing") {
        try await store.update(Company.ID.number(0)) { $0.headcount = 5 }
      }
      await t.expect(throws: StoreError.notAllowed("delete", Company.ID.number(1).key), "deleting") {
        try await store.delete(Company.ID.number(1))
      }
      try await t.expect(store.ordinals(Company.self), is: [0, 1, 10], "the records inside the transaction")
      try await store.insert(company(12, 0))
    }
    try await t.expect(all.ordinals(Company.self), is: [0, 1, 2, 10, 12], "the records after it")
    try await t.expect(all.get(Company.ID.number(0)).headcount, is: 0, "the value after it")
    try await t.expect(all.history(of: Company.ID.number(0)).count, is: 1, "the history after it")
  }

  private static func references(_ t: Trial) async throws {
    let (all, limited) = try await prepared(t)
    let hidden = Company.ID.number(2)
    let error = StoreError.missingTarget(Person.ID.number(1).key, field: "employer", target: hidden.key)
    await t.expect(throws: error, "a new reference") {
      try await limited.insert(
        Person(1) {
          $0.name = "Sara"
          $0.employer = hidden
        })
    }
    try await all.insert(
      Person(2) {
        $0.name = "Ali"
        $0.employer = hidden
      })
    let updated = try await limited.update(Person.ID.number(2)) { $0.score = 1 }
    t.expect(updated.employer, is: hidden, "a reference that was there before")
  }

  private static func duplicates(_ t: Trial) async throws {
    let (all, limited) = try await prepared(t)
    for (number, other) in [(1, Company.ID.number(1).key), (2, nil)] as [(Int, RecordKey?)] {
      let error = StoreError.duplicate(Company.ID.number(10).key, fields: ["code"], other: other)
      await t.expect(throws: error, "a value of company \(number)") {
        var new = company(10, 0)
        new.code = "code \(number)"
        try await limited.insert(new)
      }
    }
    try await t.expect(all.count(Company.self), is: 3, "the records")
  }

  private static func consequences(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      all: (1...3).map { number in
        Person(number) {
          $0.name = "person \(number)"
          $0.score = number
        }
      })
    try await store.update(Person.ID.number(3)) { $0.manager = .number(1) }
    try await store.insert(all: [Contract(1) { $0.signer = .number(1) }, Contract(2) { $0.witnesses = [.number(2)] }])
    var rights = Rights()
    rights.limit(Person.self, to: \.score < 3)
    rights.forbid(Contract.self)
    let limited = try store.acting(as: .number(77), with: rights)
    try await limited.delete(Person.ID.number(1))
    try await t.expect(store.get(Person.ID.number(3)).manager, is: nil, "a reference out of sight")
    try await t.expect(store.ordinals(Contract.self), is: [2], "what went with it, out of sight")
    await t.expect(
      "what is held out of sight", throws: { if case .stillReferenced? = $0 as? StoreError { true } else { false } }
    ) {
      try await limited.delete(Person.ID.number(2))
    }
  }

  private static func paths(_ t: Trial) async throws {
    let (all, _) = try await prepared(t)
    var rights = Rights()
    rights.limit(Person.self, to: \.employer / \.headcount == 0)
    let limited = try all.acting(as: nil, with: rights)
    func person(_ number: Int, _ employer: Int?) -> Person {
      Person(number) {
        $0.name = "person \(number)"
        $0.employer = employer.map { .number($0) }
      }
    }
    try await limited.insert(person(1, 0))
    for (number, employer) in [(2, 1), (3, nil)] as [(Int, Int?)] {
      await t.expect(throws: StoreError.notAllowed("create", Person.ID.number(number).key), "person \(number)") {
        try await limited.insert(person(number, employer))
      }
    }
    await t.expect(throws: StoreError.notAllowed("change", Person.ID.number(1).key), "moving on") {
      try await limited.update(Person.ID.number(1)) { $0.employer = .number(1) }
    }
    try await t.expect(all.ordinals(Person.self), is: [1], "the persons")
    try await t.expect(all.get(Person.ID.number(1)).employer, is: .number(0), "the employer")
  }
}
