import Testing

@Suite("A week with two runners on a disk that fails")
struct WeekSimulationTests {
  @Test(
    "Wherever the disk fails, each piece of work is done once and each letter sent",
    arguments: 0..<SimulationSeeds.parts.count)
  func week(part: Int) async throws {
    var undisturbed = WeekSimulation()
    let expected = try await undisturbed.run(crashingAfter: nil)
    #expect(expected.deeds.count == 19)
    #expect(expected.deeds.values.allSatisfy { $0 == 1 })
    #expect(expected.letters == Set(expected.deeds.keys))
    var operation = part
    var crashes = 0
    while true {
      var week = WeekSimulation()
      let outcome = try await week.run(crashingAfter: operation)
      #expect(outcome == expected, "after \(operation) operations")
      guard week.hasCrashed else { break }
      crashes += 1
      operation += SimulationSeeds.parts.count * WeekSimulationTests.stride
    }
    #expect(crashes > 5)
  }

  private static let stride = 3
}
