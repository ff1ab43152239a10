import CRMCore

extension StoreConformance {
  /// Does the same random work on an empty store of this adapter and on one of another, and compares both with a
  /// plain model, and so with each other.
  ///
  /// - Parameters:
  ///   - other: The other adapter; nil to compare with the model only.
  ///   - seed: What determines the work.
  ///   - steps: The number of transactions, each followed by queries.
  /// - Returns: What came of the work otherwise than on the model; at most some ten failures of each store, since
  ///   what follows from a difference differs too.
  public func compare(with other: StoreConformance? = nil, seed: UInt64, steps: Int) async -> [ConformanceFailure] {
    var failures: [ConformanceFailure] = []
    for (name, suite) in [("this store", self), ("the other store", other)] {
      guard let suite else { continue }
      let check = ConformanceCheck("random work, seed \(seed), \(steps) steps, on \(name)") { t in
        let store = try await t.store(seed: seed)
        let script = try RandomScript(seed: seed, steps: steps, catalog: store.catalog)
        for difference in try await script.differences(of: store) { t.fail(difference) }
      }
      failures += await suite.run(check, of: .model)
    }
    return failures
  }
}
