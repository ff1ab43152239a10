import CRMCore
import CRMMemoryStore
import Dispatch
import Foundation
import Synchronization
import Testing

@MainActor
@Suite("Insertions while another is under way")
struct InsertionGroupTests {
  private let base: InterveningStore
  private let store: AutomatedStore
  private let gate = Gate()

  init() throws {
    base = InterveningStore(try MemoryStore(ProcessWorld.types, environment: .replayable(seed: 1)))
    store = AutomatedStore(base)
  }

  @Test("They are committed in one transaction, each with the time of its own call")
  func together() async throws {
    let deals = newDeals(6)
    let insertions = try await wait(with: deals)
    gate.open()
    var inserted: [Deal] = []
    for insertion in insertions { inserted.append(try await insertion.value) }
    #expect(try await lastCommit() == 2)
    #expect(try await store.fetch(Deal.self).sorted { $0.id < $1.id } == inserted.sorted { $0.id < $1.id })
    #expect(inserted.map(\.name) == deals.map(\.name))
    let times = inserted.dropFirst().map(\.stamp.createdAt)
    #expect(Set(times).count == times.count && times == times.sorted())
  }

  @Test("One that is refused does not take the others along")
  func refused() async throws {
    var deals = newDeals(5)
    deals[3] = deals[2]
    let insertions = try await wait(with: deals)
    gate.open()
    for position in [0, 1, 2, 4] { _ = try await insertions[position].value }
    await #expect(throws: StoreError.alreadyExists(deals[2].id.key)) { try await insertions[3].value }
    #expect(try await store.count(Deal.self) == 4)
  }

  @Test("One that is cancelled while it waits is not carried out, and the others are")
  func cancelled() async throws {
    let deals = newDeals(5)
    let insertions = try await wait(with: deals)
    insertions[2].cancel()
    await #expect(throws: CancellationError.self) { try await insertions[2].value }
    gate.open()
    for position in [0, 1, 3, 4] { _ = try await insertions[position].value }
    #expect(try await store.find(deals[2].id) == nil)
    #expect(try await lastCommit() == 2)
  }

  @Test("They do not depend on the one that they wait for")
  func firstCancelled() async throws {
    let insertions = try await wait(with: newDeals(4))
    insertions[0].cancel()
    gate.open()
    await #expect(throws: CancellationError.self) { try await insertions[0].value }
    for insertion in insertions.dropFirst() { _ = try await insertion.value }
    #expect(try await lastCommit() == 1)
  }

  @Test("A commit that fails is told to all of them, and not tried again")
  func failedCommit() async throws {
    struct Failure: Error {}
    let deals = newDeals(4)
    let insertions = try await wait(with: deals)
    // The first one's comes before it.
    base.afterNextCommit { [base] in base.afterNextCommit { throw Failure() } }
    gate.open()
    _ = try await insertions[0].value
    for insertion in insertions.dropFirst() { await #expect(throws: Failure.self) { try await insertion.value } }
    #expect(try await lastCommit() == 2)
  }

  @Test("Workflows are carried out for each of them")
  func workflows() async throws {
    try await store.define(
      Workflow("w", on: "deal", when: .created, do: [.create(entity: "visit", ["note": .field("name")])]))
    let deals = newDeals(4)
    let insertions = try await wait(with: deals)
    gate.open()
    for insertion in insertions { _ = try await insertion.value }
    #expect(try await store.fetch(Visit.self).map(\.note).sorted() == deals.map(\.name).sorted())
  }

  @Test("One from inside a transaction on the same store is refused instead of waiting for itself")
  func nested() async throws {
    let (deals, store) = (newDeals(2), store)
    let first = try await store.write { _ in
      base.beforeEach { [gate] in await gate.pass() }
      let first = Task.detached { try await store.insert(deals[0]) }
      await gate.arrival()
      await #expect(throws: StoreError.nestedWrite) { try await store.insert(deals[1]) }
      gate.open()
      return first
    }
    _ = try await first.value
    #expect(try await store.count(Deal.self) == 1)
  }

  @Test("One that comes to wait just as the one before it ends is carried out", .timeLimit(.minutes(1)))
  func justEnded() async throws {
    let (deals, firstHasEnded) = (newDeals(2), DispatchSemaphore(value: 0))
    // The time of an insertion is asked for when it has found another under way, and does not wait yet.
    let meanwhile = Mutex<(@Sendable () -> Void)?>(nil)
    let environment = CRMEnvironment(
      clock: {
        meanwhile.withLock { $0.take() }?()
        return Instant(microsecondsSince1970: 0)
      }, identifiers: IdentifierGenerator(seed: 1), calendar: .gregorian(in: .gmt))
    let base = InterveningStore(try MemoryStore(ProcessWorld.types, environment: environment))
    base.beforeEach { [gate] in await gate.pass() }
    let store = AutomatedStore(base)
    let first = Task.detached {
      defer { firstHasEnded.signal() }
      return try await store.insert(deals[0])
    }
    await gate.arrival()
    meanwhile.withLock { [gate] in
      $0 = {
        gate.open()
        firstHasEnded.wait()
      }
    }
    try await store.insert(deals[1])
    _ = try await first.value
    #expect(try await store.count(Deal.self) == 2)
  }

  private func newDeals(_ count: Int) -> [Deal] {
    (0..<count).map { number in
      var deal = Deal(id: store.newID())
      deal.name = "deal \(number)"
      return deal
    }
  }

  /// Has deals inserted, each by a task of its own: the first one is under way when this returns, and all others wait.
  private func wait(with deals: [Deal]) async throws -> [Task<Deal, any Error>] {
    base.beforeEach { [gate] in await gate.pass() }
    var insertions = [insert(deals[0])]
    await gate.arrival()
    for deal in deals.dropFirst() { insertions.append(insert(deal)) }
    // The actor's tasks go on in their order, so that it is the last one's turn after all others have come to wait.
    await Task {}.value
    return insertions
  }

  private func insert(_ deal: Deal) -> Task<Deal, any Error> { Task { [store] in try await store.insert(deal) } }

  private func lastCommit() async throws -> UInt64 {
    let reader = try await store.beginRead()
    let sequence = try await reader.lastCommit()
    await reader.end()
    return sequence
  }
}

/// Holds everybody up who passes it, until it is opened.
private final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var held: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())
  private let arrivals = AsyncStream.makeStream(of: Void.self)

  func pass() async {
    arrivals.continuation.yield()
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.held.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  /// Waits for the next who comes to it.
  func arrival() async { for await _ in arrivals.stream { return } }

  func open() {
    let held = state.withLock { state in
      state.isOpen = true
      defer { state.held = [] }
      return state.held
    }
    for continuation in held { continuation.resume() }
  }
}
