import CRMCore
import Testing

@Suite("Records by what people call them")
struct NamingTests {
  @Test("Exactly as written first, then without letter case and letter variants, by name or unique text")
  func order() async throws {
    let store = try makeShop()
    let upper = try await store.insert(store.newCustomer("Sara") { $0.email = "s@example.com" })
    let lower = try await store.insert(store.newCustomer("sara"))
    let persian = try await store.insert(store.newCustomer("علی"))
    #expect(try await store.get(Customer.self, named: "Sara").id == upper.id)
    #expect(try await store.get(Customer.self, named: "sara").id == lower.id)
    #expect(try await store.get(Customer.self, named: "علي").id == persian.id)
    #expect(try await store.get(Customer.self, named: "s@example.com").id == upper.id)
    #expect(try await store.get(Customer.self, named: lower.id.description).id == lower.id)
  }

  @Test("None and several are errors that say what to do")
  func failures() async throws {
    let store = try makeShop()
    for _ in 0..<7 { try await store.insert(store.newCustomer("Sara")) }
    let several = await #expect(throws: RecordNameError.self) { try await store.get(Customer.self, named: "SARA") }
    #expect(several?.description.contains("several records of customer are “SARA”; name one by its identifier") == true)
    #expect(several?.description.hasSuffix(", …") == true)
    let none = await #expect(throws: RecordNameError.self) { try await store.get(Customer.self, named: "Omid") }
    #expect(none?.description == "there is no customer “Omid”")
    let id = "018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f"
    let unknown = await #expect(throws: RecordNameError.self) { try await store.get(Customer.self, named: id) }
    #expect(unknown?.description == "there is no customer \(id)")
    let nameless = await #expect(throws: RecordNameError.self) { try await store.get(Order.self, named: "x") }
    #expect(nameless == RecordNameError.none("x", entity: "order"))
  }

  @Test("What may not be seen is none")
  func rights() async throws {
    let store = try makeShop()
    let secret = try await store.insert(store.newCustomer("Secret"))
    var rights = Rights()
    rights.limit(Customer.self, to: \.name != "Secret")
    let restricted = try store.acting(as: nil, with: rights)
    for name in ["Secret", "secret", secret.id.description] {
      await #expect(throws: RecordNameError.self) { try await restricted.get(Customer.self, named: name) }
    }
  }

  @Test("A record is called by its name, or by its identifier")
  func titles() async throws {
    let store = try makeShop()
    let customer = try await store.insert(store.newCustomer("Sara"))
    let order = try await store.insert(store.newOrder())
    try await store.reading { context in
      let named = try await context.record(customer.id.key)
      let nameless = try await context.record(order.id.key)
      #expect(try named?.title == "Sara")
      #expect(try nameless?.title == order.id.description)
    }
  }
}
