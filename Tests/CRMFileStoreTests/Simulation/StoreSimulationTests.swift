import Testing

@Suite("A store on a disk that fails")
struct StoreSimulationTests {
  @Test(
    "What was acknowledged is there after each crash, no transaction is half there, and readers see only whole states",
    arguments: SimulationSeeds.parts)
  func crashes(part: UInt64) {
    let seeds = SimulationSeeds(part: part, usual: 100)
    var total = StoreSimulation.Events()
    for seed in seeds.seeds {
      do {
        total += try StoreSimulation(seed: seed).run()
      } catch {
        Issue.record("seed \(seed): \(error)")
        return
      }
    }
    // The seeds reach what they are there for.
    let least = seeds.least
    #expect(total.crashes >= least && total.kills >= least && total.failures >= least, "\(total)")
    #expect(total.checkpoints >= least && total.lostTransactions >= least && total.closings >= least, "\(total)")
    #expect(total.backups >= least && total.brokenBackups >= least / 5, "\(total)")
    #expect(total.views >= least && total.refreshes >= least / 5, "\(total)")
    #expect(total.damages >= least && total.refusedTransactions >= least, "\(total)")
  }

  @Test("The same holds of sealed stores whose keys change", arguments: SimulationSeeds.parts)
  func sealed(part: UInt64) {
    let seeds = SimulationSeeds(part: part, usual: 10)
    var total = StoreSimulation.Events()
    for seed in seeds.seeds {
      do {
        total += try StoreSimulation(seed: seed, isSealed: true).run()
      } catch {
        Issue.record("seed \(seed): \(error)")
        return
      }
    }
    let least = seeds.least
    #expect(total.crashes >= least && total.kills >= least && total.failures >= least, "\(total)")
    #expect(total.checkpoints >= least && total.backups >= least && total.damages >= least, "\(total)")
  }

  @Test("The same seed gives the same course of events")
  func replay() throws {
    for seed in 0..<10 as Range<UInt64> {
      let first = try StoreSimulation(seed: seed).run()
      let second = try StoreSimulation(seed: seed).run()
      #expect(first == second)
    }
  }
}
