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

  @Test("A condition that does not fit its records is refused when the rights are composed")
  func wrongCondition() throws {
    var rights = Rights()
    rights.limit("customer", [.read], to: .compare("town", .equal, "Yazd"))
    let wrong = rights
    #expect(throws: FilterError.self) { try store.acting(as: nil, with: wrong) }
  }

  @Test("A limit on records that the store does not keep is refused instead of being without effect")
  func wrongEntity() throws {
    var rights = Rights()
    rights.limit("custmer", [.read], to: .constant(false))
    let wrong = rights
    #expect(throws: StoreError.unknownEntity("custmer", suggestions: ["customer"])) {
      try store.acting(as: nil, with: wrong)
    }
  }

  @Test("What holds a record that is to be deleted is named only when it may be read")
  func hiddenReferrer() async throws {
    let parent = try await limited.insert(limited.newCustomer("parent") { $0.city = "Shiraz" })
    let hidden = try await store.insert(
      store.newOrder {
        $0.customer = yazd.id
        $0.payer = parent.id
      })
    await #expect(throws: StoreError.stillReferenced(parent.key, by: nil, field: "payer")) {
      try await limited.delete(parent.id)
    }
    let seen = try await store.insert(
      store.newOrder {
        $0.customer = shiraz.id
        $0.payer = parent.id
      })
    await #expect(throws: StoreError.stillReferenced(parent.key, by: seen.key, field: "payer")) {
      try await limited.delete(parent.id)
    }
    try await store.delete(hidden.id)
    try await store.delete(seen.id)
    try await limited.delete(parent.id)
  }

  @Test("A record that goes with a deleted one is not named when it is out of sight")
  func hiddenConsequence() async throws {
    var rights = Rights()
    rights.forbid(Order.self)
    let store = try MemoryStore([Remark.self, Customer.self, Order.self], environment: .replayable(seed: 2))
    let customer = try await store.insert(store.newCustomer("a"))
    let order = try await store.insert(store.newOrder { $0.customer = customer.id })
    let held = try await store.insert(Remark(id: store.newID(), order: order.id))
    let limited = try store.acting(as: nil, with: rights)
    await #expect(throws: StoreError.stillReferenced(customer.key, by: nil, field: "order")) {
      try await limited.delete(customer.id)
    }
    await #expect(throws: StoreError.stillReferenced(order.key, by: held.key, field: "order")) {
      try await store.delete(customer.id)
    }
  }

  @Test("A refused deletion leaves the references to the record alone, and does not say what holds it")
  func refusedDeletion() async throws {
    let child = try await store.insert(store.newCustomer("child") { $0.parent = shiraz.id })
    var rights = Rights()
    rights.forbid(Customer.self, [.delete])
    let others = try store.acting(as: nil, with: rights)
    try await others.write { tx in
      await #expect(throws: StoreError.notAllowed("delete", shiraz.key)) { try await tx.delete(shiraz.id) }
      let found = try await tx.find(shiraz.id)
      #expect(found == shiraz)
    }
    let after = try await store.get(child.id)
    #expect(after == child)
    try await store.insert(store.newOrder { $0.payer = shiraz.id })
    await #expect(throws: StoreError.notAllowed("delete", shiraz.key)) { try await others.delete(shiraz.id) }
  }

  @Test("A refused write is taken back also where other rights underneath would not allow that")
  func nestedRefusal() async throws {
    var inner = Rights()
    inner.forbid(Customer.self, [.delete])
    inner.limit(Customer.self, [.update], to: \.city == "Yazd")
    var outer = Rights()
    outer.limit(Customer.self, [.create], to: \.parent / \.city == "Shiraz")
    outer.limit(Customer.self, [.update], to: \.parent / \.name != "in")
    let both = try store.acting(as: nil, with: inner).acting(as: nil, with: outer)
    let before = try await store.fetch(Customer.self)
    try await both.write { tx in
      let new = both.newCustomer("new") { $0.parent = yazd.id }
      await #expect(throws: StoreError.notAllowed("create", new.key)) { try await tx.insert(new) }
      await #expect(throws: StoreError.notAllowed("change", yazd.key)) {
        try await tx.update(yazd.id) { $0.parent = shiraz.id }
      }
    }
    let after = try await store.fetch(Customer.self)
    #expect(after == before)
  }

  @Test("Who may create no such record is not told whether it would be a duplicate")
  func duplicateWithoutRight() async throws {
    var rights = Rights()
    rights.limit(Customer.self, [.read, .create, .update], to: \.city == "Shiraz")
    let others = try store.acting(as: nil, with: rights)
    let copy = others.newCustomer("copy") { $0.email = "out@b.ir" }
    await #expect(throws: StoreError.notAllowed("create", copy.key)) { try await others.insert(copy) }
    await #expect(throws: StoreError.notAllowed("change", shiraz.key)) {
      try await others.update(shiraz.id) {
        $0.email = "out@b.ir"
        $0.city = nil
      }
    }
  }

  @Test("A record can be changed out of one's own sight, and is not there any more then")
  func movingOut() async throws {
    var rights = Rights()
    rights.limit(Customer.self, [.read], to: \.city == "Shiraz")
    let others = try store.acting(as: nil, with: rights)
    try await others.write { tx in
      let moved = try await tx.update(shiraz.id) { $0.city = "Yazd" }
      #expect(moved.city == "Yazd")
      let found = try await tx.find(shiraz.id)
      #expect(found == nil)
      await #expect(throws: StoreError.notFound(shiraz.key)) { try await tx.update(shiraz.id) { $0.city = "Shiraz" } }
    }
    let history = try await others.history(of: shiraz.id)
    #expect(history.isEmpty)
  }

  @Test("An explanation does not say how many records were looked at")
  func explanation() async throws {
    let query = RecordQuery(Customer.recordType, where: .compare("name", .equal, "out"))
    let hidden = try await limited.reading { try await $0.explain(query) }
    let open = try await store.reading { try await $0.explain(query) }
    #expect(hidden.touched == nil)
    #expect(hidden.matched == 0)
    #expect(!hidden.description.contains("touched"))
    #expect(open.touched != nil)
  }
}

/// A record that holds on to an order.
private struct Remark: Record {
  static let entity = "remark"
  var id: ID
  var stamp = Stamp()
  var order: Order.ID?
  init(id: RecordID<Remark>) { self.id = id }

  init(id: RecordID<Remark>, order: Order.ID) {
    self.id = id
    self.order = order
  }

  static let schema = Schema<Remark> { f in f("order", \.order, onDelete: .restrict) }
}
