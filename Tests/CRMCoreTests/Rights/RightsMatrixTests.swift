import CRMCore
import Testing

@Suite("What is out of sight makes no difference")
struct RightsMatrixTests {
  @Test(
    "Nothing that can be asked or done tells two stores apart that differ out of sight",
    arguments: RightsWorld.Sight.allCases)
  func alike(_ sight: RightsWorld.Sight) async throws {
    let worlds = (try await RightsWorld(sight, variant: 1), try await RightsWorld(sight, variant: 2))
    for probe in RightsProbe.readings { await compare(probe, worlds) }
    for probe in RightsProbe.writings {
      await compare(probe, (try await RightsWorld(sight, variant: 1), try await RightsWorld(sight, variant: 2)))
    }
  }

  private func compare(_ probe: RightsProbe, _ worlds: (RightsWorld, RightsWorld)) async {
    let outcomes = (await probe.outcome(on: worlds.0.limited), await probe.outcome(on: worlds.1.limited))
    #expect(outcomes.0 == outcomes.1, "\(probe.name)")
    #expect(!outcomes.0.contains("secret"), "\(probe.name)")
  }
}
