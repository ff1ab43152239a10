import CRMFileStore
import CRMMemoryStore
import CRMStoreTesting
import Foundation
import Testing

@Suite("The file store answers as the memory store does")
struct DifferentialTests {
  // A script that has more time asks for more, and whoever looks into a failure for its seed alone.
  private static let count = ProcessInfo.processInfo.environment["CRMKIT_SEEDS"].flatMap(UInt64.init) ?? 1000
  private static let first = ProcessInfo.processInfo.environment["CRMKIT_FIRST_SEED"].flatMap(UInt64.init) ?? 1000

  @Test("Random work on random record types has the same outcome on both")
  func randomWork() async throws {
    let folder = NSTemporaryDirectory() + "crmkit-differential-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let memory = StoreConformance { catalog, environment in MemoryStore(catalog, environment: environment) }
    let failures = try await StoreConformance.failures(ofSeeds: Self.first..<Self.first + Self.count) { seed in
      let suite = StoreConformance { catalog, environment in
        try FileStore(
          at: "\(folder)/\(seed)", catalog: catalog, environment: environment,
          options: FileStore.Options(durability: .relaxed, checkpointSize: 1 << 16))
      }
      return await suite.compare(with: memory, seed: seed)
    }
    #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
  }
}
