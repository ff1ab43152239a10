import CRMCore

/// Random work has the same outcome as on a plain model.
enum ModelChecks {
  static let all: [ConformanceCheck] = ([1, 2, 3, 4, 5, 6, 7, 8] as [UInt64]).map { seed in
    ConformanceCheck("random work, seed \(seed), has the same outcome as on a plain model") { t in
      let store = try await t.store(seed: seed)
      let script = try RandomScript(seed: seed, steps: 150, catalog: store.catalog)
      for difference in try await script.differences(of: store) { t.fail(difference) }
    }
  }
}
