import CRMCore
import CRMMemoryStore
import Synchronization
import Testing

@Suite("Bulk load")
struct LoadTests {
  private let store: MemoryStore

  init() throws { store = try makeShop() }

  private func customers(_ numbers: Range<Int>) -> [Customer] {
    numbers.map { number in
      var customer = Customer(id: .numbered(number))
      customer.name = "customer \(number)"
      customer.email = "\(number)@b.ir"
      return customer
    }
  }

  /// Runs a load that must stop, and returns why.
  private func interruption(_ load: () async throws -> LoadProgress) async throws -> LoadInterruption {
    try #require(await #expect(throws: LoadInterruption.self) { _ = try await load() })
  }

  @Test("Every record is in, stamped and told of, in one commit for each batch")
  func whole() async throws {
    let feed = store.feed.changes()
    var told: [LoadProgress] = []
    let loaded = try await store.load(customers(0..<250), inBatchesOf: 100) { told.append($0) }
    #expect((loaded.records, loaded.batches) == (250, 3))
    #expect(told.map(\.records) == [100, 200, 250])
    #expect(told.map(\.batches) == [1, 2, 3])
    let stored = try await store.fetch(Customer.self)
    #expect(stored.map(\.email) == (0..<250).map { "\($0)@b.ir" })
    #expect(stored.allSatisfy { $0.stamp.revision == 1 && $0.stamp.createdAt == $0.stamp.updatedAt })
    #expect(Set(stored.map(\.stamp.createdAt)).count == 3)
    var iterator = feed.makeAsyncIterator()
    var sizes: [Int] = []
    for _ in 1...3 { sizes.append(await iterator.next()?.changes.count ?? 0) }
    #expect(sizes == [100, 100, 50])
    let entries = try await store.count(HistoryEntry.self)
    #expect(entries == 0)
  }

  @Test("Nothing to load is no commit", arguments: [-1, 0, 1, 1000])
  func empty(size: Int) async throws {
    let loaded = try await store.load([] as [Customer], inBatchesOf: size)
    #expect((loaded.records, loaded.batches) == (0, 0))
    let one = try await store.load(customers(0..<2), inBatchesOf: size)
    #expect(one.records == 2)
    #expect(one.batches == (size > 1 ? 1 : 2))
  }

  @Test("Loading stores what inserting one by one does", arguments: 0..<20 as Range<UInt64>)
  func likeInserting(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let records = try (0..<20).map { _ in
      var record = try Everything.random(using: &random)
      record.custom = CustomValues()
      record.others = [record.id]
      return record
    }
    let (loaded, inserted) = (
      try MemoryStore([Everything.self], environment: .replayable(seed: 1)),
      try MemoryStore([Everything.self], environment: .replayable(seed: 1))
    )
    try await loaded.load(records, inBatchesOf: 1 + Int(random.next() % 30))
    for record in records { try await inserted.insert(record) }
    let (left, right) = (try await loaded.fetch(Everything.self), try await inserted.fetch(Everything.self))
    #expect(left.map(unstamped) == right.map(unstamped))
  }

  private func unstamped(_ record: Everything) -> Everything {
    var record = record
    record.stamp = Stamp()
    return record
  }

  @Test("A record that is refused takes its batch along, is named, and the caller goes on behind what is in")
  func refusal() async throws {
    var records = customers(0..<250)
    records[137].name = " "
    records[137].email = "\0"
    let bad = records
    let stop = try await interruption { try await store.load(bad, inBatchesOf: 100) }
    #expect((stop.loaded.records, stop.loaded.batches) == (100, 1))
    #expect(stop.record == bad[137].key)
    guard case .invalid(bad[137].key, let problems)? = stop.cause as? RecordError else { throw stop.cause }
    #expect(problems.map(\.field) == ["email", "name"])
    let count = try await store.count(Customer.self)
    #expect(count == 100)
    records[137] = customers(137..<138)[0]
    let rest = try await store.load(records.dropFirst(stop.loaded.records), inBatchesOf: 100)
    #expect((rest.records, rest.batches) == (150, 2))
    let all = try await store.fetch(Customer.self)
    #expect(all.map(\.name) == records.map(\.name))
  }

  @Test("Unique values and identifiers are held to, within a batch and between two", arguments: [3, 4, 100])
  func uniqueness(size: Int) async throws {
    var records = customers(0..<5)
    records[3].email = "0@b.ir"
    let doubled = records
    let first = try await interruption { try await store.load(doubled, inBatchesOf: size) }
    #expect(
      first.cause as? StoreError == .duplicate(records[3].key, fields: ["email"], other: records[0].key))
    #expect(first.record == records[3].key)
    #expect(first.loaded.records == (size == 3 ? 3 : 0))
    let again = customers(10..<13) + customers(10..<11)
    let second = try await interruption { try await store.load(again, inBatchesOf: size) }
    #expect(second.cause as? StoreError == .alreadyExists(again[3].key))
    #expect(second.record == again[3].key)
  }

  @Test("A reference may lead back, within a batch and between two, and to the record itself", arguments: [2, 100])
  func backwardReferences(size: Int) async throws {
    var records = customers(0..<6)
    for number in 1..<6 { records[number].parent = .numbered(number - 1) }
    let chain = records
    try await store.load(chain, inBatchesOf: size)
    let children = try await store.count(Customer.self, where: \.parent / \.parent != nil)
    #expect(children == 4)
    let tether = try makeTethers()
    let loaded = try await tether.load([Tether(1) { $0.friends = [.numbered(1)] }])
    #expect(loaded.records == 1)
  }

  @Test("A reference forward is refused, whether its target would be in the same batch or not", arguments: [1, 2, 100])
  func forwardReferences(size: Int) async throws {
    var records = customers(0..<4)
    records[2].parent = .numbered(3)
    let forward = records
    let stop = try await interruption { try await store.load(forward, inBatchesOf: size) }
    #expect(
      stop.cause as? StoreError == .missingTarget(records[2].key, field: "parent", target: records[3].key))
    #expect(stop.record == records[2].key)
  }

  @Test("Custom fields are held to their definitions, which may come in the load's own store meanwhile")
  func customFields() async throws {
    var field = CustomField(id: store.newID())
    field.subject = "customer"
    field.name = "tier"
    field.isRequired = true
    try await store.insert(field)
    let stop = try await interruption { try await store.load(customers(0..<3)) }
    guard case .invalid(_, let problems)? = stop.cause as? RecordError else { throw stop.cause }
    #expect(problems.map(\.field) == ["tier"])
  }

  @Test("Rights hold for a load as for any write")
  func rights() async throws {
    var rights = Rights()
    rights.limit(Customer.self, [.create], to: \.name != "customer 5")
    let limited = try store.acting(as: Identifier(high: 9, low: 9), with: rights)
    let stop = try await interruption { try await limited.load(customers(0..<9), inBatchesOf: 2) }
    #expect(stop.cause as? StoreError == .notAllowed("create", Customer(id: .numbered(5)).key))
    #expect(stop.loaded.records == 4)
    let author = try await store.first(Customer.self)?.stamp.createdBy
    #expect(author == Identifier(high: 9, low: 9))
  }

  @Test("Custom fields are held to their definitions in every batch, also in those that are encoded ahead")
  func customFieldsAhead() async throws {
    var field = CustomField(id: store.newID())
    (field.subject, field.name, field.label, field.isRequired) = (Customer.entity, "tier", "Tier", true)
    try await store.insert(field)
    var records = customers(0..<60)
    for position in records.indices where position != 47 { records[position].custom["tier"] = "gold" }
    let bad = records
    let stop = try await interruption { try await store.load(bad, inBatchesOf: 10) }
    #expect(stop.loaded.records == 40)
    #expect(stop.record == bad[47].key)
    guard case .invalid(_, let problems)? = stop.cause as? RecordError else { throw stop.cause }
    #expect(problems.map(\.field) == ["tier"])
  }

  @Test("Records are loaded as they come, and an error of their source leaves whole batches")
  func asynchronous() async throws {
    struct Failure: Error {}
    func source(failing: Bool) -> AsyncThrowingStream<Customer, any Error> {
      AsyncThrowingStream { continuation in
        for customer in customers(0..<25) { continuation.yield(customer) }
        continuation.finish(throwing: failing ? Failure() : nil)
      }
    }
    let stop = try await interruption { try await store.load(source(failing: true), inBatchesOf: 10) }
    #expect(stop.cause is Failure)
    #expect(stop.record == nil)
    #expect(stop.loaded.records == 20)
    let rest = try await store.load(customers(20..<25).async, inBatchesOf: 10)
    #expect(rest.records == 5)
    let count = try await store.count(Customer.self)
    #expect(count == 25)
  }

  @Test("A load that is cancelled ends between two records, with whole batches", arguments: [1, 2, 5])
  func cancellation(batches: Int) async throws {
    let records = customers(0..<1000)
    let taken = Mutex(0)
    let task = Task { [store] in
      let counted = records.lazy.map { record in
        taken.withLock { $0 += 1 }
        return record
      }
      return try await store.load(counted, inBatchesOf: 20) { progress in
        if progress.batches == batches { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }
    let stop = try await interruption { try await task.value }
    #expect(stop.cause is CancellationError)
    #expect(stop.record == nil)
    #expect(stop.loaded.records == batches * 20)
    let count = try await store.count(Customer.self)
    #expect(count == stop.loaded.records)
    #expect(taken.withLock { $0 } == count + 1, "no more are asked for")
    let later = try await store.load(records.dropFirst(count))
    #expect(later.records == 1000 - count)
  }

  @Test("A load from inside a body on the same store is refused, not waited for")
  func nested() async throws {
    let stop = try await interruption {
      try await store.write { _ in try await store.load(customers(0..<3)) }
    }
    #expect(stop.cause as? StoreError == .nestedWrite)
  }
}

extension Sequence where Element: Sendable {
  /// The elements, one after the other, as an asynchronous sequence.
  fileprivate var async: AsyncStream<Element> {
    AsyncStream { continuation in
      for element in self { continuation.yield(element) }
      continuation.finish()
    }
  }
}
