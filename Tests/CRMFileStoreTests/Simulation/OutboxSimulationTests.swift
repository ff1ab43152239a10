import CRMCore
import Testing

@Suite("The agenda and the outbox on a disk that fails")
struct OutboxSimulationTests {
  @Test(
    "What was acknowledged is sent and done, work never twice, and a message twice only where that is the channel's choice",
    arguments: SimulationSeeds.parts, [DeliveryPolicy.Guarantee.atLeastOnce, .atMostOnce])
  func crashes(part: UInt64, guarantee: DeliveryPolicy.Guarantee) async {
    let seeds = SimulationSeeds(part: part, usual: 20)
    var (crashes, sentAgain, unknown) = (0, 0, 0)
    for seed in seeds.seeds {
      do {
        let events = try await OutboxSimulation(seed: seed, guarantee).run()
        crashes += events.crashes
        sentAgain += events.sentAgain
        unknown += events.unknown
      } catch {
        Issue.record("seed \(seed): \(error)")
        return
      }
    }
    #expect(crashes >= seeds.least)
    switch guarantee {
    case .atLeastOnce: #expect(sentAgain > 0)
    case .atMostOnce: #expect(unknown > 0)
    }
  }
}
