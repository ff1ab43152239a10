import CRMCore

/// Transactions are all or nothing, and see their own writes.
enum TransactionChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("a body that throws half way leaves nothing behind", allOrNothing),
    ConformanceCheck("a transaction sees its own writes: get, find and history", ownRecords),
    ConformanceCheck("a transaction sees its own writes: queries, orders and pages", ownQueries),
    ConformanceCheck("a transaction sees its own writes: counts and figures", ownFigures),
    ConformanceCheck("a transaction sees its own deletions", ownDeletions),
    ConformanceCheck("what a transaction did is there at once when it ends", visibility),
    ConformanceCheck("a write on the outer store from inside a body is a typed error", nestedWrite),
    ConformanceCheck("a body's value is returned, and its error is thrown as it is", results),
    ConformanceCheck("a transaction that writes nothing changes nothing", emptyTransaction),
    ConformanceCheck("a record written several times in a transaction is as it was written last", severalWrites),
    ConformanceCheck("a cancelled body is undone", cancellation),
  ]

  /// Three specimens with values 1, 2 and 3, in fields with and without an index.
  private static func prepared(_ t: Trial) async throws -> any Store {
    let store = try await t.store()
    try await store.insert(Company(1) { $0.name = "Acme" })
    try await store.insert(all: (1...3).map { specimen($0, $0) })
    return store
  }

  private static func specimen(_ number: Int, _ value: Int) -> Specimen {
    Specimen(number) {
      $0.count = value
      $0.wide = Int64(value)
      $0.tags = ["tag \(value)"]
      $0.price = Money(minorUnits: Int64(value), currency: .usd)
      $0.company = .number(1)
    }
  }

  private static func allOrNothing(_ t: Trial) async throws {
    let store = try await prepared(t)
    let (specimens, companies) = (try await store.fetch(Specimen.self), try await store.fetch(Company.self))
    for step in 1...5 {
      await t.expect(throws: Stop(), "a body that throws after step \(step)") {
        try await store.write { store in
          try await store.insert(specimen(4, 4))
          if step == 1 { throw Stop() }
          try await store.update(Specimen.ID.number(1)) { $0.wide = 100 }
          if step == 2 { throw Stop() }
          try await store.delete(Specimen.ID.number(2))
          if step == 3 { throw Stop() }
          try await store.delete(Company.ID.number(1))
          if step == 4 { throw Stop() }
          try await store.insert(Company(2) { $0.name = "Other" })
          throw Stop()
        }
      }
      try await t.expect(store.fetch(Specimen.self), is: specimens, "the specimens after step \(step)")
      try await t.expect(store.fetch(Company.self), is: companies, "the companies after step \(step)")
      try await t.expect(
        store.ordinals(Specimen.self, where: \.wide > 0), is: [1, 2, 3], "by an index after step \(step)")
      try await t.expect(
        store.count(Specimen.self, where: \.company == .number(1)), is: 3, "the count after step \(step)")
      try await t.expect(store.count(HistoryEntry.self), is: 0, "the history after step \(step)")
    }
  }

  private static func ownRecords(_ t: Trial) async throws {
    let store = try await prepared(t)
    try await store.write { store in
      let inserted = try await store.insert(specimen(4, 4))
      try await t.expect(store.get(inserted.id), is: inserted, "a record that was inserted")
      let updated = try await store.update(Specimen.ID.number(1)) { $0.wide = 10 }
      try await t.expect(store.get(updated.id), is: updated, "a record that was updated")
      try await t.expect(store.find(Specimen.ID.number(1))?.wide, is: 10, "the same, found")
      try await t.expect(store.get(Specimen.ID.number(3)).wide, is: 3, "a record that was left alone")
    }
  }

  private static func ownQueries(_ t: Trial) async throws {
    let store = try await prepared(t)
    try await store.write { store in
      try await store.insert(specimen(4, 0))
      try await store.update(Specimen.ID.number(1)) { $0.wide = 10 }
      try await store.update(Company.ID.number(1)) { $0.name = "Renamed" }
      try await t.expect(store.ordinals(Specimen.self), is: [1, 2, 3, 4], "all records")
      try await t.expect(store.ordinals(Specimen.self, where: \.wide == 10), is: [1], "by an index")
      try await t.expect(store.ordinals(Specimen.self, where: \.wide == 1), is: [], "by an index's old value")
      try await t.expect(store.ordinals(Specimen.self, where: \.count == 0), is: [4], "by another field")
      try await t.expect(
        store.ordinals(Specimen.self, where: \.tags ~= .any { $0.value == "tag 0" }), is: [4], "by an element of a list"
      )
      try await t.expect(store.ordinals(Specimen.self, sort: .ascending(\.wide)), is: [4, 2, 3, 1], "in an order")
      try await t.expect(store.count(Specimen.self, where: \.company / \.name == "Renamed"), is: 4, "by a path")
      try await t.expect(store.first(Specimen.self, sort: .descending(\.wide))?.ordinal, is: 1, "the first")
      try await t.expect(store.exists(Specimen.self, where: \.wide == 10), is: true, "whether one exists")
      let page = try await store.page(Specimen.self, sort: [.ascending(\.wide)], limit: 2)
      let next = try await store.page(Specimen.self, sort: [.ascending(\.wide)], limit: 2, after: page.next)
      t.expect(page.records.ordinals + next.records.ordinals, is: [4, 2, 3, 1], "pages")
    }
  }

  private static func ownFigures(_ t: Trial) async throws {
    let store = try await prepared(t)
    try await store.write { store in
      try await store.insert(specimen(4, 4))
      try await store.update(Specimen.ID.number(1)) {
        $0.wide = 10
        $0.price = Money(minorUnits: 10, currency: .usd)
      }
      try await store.delete(Specimen.ID.number(2))
      try await t.expect(store.count(Specimen.self), is: 3, "the count of all")
      try await t.expect(store.count(Specimen.self, where: \.wide >= 4), is: 2, "the count by an index")
      let rows = try await store.aggregate(Specimen.self, .count, .sum("wide"), .sum("price"), .maximum("count"))
      let sum = AnyValue.money(Money(minorUnits: 17, currency: .usd))
      t.expect(rows.first?.values, is: [3, 17, sum, 4], "figures")
      let groups = try await store.aggregate(Specimen.self, by: [Grouping("wide")], .count)
      t.expect(groups.map(\.group), is: [[3], [4], [10]], "groups")
    }
  }

  private static func ownDeletions(_ t: Trial) async throws {
    let store = try await prepared(t)
    try await store.write { store in
      try await store.delete(Specimen.ID.number(2))
      try await t.expect(store.find(Specimen.ID.number(2)), is: nil, "the record")
      try await t.expect(store.ordinals(Specimen.self), is: [1, 3], "all records")
      try await t.expect(store.ordinals(Specimen.self, where: \.wide == 2), is: [], "by an index")
      try await t.expect(
        store.ordinals(Specimen.self, where: \.id ~= .isIn([.number(2), .number(3)])), is: [3], "by identifier")
      try await t.expect(
        store.count(Specimen.self, where: \.tags ~= .any { $0.value == "tag 2" }), is: 0, "by an element")
      await t.expect(throws: StoreError.notFound(Specimen.ID.number(2).key), "deleting it again") {
        try await store.delete(Specimen.ID.number(2))
      }
      let again = try await store.insert(specimen(2, 20))
      try await t.expect(store.get(again.id), is: again, "the record that was inserted again")
      try await t.expect(store.ordinals(Specimen.self, where: \.wide > 1), is: [2, 3], "by an index, after that")
    }
    try await t.expect(store.ordinals(Specimen.self, where: \.wide == 20), is: [2], "after the transaction")
  }

  private static func visibility(_ t: Trial) async throws {
    let store = try await prepared(t)
    let stored = try await store.write { store in
      try await store.delete(Specimen.ID.number(3))
      try await store.update(Company.ID.number(1)) { $0.name = "Renamed" }
      return [try await store.insert(specimen(4, 4)), try await store.update(Specimen.ID.number(1)) { $0.wide = 10 }]
    }
    for specimen in stored { try await t.expect(store.get(specimen.id), is: specimen, "specimen \(specimen.ordinal)") }
    try await t.expect(store.ordinals(Specimen.self, sort: .descending(\.wide)), is: [1, 4, 2], "by an index")
    try await t.expect(store.count(Specimen.self, where: \.company / \.name == "Renamed"), is: 3, "by a path")
    try await t.expect(store.count(Specimen.self), is: 3, "the count")
  }

  private static func nestedWrite(_ t: Trial) async throws {
    let store = try await prepared(t)
    let wrapped = try store.acting(as: .number(7), with: Rights())
    try await store.write { transaction in
      try await transaction.insert(specimen(4, 4))
      await t.expect(throws: StoreError.nestedWrite, "a write") { try await store.insert(specimen(5, 5)) }
      await t.expect(throws: StoreError.nestedWrite, "a transaction") { try await store.write { _ in } }
      await t.expect(throws: StoreError.nestedWrite, "a write through a wrapper") {
        try await wrapped.delete(Specimen.ID.number(1))
      }
      try await transaction.insert(specimen(6, 6))
    }
    try await t.expect(store.ordinals(Specimen.self), is: [1, 2, 3, 4, 6], "the records after it")
    try await wrapped.write { transaction in
      await t.expect(throws: StoreError.nestedWrite, "a write around a wrapper") {
        try await store.insert(specimen(7, 7))
      }
      try await transaction.insert(specimen(8, 8))
    }
    let other = try await t.store(seed: 2)
    try await store.write { _ in _ = try await other.insert(Jot(1)) }
    try await t.expect(other.count(Jot.self), is: 1, "a write on another store from inside a body")
  }

  private static func results(_ t: Trial) async throws {
    let store = try await prepared(t)
    let value = try await store.write { store in try await store.count(Specimen.self) * 7 }
    t.expect(value, is: 21, "a body's value")
    await t.expect(throws: Stop(), "a body's error") { try await store.write { _ in throw Stop() } }
    await t.expect(throws: Stop(), "a reading body's error") { try await store.read { _ in throw Stop() } }
    try await t.expect(store.read { try await $0.count(Specimen.self) }, is: 3, "a reading body's value")
  }

  private static func emptyTransaction(_ t: Trial) async throws {
    let store = try await prepared(t)
    let changes = try await t.changes(of: store) {
      try await store.write { _ in }
      try await store.write { store in _ = try await store.fetch(Specimen.self) }
      try await store.write { store in
        try await store.update(store.get(Specimen.ID.number(1)))
        try await store.insert(specimen(9, 9))
        try await store.delete(Specimen.ID.number(9))
      }
    }
    t.expect(changes.filter { !$0.changes.isEmpty }.count, is: 0, "change sets of transactions that change nothing")
    try await t.expect(store.ordinals(Specimen.self), is: [1, 2, 3], "the records")
    try await t.expect(store.count(HistoryEntry.self), is: 0, "the history")
  }

  private static func severalWrites(_ t: Trial) async throws {
    let store = try await prepared(t)
    try await store.write { store in
      for value in 10...30 { try await store.update(Specimen.ID.number(1)) { $0.wide = Int64(value) } }
      try await store.insert(specimen(4, 4))
      try await store.update(Specimen.ID.number(4)) { $0.wide = 40 }
      try await store.update(Specimen.ID.number(2)) { $0.wide = 20 }
      try await store.delete(Specimen.ID.number(2))
    }
    let first = try await store.get(Specimen.ID.number(1))
    t.expect(
      [first.wide, first.stamp.revision], is: [30, 22], "the value and the revision of a record written 21 times")
    try await t.expect(store.ordinals(Specimen.self, where: \.wide >= 10), is: [1, 4], "by an index")
    try await t.expect(store.count(Specimen.self, where: \.wide == 29), is: 0, "by a value in between")
  }

  private static func cancellation(_ t: Trial) async throws {
    let store = try await prepared(t)
    let (inside, cancelled) = (Gate(), Gate())
    let task = Task {
      try await store.write { store in
        _ = try await store.insert(specimen(4, 4))
        inside.open()
        await cancelled.wait()
        try Task.checkCancellation()
      }
    }
    await inside.wait()
    task.cancel()
    cancelled.open()
    await t.expect("a cancelled body", throws: { $0 is CancellationError }) { try await task.value }
    try await t.expect(store.count(Specimen.self), is: 3, "the records")
    try await store.insert(specimen(5, 5))
  }
}
