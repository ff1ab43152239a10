import CRMCore
import CRMMemoryStore
import Testing

@Suite("Transactions")
struct TransactionTests {
  @Test("A body that throws half way leaves nothing behind")
  func rollback() async throws {
    let store = try makeShop()
    struct Interruption: Error {}
    await #expect(throws: Interruption.self) {
      try await store.write { store in
        try await store.insert(Customer(id: RecordID(Identifier(high: 1, low: 1))).named("A"))
        throw Interruption()
      }
    }
    let count = try await store.count(Customer.self)
    #expect(count == 0)
  }

  @Test("A transaction sees its own writes, others don't until it is committed")
  func isolation() async throws {
    let store = try makeShop()
    let customer = store.newCustomer("A")
    let (inside, outside) = try await store.write { transaction in
      try await transaction.insert(customer)
      let inside = try await transaction.count(Customer.self)
      let outside = try await store.count(Customer.self)
      return (inside, outside)
    }
    let after = try await store.count(Customer.self)
    #expect((inside, outside, after) == (1, 0, 1))
  }

  @Test("A write on the store from inside a body on the same store is refused instead of waiting for itself")
  func nestedWrite() async throws {
    let store = try makeShop()
    let customer = store.newCustomer("A")
    await #expect(throws: StoreError.nestedWrite) {
      try await store.write { _ in _ = try await store.insert(customer) }
    }
  }

  @Test("A write on another store from inside a body is allowed")
  func otherStore() async throws {
    let (store, other) = (try makeShop(), try makeShop())
    let customer = store.newCustomer("A")
    try await store.write { _ in _ = try await other.insert(customer) }
    let count = try await other.count(Customer.self)
    #expect(count == 1)
  }

  @Test("Insertion stamps the record, a change raises the revision, no change leaves it alone")
  func stamps() async throws {
    let store = try makeShop()
    let first = try await store.insert(store.newCustomer("A"))
    #expect(first.stamp.revision == 1)
    #expect(first.stamp.createdAt == first.stamp.updatedAt)
    let second = try await store.update(first.id) { $0.city = "Shiraz" }
    #expect(second.stamp.revision == 2)
    #expect(second.stamp.createdAt == first.stamp.createdAt)
    #expect(second.stamp.updatedAt > first.stamp.updatedAt)
    let third = try await store.update(second)
    #expect(third == second)
  }

  @Test("A stale update is refused with the fields that both sides changed")
  func staleUpdate() async throws {
    let store = try makeShop()
    let base = try await store.insert(store.newCustomer("A") { $0.city = "Shiraz" })
    try await store.update(base.id) {
      $0.city = "Yazd"
      $0.email = "a@b.ir"
    }
    var mine = base
    mine.city = "Qom"
    mine.name = "B"
    let stale = mine
    for known in [base, nil] {
      let error = await #expect(throws: StoreError.self) { try await store.update(stale, readAs: known) }
      guard case .stale(let conflict)? = error else { throw StoreError.ended }
      #expect(conflict.fields == ["city"])
      #expect((conflict.base, conflict.current, conflict.isBaseKnown) == (1, 2, true))
    }
  }

  @Test("All problems of a record are listed at once")
  func problems() async throws {
    let store = try makeShop()
    var customer = store.newCustomer("  ")
    customer.parent = customer.id
    let invalid = customer
    let error = await #expect(throws: RecordError.self) { try await store.insert(invalid) }
    guard case .invalid(_, let problems)? = error else { throw RecordError.damaged }
    #expect(problems.map(\.field) == ["name", "parent"])
  }

  @Test("What nothing can hold is listed with all other problems, and once")
  func unholdableValues() async throws {
    let store = try makeShop()
    for (name, isRequired) in [("score", true), ("needed", true)] {
      var field = CustomField(id: store.newID())
      field.subject = "customer"
      field.name = name
      field.kind = .number
      field.isRequired = isRequired
      try await store.insert(field)
    }
    let customer = store.newCustomer("a\0") {
      $0.email = "\0"
      $0.parent = $0.id
      $0.custom = ["score": .number(.nan), "unknown": 1, "odd": "\0"]
    }
    let error = await #expect(throws: RecordError.self) { try await store.insert(customer) }
    guard case .invalid(_, let problems)? = error else { throw RecordError.damaged }
    #expect(problems.map(\.field) == ["name", "email", "odd", "score", "parent", "needed", "unknown"])
    #expect(problems.filter { $0.reason == "is required" }.map(\.field) == ["needed"])
    let (stored, count) = try await store.write { store in
      let stored = try await store.insert(
        Customer(id: customer.id).named("A").scoring(1))
      await #expect(throws: RecordError.self) { try await store.update(customer.id) { $0.name = "\0" } }
      return (stored, try await store.count(Customer.self))
    }
    #expect(stored.name == "A")
    #expect(count == 1)
  }

  @Test("Unique values are unique, nil does not count, and the other record is named")
  func uniqueness() async throws {
    let store = try makeShop()
    let first = try await store.insert(store.newCustomer("A") { $0.email = "a@b.ir" })
    try await store.insert(store.newCustomer("B"))
    try await store.insert(store.newCustomer("C"))
    let second = store.newCustomer("D") { $0.email = "a@b.ir" }
    await #expect(throws: StoreError.duplicate(second.key, fields: ["email"], other: first.key)) {
      try await store.insert(second)
    }
    try await store.delete(first.id)
    try await store.insert(second)
  }

  @Test("References must lead somewhere")
  func references() async throws {
    let store = try makeShop()
    let missing = store.newCustomer("never stored")
    let order = store.newOrder { $0.customer = missing.id }
    await #expect(throws: StoreError.missingTarget(order.key, field: "customer", target: missing.key)) {
      try await store.insert(order)
    }
  }

  @Test("Deleting restricts, clears and cascades as declared, all or nothing")
  func deletion() async throws {
    let store = try makeShop()
    let parent = try await store.insert(store.newCustomer("parent"))
    let child = try await store.insert(store.newCustomer("child") { $0.parent = parent.id })
    let order = try await store.insert(store.newOrder { $0.customer = parent.id })
    let paid = try await store.insert(store.newOrder { $0.payer = parent.id })
    await #expect(throws: StoreError.stillReferenced(parent.key, by: paid.key, field: "payer")) {
      try await store.delete(parent.id)
    }
    try await store.delete(paid.id)
    try await store.delete(parent.id)
    let orphan = try await store.get(child.id)
    #expect(orphan.parent == nil)
    #expect(orphan.stamp.revision == 2)
    let gone = try await store.find(order.id)
    #expect(gone == nil)
  }

  @Test("What a cascade takes along may refer to what is deleted, even where that restricts")
  func restrictionInsideCascade() async throws {
    let store = try makeShop()
    let customer = try await store.insert(store.newCustomer("A"))
    try await store.insert(
      store.newOrder {
        $0.customer = customer.id
        $0.payer = customer.id
      })
    try await store.delete(customer.id)
    let count = try await store.count(Order.self)
    #expect(count == 0)
  }

  @Test("Writers wait for one another and lose no update", .timeLimit(.minutes(20)))
  func concurrentWriters() async throws {
    let store = try makeShop()
    let customer = try await store.insert(store.newCustomer("0"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask { try await store.update(customer.id) { $0.name = String((Int($0.name) ?? 0) + 1) } }
      }
      try await group.waitForAll()
    }
    let name = try await store.get(customer.id).name
    #expect(name == "50")
  }

  @Test("A writer that is cancelled while it waits lets the others pass", .timeLimit(.minutes(20)))
  func cancellation() async throws {
    let store = try makeShop()
    let writer = try await store.beginWrite()
    let waiting = Task { try await store.insert(store.newCustomer("waiting")) }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    await writer.end()
    try await store.insert(store.newCustomer("next"))
    let count = try await store.count(Customer.self)
    #expect(count == 1)
  }

  @Test("A reader or writer that has ended throws")
  func ended() async throws {
    let store = try makeShop()
    let snapshot = try await store.snapshot()
    await snapshot.end()
    await #expect(throws: StoreError.ended) { try await snapshot.count(Customer.self) }
    let writer = try await store.beginWrite()
    await writer.end()
    await #expect(throws: StoreError.ended) {
      try await writer.delete(Customer(id: store.environment.newID()).key, of: Customer.recordType)
    }
  }

  @Test("A held snapshot goes on seeing what it saw")
  func heldSnapshot() async throws {
    let store = try makeShop()
    let customer = try await store.insert(store.newCustomer("A"))
    let snapshot = try await store.snapshot()
    try await store.delete(customer.id)
    let (then, now) = (try await snapshot.find(customer.id), try await store.find(customer.id))
    #expect(then == customer)
    #expect(now == nil)
    await snapshot.end()
  }

  @Test("The feed tells of each commit in order, one change for each record")
  func feed() async throws {
    let store = try makeShop()
    let changes = store.feed.changes()
    let customer = store.newCustomer("A")
    try await store.write { store in
      try await store.insert(customer)
      try await store.update(customer.id) { $0.city = "Yazd" }
    }
    try await store.delete(customer.id)
    var iterator = changes.makeAsyncIterator()
    let first = await iterator.next()
    let second = await iterator.next()
    #expect(first?.sequence == 1)
    #expect(first?.changes.count == 1)
    #expect(first?.changes.first?.before == nil)
    #expect(try first?.changes.first?.after?.value(of: "city") == "Yazd")
    #expect(second?.sequence == 2)
    #expect(second?.changes.first?.after == nil)
  }
}

extension Customer {
  fileprivate func named(_ name: String) -> Customer {
    var customer = self
    customer.name = name
    return customer
  }

  fileprivate func scoring(_ score: Double) -> Customer {
    var customer = self
    customer.custom = ["score": .number(score), "needed": .number(0)]
    return customer
  }
}
