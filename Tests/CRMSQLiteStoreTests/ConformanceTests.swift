#if SQLite
  import CRMCore
  import CRMSQLiteStore
  import CRMStoreTesting
  import Foundation
  import Synchronization
  import Testing

  @Suite("The SQLite store conforms")
  struct ConformanceTests {
    private static let next = Atomic(0)

    private let suite = StoreConformance { catalog, environment in
      let number = ConformanceTests.next.wrappingAdd(1, ordering: .relaxed).newValue
      let folder = NSTemporaryDirectory() + "crmkit-sqlite-\(ProcessInfo.processInfo.processIdentifier)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      return try SQLiteStore(at: "\(folder)/\(number)", catalog: catalog, environment: environment, options: options)
    } reopen: { store in
      guard let store = store as? SQLiteStore else { return store }
      try await store.close()
      return try SQLiteStore(at: store.path, catalog: store.catalog, environment: store.environment, options: options)
    }

    private static let options = SQLiteStore.Options(durability: .relaxed, followingInterval: nil)

    @Test(arguments: ConformanceGroup.allCases)
    func conforms(_ group: ConformanceGroup) async {
      let failures = await suite.run(group)
      #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
    }
  }
#endif
