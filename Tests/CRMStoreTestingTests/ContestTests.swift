import CRMCore
import CRMMemoryStore
import Testing

@testable import CRMStoreTesting

@Suite("The contest of several programs")
struct ContestTests {
  private let contest = StoreContest(seed: 1, contestants: 1)
  private let store: KeptStore

  init() throws { store = KeptStore(base: try MemoryStore(StoreContest.records, environment: .replayable(seed: 1))) }

  private func report(on store: KeptStore) async -> StoreContest.Report {
    var opened = store
    return await contest.takePart(as: 0) {
      defer { opened.endsFeed = false }
      return opened
    }
  }

  @Test("A store that does what it says passes, and something of everything was done")
  func passes() async throws {
    let report = await report(on: store)
    let failures = try await contest.check([report], in: store)
    #expect(failures.isEmpty)
    for type in StoreContest.records {
      let count = try await store.count(of: type)
      #expect(count > 0, "\(type.entity)")
    }
  }

  private static let forgeries: [(String, @Sendable (inout StoreTransaction) async throws -> Void)] = [
    ("purses by", { try await $0.update(Purse.ID.number(1)) { $0.balance += 1 } }),
    (
      "the ledger",
      { store in
        guard let entry = try await store.first(Transfer.self) else { return }
        try await store.delete(entry.id)
      }
    ),
    ("claims by", { _ = try await $0.insert(Claim(1) { $0.name = 1_000_000 }) }),
    ("numbers of tallies", { _ = try await $0.insert(Tally(1) { $0.number = 0 }) }),
    ("saw a sum of", { _ = try await $0.insert(Tally(1) { $0.sum = 1 }) }),
    ("houses", { _ = try await $0.insert(House(9)) }),
    ("guests by", { _ = try await $0.insert(Guest(1)) }),
  ]

  @Test("What is in the store otherwise than it was acknowledged is told", arguments: forgeries.indices)
  func forged(number: Int) async throws {
    let (told, forge) = Self.forgeries[number]
    let report = await report(on: store)
    try await store.write { try await forge(&$0) }
    let failures = try await contest.check([report], in: store)
    #expect(failures.contains { $0.contains(told) }, "\(failures)")
  }

  @Test("A commit that a feed leaves out, an error that is no refusal, and a missing report are told")
  func defects() async throws {
    let deaf = KeptStore(base: store.base, feed: ChangeFeed(of: store.feed) { $0.sequence == 3 ? nil : $0 })
    let report = await report(on: deaf)
    #expect(report.defects == ["the feed told of commit 4 instead of 3"])
    let fuse = Fuse()
    fuse.blow(after: 20)
    let broken = KeptStore(base: try MemoryStore(StoreContest.records, environment: .replayable(seed: 1)))
    let other = await contest.takePart(as: 0) { FusedStore(broken, fuse: fuse) }
    #expect(other.defects.contains { $0.contains("was answered by Blown") }, "\(other.defects)")
    let failures = try await contest.check([], in: store)
    #expect(failures == ["there is no report of [0]"])
  }
}

/// A store that can be asked after it was closed, and closed once for all who have opened it.
private struct KeptStore: Store {
  let base: any Store
  let feed: ChangeFeed
  var endsFeed = true

  init(base: any Store, feed: ChangeFeed? = nil) {
    self.base = base
    self.feed = feed ?? base.feed
  }

  var catalog: Catalog { base.catalog }
  var environment: CRMEnvironment { base.environment }
  func beginRead() async throws -> any StoreReader { try await base.beginRead() }
  func beginWrite() async throws -> any StoreWriter { try await base.beginWrite() }
  func close() async throws { if endsFeed { base.feed.finish() } }

  func count<R: Record>(of type: R.Type) async throws -> Int { try await count(type) }
}
