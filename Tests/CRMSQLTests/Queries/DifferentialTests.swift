#if SQLite || PostgreSQL
  import CRMMemoryStore
  import CRMStoreTesting
  import Foundation
  import Testing

  @Suite("The SQL stores answer as the memory store does")
  struct DifferentialTests {
    // A script that has more time asks for more, and whoever looks into a failure for its seed alone.
    private static let count = ProcessInfo.processInfo.environment["CRMKIT_SEEDS"].flatMap(Int.init) ?? 30
    private static let first = ProcessInfo.processInfo.environment["CRMKIT_FIRST_SEED"].flatMap(Int.init) ?? 1000

    @Test(
      "Random work on random record types has the same outcome on both", arguments: SQLEngine.all, first..<first + count
    )
    func randomWork(engine: SQLEngine, seed: Int) async throws {
      let database = try engine.makeDatabase()
      let suite = StoreConformance { catalog, environment in
        try await database.openStore(catalog, StoreSettings(environment: environment))
      }
      let memory = StoreConformance { catalog, environment in MemoryStore(catalog, environment: environment) }
      let failures = await suite.compare(with: memory, seed: UInt64(seed), steps: 60)
      #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
    }
  }
#endif
