import CRMCore

/// Readers see one consistent state, without waiting and without making others wait.
enum IsolationChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("a snapshot that a caller holds does not see later writes", heldSnapshot),
    ConformanceCheck("many snapshots each keep their moment", manySnapshots),
    ConformanceCheck("all calls of one read see the same state", oneRead),
    ConformanceCheck("readers do not wait for an open writer, and see nothing of it", openWriter),
    ConformanceCheck("a snapshot keeps no writer waiting", writersUnderSnapshots),
    ConformanceCheck("a body that reads the outer store sees the state before it", outerReads),
  ]

  private static func prepared(_ t: Trial) async throws -> any Store {
    let store = try await t.store()
    try await store.insert(all: [Company(1) { $0.name = "Acme" }, Company(2) { $0.name = "Other" }])
    try await store.insert(
      all: (1...4).map { number in
        Specimen(number) {
          $0.wide = Int64(number)
          $0.tags = ["t"]
          $0.company = .number(1)
        }
      })
    return store
  }

  /// What can be asked of the prepared store, as text.
  private static func view(of store: borrowing some RecordReading & ~Copyable) async throws -> [String] {
    let rows = try await store.aggregate(Specimen.self, by: [Grouping("company.name")], .count, .sum("wide"))
    return [
      try await "\(store.fetch(Specimen.self).map { "\($0.ordinal) \($0.wide ?? 0) \($0.stamp.revision)" })",
      try await "\(store.ordinals(Specimen.self, where: \.wide > 1, sort: .descending(\.wide)))",
      try await "\(store.count(Specimen.self)) \(store.count(Specimen.self, where: \.wide == 2))",
      try await "\(store.ordinals(Specimen.self, where: \.company / \.name == "Acme"))",
      try await "\(store.count(Specimen.self, where: \.tags ~= .any { $0.value == "t" }))",
      try await
        "\(store.find(Specimen.ID.number(2))?.wide ?? -1) \(store.history(of: Specimen.ID.number(2)).map(\.kind))",
      "\(rows)",
    ]
  }

  private static func change(_ store: any Store, _ round: Int) async throws {
    try await store.write { store in
      try await store.update(Specimen.ID.number(2)) { $0.wide = Int64(100 + round) }
      try await store.insert(
        Specimen(10 + round) {
          $0.wide = 2
          $0.tags = ["t"]
          $0.company = .number(2)
        })
      if round == 0 { try await store.delete(Specimen.ID.number(3)) }
      try await store.update(Company.ID.number(1)) { $0.name = "Renamed \(round)" }
    }
  }

  private static func heldSnapshot(_ t: Trial) async throws {
    let store = try await prepared(t)
    let snapshot = try await store.snapshot()
    let before = try await view(of: snapshot)
    for round in 0..<5 {
      try await change(store, round)
      try await t.expect(view(of: snapshot), is: before, "the view after \(round + 1) commits")
    }
    let current = try await store.read { try await view(of: $0) }
    t.expect(current != before, "the store shows nothing of the commits")
    await snapshot.end()
  }

  private static func manySnapshots(_ t: Trial) async throws {
    let store = try await prepared(t)
    var held: [(HeldSnapshot, [String])] = []
    for round in 0..<20 {
      let snapshot = try await store.snapshot()
      held.append((snapshot, try await view(of: snapshot)))
      try await change(store, round)
      // Every third is ended on the way.
      if round % 3 == 2 { await held.remove(at: round / 3).0.end() }
    }
    for (position, (snapshot, before)) in held.enumerated().reversed() {
      try await t.expect(view(of: snapshot), is: before, "the view of snapshot \(position)")
      await snapshot.end()
    }
  }

  private static func oneRead(_ t: Trial) async throws {
    let store = try await prepared(t)
    try await store.read { snapshot in
      let before = try await view(of: snapshot)
      try await change(store, 0)
      try await t.expect(view(of: snapshot), is: before, "the view after a commit by others")
    }
  }

  private static func openWriter(_ t: Trial) async throws {
    let store = try await prepared(t)
    let before = try await store.read { try await view(of: $0) }
    let writer = try await store.beginWrite()
    guard let record = try await writer.record(Specimen.ID.number(2).key, of: Specimen.recordType) else {
      return t.fail("the writer does not find a record")
    }
    var specimen = try Specimen.schema.decode(record)
    specimen.wide = 77
    try await writer.update(Specimen.schema.encode(specimen))
    try await writer.delete(Specimen.ID.number(3).key, of: Specimen.recordType)
    try await writer.insert(Specimen.schema.encode(Specimen(9) { $0.wide = 2 }))
    let snapshot = try await store.snapshot()
    try await t.expect(store.read { try await view(of: $0) }, is: before, "a read while a writer is open")
    try await t.expect(view(of: snapshot), is: before, "a snapshot while a writer is open")
    try await t.expect(store.count(Specimen.self, where: \.wide == 77), is: 0, "a count while a writer is open")
    await writer.end()
    try await t.expect(store.read { try await view(of: $0) }, is: before, "a read after the writer ended")
    await snapshot.end()
  }

  private static func writersUnderSnapshots(_ t: Trial) async throws {
    let store = try await prepared(t)
    let snapshot = try await store.snapshot()
    for round in 0..<3 { try await change(store, round) }
    try await store.read { _ in try await change(store, 3) }
    try await t.expect(store.get(Specimen.ID.number(2)).wide, is: 103, "the value after commits under snapshots")
    await snapshot.end()
  }

  private static func outerReads(_ t: Trial) async throws {
    let store = try await prepared(t)
    try await store.write { transaction in
      try await transaction.update(Specimen.ID.number(2)) { $0.wide = 50 }
      try await t.expect(store.get(Specimen.ID.number(2)).wide, is: 2, "the outer store, inside the body")
      try await t.expect(transaction.get(Specimen.ID.number(2)).wide, is: 50, "the transaction")
    }
    try await t.expect(store.get(Specimen.ID.number(2)).wide, is: 50, "the outer store, after the body")
  }
}
