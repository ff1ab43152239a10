import CRMContacts
import CRMCore
import CRMMarketing
import Testing

@Suite("Lists against a plain model")
struct ListModelTests {
  /// What the store should say of a static and a dynamic list.
  private struct Model {
    var cities: [Contact.ID: String] = [:]
    var rows: [Contact.ID] = []

    var dynamic: [RecordKey] { cities.keys.filter { cities[$0] == "تهران" }.sorted().map(\.key) }
  }

  @Test("Whatever is changed in whatever order, lists hold whom the model holds, live and asked", arguments: 1...20)
  func randomChanges(seed: UInt64) async throws {
    let office = try await MarketingOffice(seed: seed)
    let store = office.store
    var random = SplitMix64(seed: seed)
    var model = Model()
    let fixed = try await store.marketing.createList("ثابت", of: Contact.self)
    let moving = try await store.marketing.createList("متحرک", of: Contact.self, where: \.address.city == "تهران")
    var counts = (
      try store.liveCount(of: fixed).makeAsyncIterator(), try store.liveCount(of: moving).makeAsyncIterator()
    )
    var members = try store.liveMembers(of: moving, limit: 1000).makeAsyncIterator()

    for _ in 0..<40 {
      try await change(&model, office, fixed.id, &random)
      #expect(try await store.marketing.members(of: fixed.id).keys == model.rows.map(\.key))
      #expect(try await store.marketing.members(of: moving.id).keys == model.dynamic)
      #expect(try await store.marketing.count(of: fixed.id) == model.rows.count)
      #expect(try await store.marketing.count(of: moving.id) == model.dynamic.count)
      #expect(try await counts.0.current() == model.rows.count)
      #expect(try await counts.1.current() == model.dynamic.count)
      #expect(try await members.current() == model.dynamic)
      for id in model.cities.keys {
        #expect(try await store.marketing.contains(id.key, in: fixed.id) == model.rows.contains(id))
        #expect(try await store.marketing.contains(id.key, in: moving.id) == (model.cities[id] == "تهران"))
      }
    }
    #expect(try store.liveCount(of: moving).maintenance == .kept)
    #expect(try store.liveCount(of: fixed).maintenance == .kept)
  }

  private func change(
    _ model: inout Model, _ office: MarketingOffice, _ list: MarketingList.ID, _ random: inout SplitMix64
  ) async throws {
    let known = model.cities.keys.sorted()
    let city = ["تهران", "شیراز"][Int.random(in: 0...1, using: &random)]
    switch Int.random(in: 0..<8, using: &random) {
    case 0, 1, 2:
      let contact = try await office.contact("کسی") { $0.address.city = city }
      model.cities[contact.id] = city
    case 3:
      guard let id = known.randomElement(using: &random) else { return }
      try await office.store.update(id) { $0.address.city = city }
      model.cities[id] = city
    case 4:
      guard let id = known.randomElement(using: &random) else { return }
      try await office.store.delete(id)
      model.cities[id] = nil
      model.rows.removeAll { $0 == id }
    case 5:
      let gone = known.filter { _ in Bool.random(using: &random) }
      let count = try await office.store.marketing.remove(gone.map(\.key), from: list)
      #expect(count == model.rows.count(where: gone.contains))
      model.rows.removeAll(where: gone.contains)
    default:
      let some = known.filter { _ in Bool.random(using: &random) }.shuffled(using: &random)
      let count = try await office.store.marketing.add(some.map(\.key), to: list)
      let new = some.filter { !model.rows.contains($0) }
      #expect(count == new.count)
      model.rows += new
    }
  }
}
