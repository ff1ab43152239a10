import ArgumentParser
import Foundation

/// Takes the figures of the engine.
struct EngineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "engine",
    abstract: "Measure live reports, the agenda, the outbox and rights, each beside a plain yardstick.")

  @Option(
    help:
      "How many records live reports and rights are about; may be given several times. 10,000 and 100,000 otherwise.")
  var records: [Int] = []

  @Option(help: "The groups, separated by commas: \(EngineGroup.allCases.map(\.rawValue).joined(separator: ", ")).")
  var groups: Listed<EngineGroup> = Listed(EngineGroup.allCases)

  @Option(help: "The stores, separated by commas: \(EngineStore.allCases.map(\.rawValue).joined(separator: ", ")).")
  var stores: Listed<EngineStore> = Listed(EngineStore.allCases)

  @Option(help: "How many entries and messages a sample has; a tenth of it where each commit is synced.")
  var operations = 1000

  @Option(name: .customLong("repeat"), help: "How many samples the medians are of.")
  var samples = 7

  @Option(help: "Where the report is written to as JSON.")
  var json: String?

  @Option(
    help:
      "An existing folder for the stores' files, which are removed in the end; the system's temporary one by default.")
  var folder: String?

  func validate() throws {
    guard records.allSatisfy({ $0 >= 100 }) else { throw ValidationError("--records must be at least 100") }
    guard samples >= 1, operations >= 1 else { throw ValidationError("--repeat and --operations must be at least 1") }
  }

  func run() async throws {
    let report = try await RunCommand.withFolder(in: folder) { place in
      try await EngineComparison(
        groups: groups.values, stores: stores.values, sizes: records.isEmpty ? [10_000, 100_000] : records,
        operations: operations, samples: samples, folder: place, progress: RunCommand.tell
      ).run()
    }
    print(report.render())
    if let json { try report.json().write(to: URL(filePath: json)) }
  }
}
