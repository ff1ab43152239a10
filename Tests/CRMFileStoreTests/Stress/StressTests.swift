import CRMFileStore
import Foundation
import Testing

@Suite("Many tasks on one store")
struct StressTests {
  // A script that has more time asks for more.
  private static let commits = ProcessInfo.processInfo.environment["CRMKIT_STRESS"].flatMap(Int.init) ?? 20

  @Test(
    "Beside writers, readers, followers, checkpoints and backups see whole states, and no commit is lost: in memory",
    arguments: [Durability.immediate, .relaxed])
  func memory(durability: Durability) async throws {
    let disk = SimulatedFileSystem(seed: 1, pageSize: 4096)
    try disk.makeDirectory("/stress")
    try await expectSound(StoreStress("/stress", disk, durability, commits: Self.commits))
  }

  @Test(
    "Beside writers, readers, followers, checkpoints and backups see whole states, and no commit is lost: on the disk",
    arguments: [Durability.immediate, .relaxed])
  func files(durability: Durability) async throws {
    let folder =
      FileManager.default.temporaryDirectory.path
      + "/crmkit-stress-\(ProcessInfo.processInfo.processIdentifier)-\(durability)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await expectSound(StoreStress(folder, LocalFileSystem(), durability, commits: Self.commits))
  }

  private func expectSound(_ stress: StoreStress) async throws {
    let events = try await stress.run()
    #expect(events.readings > 0 && events.checkpoints > 0 && events.backups > 0 && events.refreshes > 0, "\(events)")
  }
}
