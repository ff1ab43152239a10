import CRMCore
import CRMMemoryStore
import Testing

/// Records that are inserted, changed, deleted, restored and inserted anew, several times in one transaction.
@Suite("The lives of records")
struct LifeTests {
  private struct Undone: Error {}

  @Test(
    "The feed and the history tell every state that random transactions lead to", arguments: 0..<25 as Range<UInt64>)
  func told(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let store = try makeTethers()
    let feed = store.feed.changes()
    var states: [(instant: Instant, tethers: [RecordKey: Tether])] = [(store.environment.clock(), [:])]
    var commits = 0
    for _ in 0..<40 {
      let steps = (0..<(1 + random.next() % 5)).map { _ in Step(using: &random) }
      let isUndone = random.next() % 6 == 0
      do {
        try await store.write { store in
          for step in steps { try await step.run(on: &store) }
          if isUndone { throw Undone() }
        }
      } catch is Undone {}
      let tethers = try await store.fetch(Tether.self)
      let state = Dictionary(uniqueKeysWithValues: tethers.map { ($0.key, $0) })
      if state != states.last?.tethers { commits += 1 }
      states.append((store.environment.clock(), state))
    }
    try await checkHistory(of: store, states)
    try await checkFeed(feed, states, commits)
  }

  /// One operation on one of a few tethers; what is refused changes nothing.
  private struct Step {
    let number: Int
    let other: Int
    let size: Int
    let kind: UInt64

    init(using random: inout SplitMix64) {
      number = Int(random.next() % 5)
      other = Int(random.next() % 5)
      size = Int(random.next() % 3)
      kind = random.next() % 8
    }

    func run(on store: inout StoreTransaction) async throws {
      let id = Tether.ID.numbered(number)
      do {
        switch kind {
        case 0, 1: try await store.insert(Tether(number) { $0.size = size })
        case 2: try await store.update(id) { $0.size = size }
        case 3: try await store.update(id) { $0.owner = size == 0 ? nil : .numbered(other) }
        case 4: try await store.update(id) { $0.friends.append(.numbered(other)) }
        case 5: try await store.restore(id)
        default: try await store.delete(id)
        }
      } catch is StoreError {}
    }
  }

  private func checkHistory(of store: MemoryStore, _ states: [(instant: Instant, tethers: [RecordKey: Tether])])
    async throws
  {
    for (instant, tethers) in states {
      for number in 0..<5 {
        let then = try await store.get(Tether.ID.numbered(number), asOf: instant)
        #expect(then == tethers[Tether(number).key], "tether \(number) at \(instant)")
      }
    }
  }

  private func checkFeed(
    _ feed: ChangeSequence, _ states: [(instant: Instant, tethers: [RecordKey: Tether])], _ commits: Int
  ) async throws {
    var told: [RecordKey: Tether] = [:]
    var iterator = feed.makeAsyncIterator()
    var distinct: [[RecordKey: Tether]] = []
    for state in states where distinct.last != state.tethers { distinct.append(state.tethers) }
    for state in distinct.dropFirst() {
      guard let changes = await iterator.next() else { return }
      for change in changes.changes where change.type == Tether.recordType {
        #expect(try change.before.map(Tether.schema.decode) == told[change.key])
        told[change.key] = try change.after.map(Tether.schema.decode)
      }
      #expect(told == state)
    }
    #expect(distinct.count == commits + 1)
  }
}
