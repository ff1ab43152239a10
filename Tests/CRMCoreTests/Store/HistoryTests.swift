import CRMCore
import CRMMemoryStore
import Testing

@Suite("History")
struct HistoryTests {
  @Test("Each commit says who changed what, when, from what to what")
  func list() async throws {
    let store = try makeShop()
    let customer = try await store.insert(store.newCustomer("A"))
    try await store.update(customer.id) {
      $0.city = "Yazd"
      $0.name = "B"
    }
    try await store.update(customer.id) { $0.city = nil }
    let history = try await store.history(of: customer.id)
    #expect(history.map(\.kind) == [.created, .updated, .updated])
    #expect(history.map(\.revision) == [1, 2, 3])
    #expect(history[1].changes.map(\.field) == ["name", "city"])
    #expect(history[1].changes.map(\.before) == ["A", nil])
    #expect(history[1].changes.map(\.after) == ["B", "Yazd"])
    #expect(history[2].changes.map(\.after) == [nil])
  }

  @Test("A record can be read as of any instant of its life, and beyond its deletion")
  func asOf() async throws {
    let store = try makeShop()
    let before = store.environment.clock()
    var versions = [try await store.insert(store.newCustomer("0"))]
    for step in 1...20 {
      versions.append(
        try await store.update(versions[0].id) {
          $0.name = "\(step)"
          $0.city = step % 3 == 0 ? nil : "city \(step)"
          $0.custom = CustomValues()
        })
    }
    try await store.delete(versions[0].id)
    for version in versions {
      let then = try await store.get(version.id, asOf: version.stamp.updatedAt)
      #expect(then == version)
    }
    let (early, late) = (
      try await store.get(versions[0].id, asOf: before),
      try await store.get(versions[0].id, asOf: store.environment.clock())
    )
    #expect(early == nil)
    #expect(late == nil)
  }

  @Test("A deleted record is restored under its identifier, with its history")
  func restore() async throws {
    let store = try makeShop()
    let customer = try await store.insert(store.newCustomer("A") { $0.email = "a@b.ir" })
    try await store.delete(customer.id)
    let deleted = try await store.history(of: customer.id)
    #expect(deleted.map(\.kind) == [.created, .deleted])
    let restored = try await store.restore(customer.id)
    #expect(restored.email == "a@b.ir")
    #expect(restored.stamp.revision == 2)
    #expect(restored.stamp.createdAt == customer.stamp.createdAt)
    let history = try await store.history(of: customer.id)
    #expect(history.map(\.kind) == [.created, .deleted, .restored])
    try await store.update(customer.id) { $0.city = "Yazd" }
    let old = try await store.get(customer.id, asOf: customer.stamp.updatedAt)
    #expect(old?.stamp.revision == 1)
    #expect(old?.name == "A")
    await #expect(throws: StoreError.alreadyExists(customer.key)) { try await store.restore(customer.id) }
  }

  @Test("Nothing is written for types whose history is switched off")
  func switchedOff() async throws {
    let store = try makeShop()
    var visit = Visit(id: store.environment.newID())
    visit.note = "a"
    let id = try await store.insert(visit).id
    try await store.update(id) { $0.note = "b" }
    let count = try await store.count(HistoryEntry.self)
    #expect(count == 0)
    try await store.delete(id)
    await #expect(throws: StoreError.notFound(visit.key)) { try await store.restore(id) }
  }

  @Test("A transaction that changes a record twice writes one entry")
  func oneEntry() async throws {
    let store = try makeShop()
    let customer = try await store.insert(store.newCustomer("A"))
    try await store.write { store in
      try await store.update(customer.id) { $0.name = "B" }
      try await store.update(customer.id) { $0.name = "C" }
    }
    let history = try await store.history(of: customer.id)
    #expect(history.count == 2)
    #expect(history.last?.changes.first?.before == "A")
    #expect(history.last?.changes.first?.after == "C")
  }
}
