import CRMCore
import CRMMemoryStore
import Testing

@Suite("Copying a store")
struct CopyTests {
  private let source: MemoryStore
  private let target: MemoryStore

  init() throws {
    source = try makeShop()
    target = try makeShop()
  }

  /// Customers of whom some were changed, deleted and restored, with orders and a custom field.
  private func furnish() async throws {
    var tier = CustomField(id: source.newID())
    (tier.subject, tier.name) = (Customer.entity, "tier")
    try await source.insert(tier)
    for number in 0..<25 {
      var customer = Customer(id: .numbered(number))
      customer.name = "مشتری \(number)"
      customer.custom["tier"] = .text("gold")
      customer = try await source.insert(customer)
      if number.isMultiple(of: 3) { try await source.update(customer.id) { $0.city = "شیراز" } }
      if number.isMultiple(of: 5) { try await source.delete(customer.id) }
      if number.isMultiple(of: 10) { try await source.restore(customer.id) }
      var order = Order(id: source.newID())
      order.customer = number.isMultiple(of: 5) ? nil : customer.id
      order.total = Money(minorUnits: Int64(number), currency: .irr)
      try await source.insert(order)
    }
  }

  private func records(_ store: MemoryStore) async throws -> [AnyRecord] {
    try await store.reading { context in
      var records: [AnyRecord] = []
      for type in context.catalog.types { records += try await context.records(RecordQuery(type)) }
      return records
    }
  }

  @Test("Everything is there with its identifiers, stamps and history, and lives on", arguments: [1, 7, 1000])
  func whole(batchSize: Int) async throws {
    try await furnish()
    var told: [Int] = []
    let done = try await source.copy(to: target, inBatchesOf: batchSize) { told.append($0.records) }
    let (old, new) = (try await records(source), try await records(target))
    #expect(old == new && !old.isEmpty)
    #expect(done.records == old.count && done.found == 0 && told.last == old.count && told == told.sorted())
    let history = try await target.history(of: Customer.ID.numbered(10))
    #expect(history.map(\.kind) == [.created, .deleted, .restored])
    try await target.update(Customer.ID.numbered(1)) { $0.city = "یزد" }
    let revision = try await target.get(Customer.ID.numbered(1)).stamp.revision
    #expect(revision == 2)
  }

  @Test("What is written meanwhile is not of the copy")
  func moment() async throws {
    try await furnish()
    let before = try await records(source)
    let busy = InterveningStore(target)
    busy.beforeEach { [source] in _ = try await source.insert(Visit(id: source.newID())) }
    try await source.copy(to: busy, inBatchesOf: 5)
    let now = try await records(source).count
    #expect(now > before.count + 5)
    let copied = try await records(target)
    #expect(copied == before)
  }

  @Test("A copy that stopped goes on where it was")
  func goingOn() async throws {
    try await furnish()
    let copying = Task { [source, target] in
      try await source.copy(to: target, inBatchesOf: 2) { progress in
        if progress.records == 20 { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }
    await #expect(throws: CancellationError.self) { try await copying.value }
    let half = try await records(target).count
    #expect(half >= 20)
    let done = try await source.copy(to: target)
    let (old, new) = (try await records(source), try await records(target))
    #expect(old == new)
    #expect(done.found == half)
    let again = try await source.copy(to: target)
    #expect(again.found == old.count && again.records == old.count)
  }

  @Test("A store that holds something else is refused, and what it holds stays")
  func occupied() async throws {
    try await furnish()
    var stranger = Customer(id: .numbered(1))
    stranger.name = "stranger"
    try await target.insert(stranger)
    await #expect(throws: StoreCopyError.occupied(stranger.key)) { try await source.copy(to: target) }
    let kept = try await target.get(stranger.id).name
    #expect(kept == "stranger")

    let other = try makeShop()
    var visit = Visit(id: other.newID())
    visit.note = "not of the source"
    try await other.insert(visit)
    await #expect(throws: StoreCopyError.occupied(visit.key)) { try await source.copy(to: other) }
  }

  @Test("A store that declares the records otherwise is refused before anything is written")
  func declarations() async throws {
    try await furnish()
    let narrow = try MemoryStore([Visit.self])
    let error = await #expect(throws: StoreCopyError.self) { try await source.copy(to: narrow) }
    #expect(error?.description.contains("declares") == true)
    let written = try await narrow.count(HistoryEntry.self)
    #expect(written == 0)
  }
}
