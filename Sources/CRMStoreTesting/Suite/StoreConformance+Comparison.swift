import CRMCore
import Synchronization

extension StoreConformance {
  /// Does the same random work on an empty store of this adapter and on one of another, compares both with a plain model where that knows the
  /// answer, and with each other where it does not.
  ///
  /// The record types are drawn from the seed too: their fields of every type, references to each other, indexes, uniqueness and all else that a
  /// declaration can say. With them now and then are the suite's own.
  ///
  /// - Parameters:
  ///   - other: The other adapter; nil to compare with the model only.
  ///   - seed: What determines the record types and the work.
  ///   - steps: The number of transactions, each followed by queries; nil for eight, and for sixty with every fiftieth seed: most faults are
  ///     found by other types and not by more work.
  /// - Returns: What came of the work otherwise than on the model, or on the other store; at most some ten failures of each store, since
  ///   what follows from a difference differs too.
  public func compare(
    with other: StoreConformance? = nil, seed: UInt64, steps: Int? = nil
  ) async -> [ConformanceFailure] {
    let steps = steps ?? (seed.isMultiple(of: 50) ? 60 : 8)
    let records = DrawnDeclaration.types(seed: seed)
    let script = Result {
      try RandomScript(seed: seed, steps: steps, records: records, isExtreme: seed.isMultiple(of: 2))
    }
    var failures: [ConformanceFailure] = []
    var runs: [[RandomScript.Answer]] = []
    for (name, suite) in [("this store", self), ("the other store", other)] {
      guard let suite else { continue }
      let answers = Mutex<[RandomScript.Answer]>([])
      let check = ConformanceCheck("random work, seed \(seed), \(steps) steps, on \(name)") { t in
        let store = try await t.store(of: records, in: .replayable(seed: seed))
        let found = try await script.get().answers(of: store)
        answers.withLock { $0 = found }
        for answer in found { if let difference = answer.difference { t.fail(difference) } }
      }
      failures += await suite.run(check, of: .model)
      runs.append(answers.withLock { $0 })
    }
    guard failures.isEmpty, runs.count == 2 else { return failures }
    return zip(runs[0], runs[1]).filter { $0.actual != $1.actual }.prefix(10).map { this, other in
      ConformanceFailure(
        group: .model, check: "random work, seed \(seed), \(steps) steps, has the same answers on both stores",
        message: "\(this.question): \(this.actual) on this store, \(other.actual) on the other")
    }
  }

  /// What comes of many seeds, of which three are at work at a time.
  ///
  /// - Returns: The failures of the first that had any, and of those that were at work beside it; none is begun after it.
  package static func failures(
    ofSeeds seeds: Range<UInt64>, _ compare: @escaping @Sendable (UInt64) async throws -> [ConformanceFailure]
  ) async throws -> [ConformanceFailure] {
    try await withThrowingTaskGroup(of: [ConformanceFailure].self) { group in
      var rest = seeds.makeIterator()
      func begin() {
        guard let seed = rest.next() else { return }
        group.addTask { try await compare(seed) }
      }
      for _ in 0..<3 { begin() }
      var failures: [ConformanceFailure] = []
      while let found = try await group.next() {
        failures += found
        if failures.isEmpty { begin() }
      }
      return failures
    }
  }
}
