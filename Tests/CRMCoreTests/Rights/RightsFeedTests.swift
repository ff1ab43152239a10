import CRMCore
import CRMMemoryStore
import Testing

@Suite("The feed through rights")
struct RightsFeedTests {
  private let store: MemoryStore
  private let shiraz: Customer
  private let yazd: Customer

  init() async throws {
    store = try makeShop()
    shiraz = try await store.insert(store.newCustomer("in") { $0.city = "Shiraz" })
    yazd = try await store.insert(store.newCustomer("out") { $0.city = "Yazd" })
  }

  /// What somebody with rights is told of one transaction.
  private func told(
    _ rights: Rights, _ body: (inout StoreTransaction) async throws -> Void
  ) async throws -> ChangeSet {
    let limited = try store.acting(as: nil, with: rights)
    var iterator = limited.feed.changes().makeAsyncIterator()
    try await store.acting(as: Identifier(high: 1, low: 1), with: Rights()).write(body)
    return try #require(await iterator.next(isolation: nil))
  }

  @Test(
    "What a condition says of referred records is no reason to show a change, in whatever way it is said",
    arguments: [
      \.customer / \.city == "Shiraz", \.customer / \.city != "Yazd", !(\.customer / \.city == "Yazd"),
      !(\.customer / \.city != "Shiraz"), \.customer / \.name ~= .isIn(["in"]),
      !(\.customer / \.name ~= .isIn(["out"])),
      \.customer / \.email == nil, !(\.customer / \.name ~= .contains("out")),
      !(\.customer / \.parent / \.name == "out"),
    ] as [Filter<Order>])
  func references(_ filter: Filter<Order>) async throws {
    var rights = Rights()
    rights.limit(Order.self, [.read], to: filter)
    let changes = try await told(rights) { tx in
      try await tx.insert(store.newOrder { $0.customer = yazd.id })
      try await tx.insert(store.newOrder { $0.customer = shiraz.id })
    }
    #expect(changes.changes.isEmpty)
  }

  @Test("A record is shown when it meets a condition wherever its references lead")
  func ownFields() async throws {
    var rights = Rights()
    let day = try CalendarDate(daysSince1970: 0)
    let isSmall: Filter<Order> = \.total == Money(minorUnits: 1, currency: .usd)
    let isPlaced: Filter<Order> = \.placedOn != nil
    rights.limit(Order.self, [.read], to: \.customer / \.city == "Shiraz" || isSmall)
    rights.limit(Order.self, [.read], to: !(\.customer / \.city == "Yazd" && isPlaced))
    let changes = try await told(rights) { tx in
      try await tx.insert(store.newOrder { $0.total = Money(minorUnits: 1, currency: .usd) })
      try await tx.insert(store.newOrder { $0.total = Money(minorUnits: 2, currency: .usd) })
      try await tx.insert(
        store.newOrder {
          $0.total = Money(minorUnits: 1, currency: .usd)
          $0.placedOn = day
        })
    }
    #expect(try changes.changes.map { try $0.after?.value(of: "placedOn") } == [.null])
  }

  @Test("A record that goes out of sight looks deleted, with nothing of what it is now")
  func leaving() async throws {
    var rights = Rights()
    rights.limit(Customer.self, to: \.city == "Shiraz")
    let changes = try await told(rights) { tx in
      try await tx.update(shiraz.id) {
        $0.city = "Yazd"
        $0.name = "secret"
      }
    }
    #expect(changes.changes.count == 1)
    #expect(try changes.changes.first?.before.map(Customer.schema.decode) == shiraz)
    #expect(changes.changes.first?.after == nil)
  }

  @Test("A record that comes into sight looks inserted, with nothing of what it was")
  func coming() async throws {
    var rights = Rights()
    rights.limit(Customer.self, to: \.city == "Shiraz")
    let changes = try await told(rights) { tx in
      try await tx.update(yazd.id) {
        $0.city = "Shiraz"
        $0.name = "public"
      }
    }
    #expect(changes.changes.count == 1)
    #expect(changes.changes.first?.before == nil)
    #expect(try changes.changes.first?.after?.value(of: "name") == "public")
  }

  @Test("A change set of which nothing may be seen arrives empty, without saying who made it")
  func nothing() async throws {
    var rights = Rights()
    rights.forbid(Customer.self, [.read])
    let hidden = try await told(rights) { try await $0.update(yazd.id) { $0.name = "secret" } }
    #expect(hidden.changes.isEmpty)
    #expect(hidden.actor == nil)
    let open = try await told(rights) { try await $0.insert(store.newOrder()) }
    #expect(open.sequence == hidden.sequence + 1)
    #expect(open.actor == Identifier(high: 1, low: 1))
  }

  @Test("The history's entries are shown where all records of their kind may be read")
  func history() async throws {
    let order = try await store.insert(store.newOrder())
    var rights = Rights()
    rights.limit(Customer.self, [.read], to: \.city == "Shiraz")
    let changes = try await told(rights) { tx in
      try await tx.update(shiraz.id) { $0.name = "in 2" }
      try await tx.update(order.id) { $0.customer = shiraz.id }
    }
    let entries = try changes.changes.filter { $0.type == HistoryEntry.recordType }.map {
      try $0.after?.value(of: "subject")
    }
    #expect(entries == ["order"])
    #expect(changes.changes.count == 3)
  }
}
