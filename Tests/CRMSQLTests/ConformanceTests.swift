#if SQLite || PostgreSQL
  import CRMCore
  import CRMStoreTesting
  import Synchronization
  import Testing

  @Suite("The SQL stores conform")
  struct ConformanceTests {
    /// Keeps the databases of stores that are opened again.
    private final class Shelf: Sendable {
      private let databases = Mutex<[any TestDatabase]>([])

      func add(_ database: any TestDatabase) { databases.withLock { $0.append(database) } }
    }

    @Test(arguments: SQLEngine.all, ConformanceGroup.allCases)
    func conforms(engine: SQLEngine, group: ConformanceGroup) async {
      let shelf = Shelf()
      let suite = StoreConformance { catalog, environment in
        let database = try engine.makeDatabase()
        shelf.add(database)
        return try await database.openStore(catalog, StoreSettings(environment: environment))
      } reopen: { store in
        try await store.close()
        return try await (store as? any SQLStore)?.openAgain() ?? store
      }
      let failures = await suite.run(group)
      #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
    }
  }
#endif
