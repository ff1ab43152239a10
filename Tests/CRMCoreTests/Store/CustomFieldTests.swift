import CRMCore
import Testing

@Suite("Custom fields")
struct CustomFieldTests {
  private func define(
    _ name: String, _ kind: CustomField.Kind, in store: any Store, _ change: (inout CustomField) -> Void = { _ in }
  ) async throws {
    var field = CustomField(id: store.environment.newID())
    field.subject = "customer"
    field.name = name
    field.kind = kind
    change(&field)
    try await store.insert(field)
  }

  @Test("A field added while the program runs is filtered, sorted and counted like any other")
  func likeAnyOther() async throws {
    let store = try makeShop()
    try await define("tier", .choice, in: store) { $0.choices = ["gold", "silver"] }
    try await define("score", .integer, in: store)
    for index in 0..<10 {
      try await store.insert(
        store.newCustomer("\(index)") {
          $0.custom["tier"] = .text(index % 2 == 0 ? "gold" : "silver")
          $0.custom["score"] = index == 3 ? .null : .integer(Int64(index))
        })
    }
    let gold = try await store.count(Customer.self) { $0.custom("tier") == "gold" }
    #expect(gold == 5)
    let best = try await store.fetch(Customer.self, sort: .descending("score"), limit: 2)
    #expect(best.map(\.name) == ["9", "8"])
    let rows = try await store.aggregate(Customer.self, by: [Grouping("tier")], .count, .sum("score"))
    #expect(
      rows == [
        AggregateRow(group: ["gold"], values: [5, 20]), AggregateRow(group: ["silver"], values: [5, 22]),
      ])
  }

  @Test("Values are checked by their definition, and unknown names are refused with the nearest one")
  func validation() async throws {
    let store = try makeShop()
    try await define("tier", .choice, in: store) { $0.choices = ["gold", "silver"] }
    try await define("since", .date, in: store) { $0.isRequired = true }
    let error = await #expect(throws: RecordError.self) {
      try await store.insert(
        store.newCustomer("A") {
          $0.custom["tier"] = "bronze"
          $0.custom["teir"] = "x"
        })
    }
    guard case .invalid(_, let problems)? = error else { throw RecordError.damaged }
    #expect(problems.map(\.field) == ["since", "tier", "teir"])
    #expect(problems.last?.reason.contains("did you mean tier?") == true)
  }

  @Test("A definition needs a place, a free name and choices")
  func definitions() async throws {
    let store = try makeShop()
    await #expect(throws: RecordError.self) { try await define("name", .text, in: store) }
    await #expect(throws: RecordError.self) { try await define("1st", .text, in: store) }
    await #expect(throws: RecordError.self) { try await define("tier", .choice, in: store) }
    await #expect(throws: RecordError.self) {
      try await define("tier", .text, in: store) { $0.subject = "order" }
    }
    try await define("tier", .text, in: store)
    await #expect(throws: StoreError.self) { try await define("tier", .integer, in: store) }
  }

  @Test("A definition and its first values can be written in one transaction")
  func oneTransaction() async throws {
    let store = try makeShop()
    try await store.write { store in
      var field = CustomField(id: RecordID(Identifier(high: 1, low: 1)))
      field.subject = "customer"
      field.name = "tier"
      try await store.insert(field)
      var customer = Customer(id: RecordID(Identifier(high: 2, low: 1)))
      customer.name = "A"
      customer.custom["tier"] = "gold"
      try await store.insert(customer)
    }
    let count = try await store.count(Customer.self) { $0.custom("tier") == "gold" }
    #expect(count == 1)
  }
}
