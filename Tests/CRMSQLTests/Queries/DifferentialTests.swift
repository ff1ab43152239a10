#if SQLite || PostgreSQL
  import CRMMemoryStore
  import CRMStoreTesting
  import Foundation
  import Testing

  @Suite("The SQL stores answer as the memory store does")
  struct DifferentialTests {
    // A script that has more time asks for more, and whoever looks into a failure for its seed alone.
    private static let count = ProcessInfo.processInfo.environment["CRMKIT_SEEDS"].flatMap(UInt64.init)
    private static let first = ProcessInfo.processInfo.environment["CRMKIT_FIRST_SEED"].flatMap(UInt64.init) ?? 1000

    @Test("Random work on random record types has the same outcome on both", arguments: SQLEngine.all)
    func randomWork(engine: SQLEngine) async throws {
      let memory = StoreConformance { catalog, environment in MemoryStore(catalog, environment: environment) }
      // A schema on the server takes ten times as long to make and to remove as a file.
      let count = Self.count ?? (engine == .postgres ? 300 : 1000)
      let failures = try await StoreConformance.failures(ofSeeds: Self.first..<Self.first + count) { seed in
        let database = try engine.makeDatabase()
        let suite = StoreConformance { catalog, environment in
          try await database.openStore(catalog, StoreSettings(environment: environment))
        }
        return await suite.compare(with: memory, seed: seed)
      }
      #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
    }
  }
#endif
