import CRMFileStore
import CRMMemoryStore
import CRMStoreTesting
import Foundation
import Synchronization
import Testing

@Suite("The file store answers as the memory store does")
struct DifferentialTests {
  // A script that has more time asks for more, and whoever looks into a failure for its seed alone.
  private static let count = ProcessInfo.processInfo.environment["CRMKIT_SEEDS"].flatMap(Int.init) ?? 20
  private static let first = ProcessInfo.processInfo.environment["CRMKIT_FIRST_SEED"].flatMap(Int.init) ?? 1000
  private static let next = Atomic(0)

  @Test("Random work on random record types has the same outcome on both", arguments: first..<first + count)
  func randomWork(_ seed: Int) async throws {
    let suite = StoreConformance { catalog, environment in
      let number = DifferentialTests.next.wrappingAdd(1, ordering: .relaxed).newValue
      let process = ProcessInfo.processInfo.processIdentifier
      return try FileStore(
        at: NSTemporaryDirectory() + "crmkit-differential-\(process)/\(number)", catalog: catalog,
        environment: environment, options: FileStore.Options(durability: .relaxed, checkpointSize: 1 << 16))
    }
    let memory = StoreConformance { catalog, environment in MemoryStore(catalog, environment: environment) }
    let failures = await suite.compare(with: memory, seed: UInt64(seed), steps: 60)
    #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
  }
}
