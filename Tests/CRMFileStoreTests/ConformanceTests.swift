import CRMFileStore
import CRMStoreTesting
import Foundation
import Synchronization
import Testing

@Suite("The file store conforms")
struct ConformanceTests {
  @Test(arguments: ConformanceGroup.allCases)
  func conforms(_ group: ConformanceGroup) async throws {
    let folders = try TemporaryFolders()
    let suite = StoreConformance { _, environment in
      try FileStore(at: folders.next(), StoreConformance.records, environment: environment)
    } reopen: { store in
      guard let store = store as? FileStore else { return store }
      try await store.close()
      return try FileStore(at: store.path, StoreConformance.records, environment: store.environment)
    }
    let failures = await suite.run(group)
    #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
  }
}

/// Folders that are gone when nobody holds this any more.
private final class TemporaryFolders: Sendable {
  private let root: URL
  private let count = Mutex(0)

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(path: "crm-conformance-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func next() -> String {
    let number = count.withLock { count in
      count += 1
      return count
    }
    return root.appending(path: "\(number)").path
  }
}
