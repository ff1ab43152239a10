import Foundation

/// The seeds of a simulation: a few in the tests, as many as a script asks for by `CRMKIT_SIMULATION_SEEDS`, from
/// `CRMKIT_SIMULATION_FIRST` on.
///
/// Each seed stands for one course of events.
struct SimulationSeeds {
  /// How many parts the seeds are dealt into, which run side by side.
  static let parts: Range<UInt64> = 0..<8

  let seeds: Range<UInt64>

  /// - Parameter usual: How many seeds a part has in the tests.
  init(part: UInt64, usual: UInt64) {
    func number(_ name: String) -> UInt64? { ProcessInfo.processInfo.environment[name].flatMap(UInt64.init) }
    let count = number("CRMKIT_SIMULATION_SEEDS").map { $0 / UInt64(Self.parts.count) } ?? usual
    let first = (number("CRMKIT_SIMULATION_FIRST") ?? 0) + part * count
    seeds = first..<first + count
  }

  /// How often at the least something should have happened that happens in many of the courses.
  var least: Int { seeds.count / 5 }
}
