import Testing

@testable import CRMFileStore

@Suite("A store's folder on a disk that fails")
struct FolderSimulationTests {
  @Test("Everything acknowledged is there after each crash, in order, and nothing but what was appended")
  func crashes() {
    var events: [FolderSimulation.Events] = []
    for seed in UInt64(0)..<4_000 {
      var simulation = FolderSimulation(seed: seed)
      do {
        try simulation.run()
      } catch {
        Issue.record("seed \(seed): \(error)")
        return
      }
      events.append(simulation.events)
    }
    // The seeds reach what they are there for.
    #expect(events.reduce(0) { $0 + $1.crashes } > 1_000)
    #expect(events.reduce(0) { $0 + $1.kills } > 1_000)
    #expect(events.reduce(0) { $0 + $1.failures } > 1_000)
    #expect(events.reduce(0) { $0 + $1.checkpoints } > 1_000)
    #expect(events.reduce(0) { $0 + $1.tornTails } > 1_000)
  }
}
