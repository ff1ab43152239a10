import CRMCore
import CRMFileStore
import CRMStoreTesting
import Foundation
import Synchronization
import Testing

@Suite("The file store conforms")
struct ConformanceTests {
  private static let next = Atomic(0)

  private let suite = StoreConformance { catalog, environment in
    let number = ConformanceTests.next.wrappingAdd(1, ordering: .relaxed).newValue
    let process = ProcessInfo.processInfo.processIdentifier
    let folder = NSTemporaryDirectory() + "crmkit-conformance-\(process)/\(number)"
    return try FileStore(at: folder, catalog: catalog, environment: environment, options: options)
  } reopen: { store in
    guard let store = store as? FileStore else { return store }
    try await store.close()
    return try FileStore(at: store.path, catalog: store.catalog, environment: store.environment, options: options)
  }

  private static let options = FileStore.Options(durability: .relaxed, checkpointSize: 1 << 16)

  @Test(arguments: ConformanceGroup.allCases)
  func conforms(_ group: ConformanceGroup) async {
    let failures = await suite.run(group)
    #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
  }
}
