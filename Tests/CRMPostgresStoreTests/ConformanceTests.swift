#if PostgreSQL
  import CRMCore
  import CRMStoreTesting
  import Testing

  @testable import CRMPostgresStore

  @Suite("The PostgreSQL store conforms", .needsServer)
  struct ConformanceTests {
    private let suite = StoreConformance { catalog, environment in
      try await TestServer.open(catalog, environment, .testing(schema: TestServer.newSchema()))
    } reopen: { store in
      guard let store = store as? PostgresStore else { return store }
      try await store.close()
      return try await TestServer.open(store.catalog, store.environment, store.options)
    }

    @Test(arguments: ConformanceGroup.allCases)
    func conforms(_ group: ConformanceGroup) async {
      let failures = await suite.run(group)
      #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
    }
  }
#endif
