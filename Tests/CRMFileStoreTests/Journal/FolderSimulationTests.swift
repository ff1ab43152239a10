import Testing

@testable import CRMFileStore

@Suite("A store's folder on a disk that fails")
struct FolderSimulationTests {
  @Test(
    "Everything acknowledged is there after each crash, in order, and nothing but what was appended",
    arguments: SimulationSeeds.parts)
  func crashes(part: UInt64) {
    let seeds = SimulationSeeds(part: part, usual: 150)
    var total = FolderSimulation.Events()
    for seed in seeds.seeds {
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
    let least = seeds.least
    #expect(total.crashes >= least && total.kills >= least && total.failures >= least)
    #expect(total.checkpoints >= least && total.tornTails >= least, "\(total)")
  }
}
