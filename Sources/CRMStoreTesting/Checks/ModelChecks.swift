import CRMCore

/// Random work has the same outcome as on a plain model.
enum ModelChecks {
  static let all: [ConformanceCheck] = scripts.enumerated().map { position, script in
    let seed = position + 1
    return ConformanceCheck("random work, seed \(seed), has the same outcome as on a plain model") { t in
      let store = try await t.store(seed: UInt64(seed))
      for difference in try await script.get().differences(of: store) { t.fail(difference) }
    }
  }

  /// The work of each seed, made up once for all stores.
  private static let scripts = (1...8).map { seed in
    Result { try RandomScript(seed: UInt64(seed), steps: 150, records: StoreConformance.records) }
  }
}
