import Foundation
import Testing

@Suite("A company's days on a disk that fails")
struct YearSimulationTests {
  /// A number that the environment gives.
  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
  }

  /// How many days are lived: a few, or as many as the environment says.
  private static let days = number("CRMKIT_DAYS").map { Int($0) } ?? 20

  /// One course of events each.
  private static let seeds: Range<UInt64> = {
    let first = number("CRMKIT_SIMULATION_FIRST") ?? 0
    return first..<first + (number("CRMKIT_YEARS") ?? 2)
  }()

  @Test(
    "After each crash the days are found as they were at a commit not before the last acknowledged, and they end as in memory",
    arguments: seeds)
  func year(seed: UInt64) async throws {
    var simulation = try YearSimulation(seed: seed)
    let events = try await simulation.run(days: Self.days)
    // The days reach what they are there for.
    let often = Self.days / 10
    #expect(events.powerCuts >= often && events.kills >= often && events.openings >= often, "\(events)")
    #expect(events.interruptedDeeds >= often && events.interruptedOpenings >= often, "\(events)")
    let seldom = Self.days / 40
    #expect(events.checkpoints >= seldom && events.interruptedCheckpoints >= seldom, "\(events)")
    #expect(events.begunDeeds >= seldom && events.unacknowledged >= seldom, "\(events)")
    #expect(events.failedSyncs + events.fullDisks >= seldom, "\(events)")
    #expect(events.closings >= seldom && events.interruptedClosings >= seldom / 8, "\(events)")
  }

  @Test("The same seed gives the same course of events, and the same bytes")
  func replay() async throws {
    var (first, second) = (try YearSimulation(seed: 1), try YearSimulation(seed: 1))
    let (events, repeated) = (try await first.run(days: 5), try await second.run(days: 5))
    #expect(events == repeated)
    #expect(first.files == second.files)
  }
}
