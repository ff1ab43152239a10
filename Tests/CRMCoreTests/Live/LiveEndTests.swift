import CRMCore
import CRMMemoryStore
import Synchronization
import Testing

@Suite("Slow readers, ends and gaps of live queries")
struct LiveEndTests {
  private let store: MemoryStore

  init() throws { store = try LiveWorld.store() }

  @Test("A slow reader skips to the newest answer, which costs what changed")
  func slowReader() async throws {
    let live = store.liveAggregate(Sale.self, .sum("score"))
    var iterator = live.makeAsyncIterator()
    _ = try await iterator.next()
    let sale = try await store.addSale { $0.score = 0 }
    for score in 1...50 { try await store.update(sale.id) { $0.score = score } }
    let answer = try await iterator.next()
    #expect(answer?.first?.values == [50])
    #expect(live.statistics.recomputations == 1)
    #expect(live.statistics.foldedRecords == 1)
  }

  @Test("A reader that slept through more than is kept for it begins anew")
  func gap() async throws {
    let live = store.liveCount(Sale.self)
    var iterator = live.makeAsyncIterator()
    _ = try await iterator.next()
    for _ in 0..<257 { try await store.addSale() }
    let answer = try await iterator.next()
    try await store.addSale()
    let next = try await iterator.next()
    #expect([answer, next] == [257, 258])
    #expect(live.statistics.recomputations == 2)
  }

  @Test("Two readers of one query go their own ways")
  func twoReaders() async throws {
    let live = store.liveCount(Sale.self)
    var (first, second) = (live.makeAsyncIterator(), live.makeAsyncIterator())
    let early = try await first.next()
    try await store.addSale()
    let counts = [early, try await second.next(), try await first.next()]
    #expect(counts == [0, 1, 1])
  }

  @Test("It ends when the store is closed, for who waits and for who comes later")
  func closing() async throws {
    let waiting = Task { [store] in
      var counts: [Int] = []
      for try await count in store.liveCount(Sale.self) { counts.append(count) }
      return counts
    }
    while store.feed.followerCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
    var late = store.live(Sale.self).makeAsyncIterator()
    _ = try await late.next()
    store.feed.finish()
    let counts = try await waiting.value
    let end = try await late.next()
    #expect(counts == [0] || counts == [])
    #expect(end == nil)
  }

  @Test("It ends when the task is cancelled, and lets go of the feed when it is dropped")
  func cancelling() async throws {
    let task = Task { [store] in
      for try await _ in store.liveCount(Sale.self) {}
      return true
    }
    while store.feed.followerCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
    task.cancel()
    let hasEnded = try await task.value
    #expect(hasEnded)
    #expect(store.feed.followerCount == 0)
    for try await _ in store.liveCount(Sale.self) { break }
    #expect(store.feed.followerCount == 0)
  }

  @Test("What is published late is waited for, and counts once")
  func latePublishing() async throws {
    let late = LateStore(store)
    let commits = store.feed.changes()
    var commit = commits.makeAsyncIterator()
    try await late.addSale()
    let live = late.liveCount(Sale.self)
    var iterator = live.makeAsyncIterator()
    let first = try await iterator.next()
    // The first commit is in the answer already; the third can be seen when the second is told of.
    try await late.addSale()
    try await late.addSale()
    late.feed.publish(try #require(await commit.next(isolation: nil)))
    late.feed.publish(try #require(await commit.next(isolation: nil)))
    let third = try #require(await commit.next(isolation: nil))
    async let publishing: Void = late.feed.publish(third)
    let second = try await iterator.next()
    await publishing
    #expect([first, second] == [1, 3])
    #expect(live.statistics.recomputations == 1)
  }

  @Test("What is published behind a view while it is open counts in the next turn, without another commit")
  func publishedBehindTheView() async throws {
    let late = LateStore(store)
    let commits = store.feed.changes()
    var commit = commits.makeAsyncIterator()
    let live = late.liveCount(Sale.self)
    var iterator = live.makeAsyncIterator()
    _ = try await iterator.next()
    try await late.addSale()
    late.feed.publish(try #require(await commit.next(isolation: nil)))
    try await late.addSale()
    let second = try #require(await commit.next(isolation: nil))
    late.afterOpening { [store, feed = late.feed] in
      // The view sees two sales, and by the time that it is looked at, four are told of.
      var further = store.feed.changes().makeAsyncIterator()
      try await store.addSales(1) { _, _ in }
      try await store.addSales(1) { _, _ in }
      feed.publish(second)
      for _ in 0..<2 { if let changes = await further.next(isolation: nil) { feed.publish(changes) } }
    }
    let counts = [try await iterator.next(), try await iterator.next()]
    #expect(counts == [2, 4])
    #expect(live.statistics.recomputations == 1)
  }

  @Test("A number that is missing makes it begin anew")
  func missingNumber() async throws {
    let late = LateStore(store)
    let commits = store.feed.changes()
    var commit = commits.makeAsyncIterator()
    let live = late.liveCount(Sale.self)
    var iterator = live.makeAsyncIterator()
    _ = try await iterator.next()
    try await late.addSale()
    try await late.addSale()
    _ = await commit.next(isolation: nil)
    late.feed.publish(try #require(await commit.next(isolation: nil)))
    let answer = try await iterator.next()
    #expect(answer == 2)
    #expect(live.statistics.recomputations == 2)
  }

  @Test("A wrapper that is not known is asked again after every commit")
  func wrapper() async throws {
    let limited = try store.acting(as: nil, with: Rights())
    let wrapped = WrappedStore(limited)
    let live = wrapped.liveCount(Sale.self)
    var iterator = live.makeAsyncIterator()
    _ = try await iterator.next()
    try await store.addClient("a")
    try await store.addSale()
    let count = try await iterator.next()
    #expect(count == 1)
    #expect(live.maintenance == .recomputed(because: .wrapper))
  }

  @Test("Work and readers at once end with the right answer")
  func concurrent() async throws {
    let clients = [try await store.addClient("a"), try await store.addClient("b")]
    let query = AggregateQuery(Sale.recordType, by: [Grouping("client.industry")], measures: [.count, .sum("score")])
    let reader = Task { [store] in
      for try await rows in store.live(query) where rows.contains(where: { $0.values.first == 400 }) { return rows }
      return []
    }
    try await withThrowingTaskGroup { [store] group in
      for worker in 0..<4 {
        group.addTask {
          for number in 0..<100 {
            try await store.addSale {
              $0.client = clients[0].id
              $0.score = number
            }
            if number % 10 == worker { try await store.update(clients[0].id) { $0.industry = "\(number) \(worker)" } }
          }
        }
      }
      try await group.waitForAll()
    }
    let rows = try await reader.value
    #expect(rows.first?.values == [400, 19_800])
  }
}

/// A store whose commits are told of by hand.
private final class LateStore: Store {
  let base: MemoryStore
  let feed = ChangeFeed()
  private let hook = Mutex<(@Sendable () async throws -> Void)?>(nil)

  init(_ base: MemoryStore) { self.base = base }

  var catalog: Catalog { base.catalog }
  var environment: CRMEnvironment { base.environment }

  /// Does something once, when the next view has been opened and not been looked at.
  func afterOpening(_ body: @escaping @Sendable () async throws -> Void) { hook.withLock { $0 = body } }

  func beginRead() async throws -> any StoreReader {
    let reader = try await base.beginRead()
    try await hook.withLock { $0.take() }?()
    return reader
  }

  func beginWrite() async throws -> any StoreWriter { try await base.beginWrite() }
}

/// A store around another.
private final class WrappedStore: Store {
  let base: any Store

  init(_ base: any Store) { self.base = base }

  var catalog: Catalog { base.catalog }
  var environment: CRMEnvironment { base.environment }
  var feed: ChangeFeed { base.feed }
  var unrestricted: any Store { base.unrestricted }

  func beginRead() async throws -> any StoreReader { try await base.beginRead() }
  func beginWrite() async throws -> any StoreWriter { try await base.beginWrite() }
}
