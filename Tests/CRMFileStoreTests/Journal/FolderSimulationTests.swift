import Foundation
import Testing

@testable import CRMFileStore

@Suite("A store's folder on a disk that fails")
struct FolderSimulationTests {
  private static let parts = 8
  // A script that has more time than a test asks for more: each seed stands for one course of events.
  private static let seedsPerPart =
    ProcessInfo.processInfo.environment["CRMKIT_SIMULATION_SEEDS"]
    .flatMap(UInt64.init).map { $0 / UInt64(parts) } ?? 150

  @Test(
    "Everything acknowledged is there after each crash, in order, and nothing but what was appended",
    arguments: 0..<UInt64(parts))
  func crashes(part: UInt64) {
    var total = FolderSimulation.Events()
    for seed in part * Self.seedsPerPart..<(part + 1) * Self.seedsPerPart {
      var simulation = FolderSimulation(seed: seed)
      do {
        try simulation.run()
      } catch {
        Issue.record("seed \(seed): \(error)")
        return
      }
      total.add(simulation.events)
    }
    // The seeds reach what they are there for.
    let least = Int(Self.seedsPerPart / 5)
    #expect(total.crashes > least && total.kills > least && total.failures > least)
    #expect(total.checkpoints > least && total.tornTails > least, "\(total)")
  }
}
