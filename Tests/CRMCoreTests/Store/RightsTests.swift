import CRMCore
import CRMMemoryStore
import Testing

@Suite("Rights")
struct RightsTests {
  private let store: MemoryStore
  private let limited: RestrictedStore
  private let shiraz: Customer
  private let yazd: Customer

  /// Sees and changes customers of Shiraz only, and their orders.
  init() async throws {
    store = try makeShop()
    shiraz = try await store.insert(store.newCustomer("in") { $0.city = "Shiraz" })
    yazd = try await store.insert(
      store.newCustomer("out") {
        $0.city = "Yazd"
        $0.email = "out@b.ir"
      })
    var rights = Rights()
    rights.limit(Customer.self, to: \.city == "Shiraz")
    rights.limit(Order.self, to: \.customer / \.city == "Shiraz")
    limited = try store.acting(as: Identifier(high: 9, low: 9), with: rights)
    for customer in [shiraz, yazd] {
      try await store.insert(
        store.newOrder {
          $0.customer = customer.id
          $0.total = Money(minorUnits: 100, currency: .usd)
        })
    }
  }

  @Test("Records that may not be read do not exist: by identifier, in lists, counts and figures, and behind references")
  func reading() async throws {
    let (seen, unseen) = (try await limited.find(shiraz.id), try await limited.find(yazd.id))
    #expect(seen == shiraz)
    #expect(unseen == nil)
    let all = try await limited.fetch(Customer.self)
    #expect(all == [shiraz])
    let count = try await limited.count(Customer.self)
    #expect(count == 1)
    let orders = try await limited.aggregate(Order.self, .count, .sum("total"))
    #expect(orders.first?.values == [1, .money(Money(minorUnits: 100, currency: .usd))])

    var rights = Rights()
    rights.limit(Customer.self, to: \.city == "Shiraz")
    let open = try store.acting(as: nil, with: rights)
    let names = try await open.aggregate(Order.self, by: [Grouping("customer.name")], .count)
    #expect(names.map(\.group) == [[.null], ["in"]])
    let hidden = try await open.count(Order.self, where: \.customer / \.name == "out")
    #expect(hidden == 0)
  }

  @Test("Records are created, changed and deleted only within the rights, and a refusal leaves the transaction whole")
  func writing() async throws {
    let outsider = limited.newCustomer("new") { $0.city = "Yazd" }
    await #expect(throws: StoreError.notAllowed("create", outsider.key)) { try await limited.insert(outsider) }
    await #expect(throws: StoreError.notFound(yazd.key)) { try await limited.update(yazd.id) { $0.name = "x" } }
    await #expect(throws: StoreError.notAllowed("change", shiraz.key)) {
      try await limited.update(shiraz.id) { $0.city = "Yazd" }
    }
    await #expect(throws: StoreError.notFound(yazd.key)) { try await limited.delete(yazd.id) }
    try await limited.write { store in
      do { try await store.update(shiraz.id) { $0.city = "Yazd" } } catch StoreError.notAllowed {}
      try await store.update(shiraz.id) { $0.name = "changed" }
    }
    let (inside, outside) = (try await store.get(shiraz.id), try await store.get(yazd.id))
    #expect(inside.name == "changed")
    #expect(inside.city == "Shiraz")
    #expect(inside.stamp.updatedBy == Identifier(high: 9, low: 9))
    #expect(outside == yazd)
  }

  @Test("A reference to a record that may not be read is refused as if there were none")
  func hiddenTarget() async throws {
    let order = limited.newOrder {
      $0.customer = shiraz.id
      $0.payer = yazd.id
    }
    await #expect(throws: StoreError.missingTarget(order.key, field: "payer", target: yazd.key)) {
      try await limited.insert(order)
    }
  }

  @Test("A duplicate does not tell which hidden record it collides with")
  func hiddenDuplicate() async throws {
    let customer = limited.newCustomer("new") {
      $0.city = "Shiraz"
      $0.email = "out@b.ir"
    }
    await #expect(throws: StoreError.duplicate(customer.key, fields: ["email"], other: nil)) {
      try await limited.insert(customer)
    }
  }

  @Test("The history of records that may not be read is not told, nor are they restored")
  func history() async throws {
    try await store.update(shiraz.id) { $0.name = "in 2" }
    try await store.update(yazd.id) { $0.name = "out 2" }
    let (seen, unseen) = (try await limited.history(of: shiraz.id), try await limited.history(of: yazd.id))
    #expect(seen.count == 2)
    #expect(unseen.isEmpty)
    let entries = try await limited.count(HistoryEntry.self)
    #expect(entries == 1)
    try await store.write { store in
      for order in try await store.fetch(Order.self) { try await store.delete(order.id) }
      try await store.delete(yazd.id)
    }
    await #expect(throws: StoreError.notFound(yazd.key)) { try await limited.restore(yazd.id) }
  }

  @Test("The feed tells only of what may be read")
  func feed() async throws {
    let changes = limited.feed.changes()
    try await store.update(yazd.id) { $0.name = "out 2" }
    try await store.update(yazd.id) { $0.city = "Shiraz" }
    var iterator = changes.makeAsyncIterator()
    var seen: [RecordChange] = []
    while seen.isEmpty, let next = await iterator.next() { seen = next.changes }
    #expect(seen.map(\.key) == [yazd.key])
    #expect(seen.first?.before == nil)
  }

  @Test("A condition that does not fit its records is refused when the rights are composed")
  func wrongCondition() throws {
    var rights = Rights()
    rights.limit("customer", [.read], to: .compare("town", .equal, "Yazd"))
    let wrong = rights
    #expect(throws: FilterError.self) { try store.acting(as: nil, with: wrong) }
  }
}
