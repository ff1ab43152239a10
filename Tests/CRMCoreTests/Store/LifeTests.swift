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
    let store = try makeKnots()
    let feed = store.feed.changes()
    var states: [(instant: Instant, knots: [RecordKey: Knot])] = [(store.environment.clock(), [:])]
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
      let knots = try await store.fetch(Knot.self)
      let state = Dictionary(uniqueKeysWithValues: knots.map { ($0.key, $0) })
      if state != states.last?.knots { commits += 1 }
      states.append((store.environment.clock(), state))
    }
    try await checkHistory(of: store, states)
    try await checkFeed(feed, states, commits)
  }

  /// One operation on one of a few knots; what is refused changes nothing.
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
      let id = Knot.ID.numbered(number)
      do {
        switch kind {
        case 0, 1: try await store.insert(Knot(number) { $0.size = size })
        case 2: try await store.update(id) { $0.size = size }
        case 3: try await store.update(id) { $0.owner = size == 0 ? nil : .numbered(other) }
        case 4: try await store.update(id) { $0.friends.append(.numbered(other)) }
        case 5: try await store.restore(id)
        default: try await store.delete(id)
        }
      } catch is StoreError {}
    }
  }

  private func checkHistory(of store: MemoryStore, _ states: [(instant: Instant, knots: [RecordKey: Knot])])
    async throws
  {
    for (instant, knots) in states {
      for number in 0..<5 {
        let then = try await store.get(Knot.ID.numbered(number), asOf: instant)
        #expect(then == knots[Knot(number).key], "knot \(number) at \(instant)")
      }
    }
  }

  private func checkFeed(
    _ feed: ChangeSequence, _ states: [(instant: Instant, knots: [RecordKey: Knot])], _ commits: Int
  ) async throws {
    var told: [RecordKey: Knot] = [:]
    var iterator = feed.makeAsyncIterator()
    var distinct: [[RecordKey: Knot]] = []
    for state in states where distinct.last != state.knots { distinct.append(state.knots) }
    for state in distinct.dropFirst() {
      guard let changes = await iterator.next() else { return }
      for change in changes.changes where change.type == Knot.recordType {
        guard let key = change.key else { continue }
        #expect(try change.before.map(Knot.schema.decode) == told[key])
        told[key] = try change.after.map(Knot.schema.decode)
      }
      #expect(told == state)
    }
    #expect(distinct.count == commits + 1)
  }
}
