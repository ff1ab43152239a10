import CRMCore
import Testing

@Suite("Values at the ends of paths")
struct PathReaderTests {
  private func values(_ store: any Store, _ paths: [FieldPath]) async throws -> [[AnyValue]] {
    try await store.reading { context in
      var reader = try await PathReader(paths, of: Order.recordType, in: context)
      var rows: [[AnyValue]] = []
      for order in try await context.records(RecordQuery(Order.recordType)) {
        rows.append(try await reader.values(of: order, in: context))
      }
      return rows
    }
  }

  @Test("Paths go through references, into money and to custom fields; where they end, there is nothing")
  func values() async throws {
    let store = try makeShop()
    var tier = CustomField(id: store.newID())
    (tier.subject, tier.name, tier.kind) = ("customer", "tier", .text)
    try await store.insert(tier)
    let parent = try await store.insert(store.newCustomer("Holding") { $0.custom["tier"] = "gold" })
    let customer = try await store.insert(store.newCustomer("Acme") { $0.parent = parent.id })
    let orders = [
      store.newOrder {
        $0.customer = customer.id
        $0.total = Money(minorUnits: 1250, currency: .usd)
      },
      store.newOrder { $0.customer = parent.id }, store.newOrder(),
    ]
    for order in orders { try await store.insert(order) }
    let paths: [FieldPath] = [
      "customer.name", "customer.parent.name", "customer.parent.tier", "total.amount", "total.currency", "customer",
      "id",
    ]
    let rows = try await values(store, paths)
    let first = rows[0].map(\.text)
    #expect(
      first
        == ["Acme", "Holding", "gold", "12.5", "USD", customer.id.description, orders[0].id.description])
    #expect(rows[1].map(\.text) == ["Holding", nil, nil, nil, nil, parent.id.description, orders[1].id.description])
    let third = rows[2].dropLast().filter { !$0.isNull }
    #expect(third.isEmpty)
    await #expect(throws: FilterError.self) { try await values(store, ["customer.nam"]) }
  }

  @Test("What may not be seen is nothing")
  func rights() async throws {
    let store = try makeShop()
    let secret = try await store.insert(store.newCustomer("Secret"))
    try await store.insert(store.newOrder { $0.customer = secret.id })
    var rights = Rights()
    rights.limit(Customer.self, to: \.name != "Secret")
    let rows = try await values(try store.acting(as: nil, with: rights), ["customer.name"])
    #expect(rows == [[.null]])
  }
}
