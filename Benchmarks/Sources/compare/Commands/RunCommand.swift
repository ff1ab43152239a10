import ArgumentParser
import Foundation

/// Takes the figures.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Take the figures and print them; this is what runs when no command is named.")

  @Option(help: "How many records each store holds.")
  var records = 100_000

  @Option(help: "The works, separated by commas: \(Work.allCases.map(\.rawValue).joined(separator: ", ")).")
  var works: Listed<Work> = Listed(Work.allCases)

  @Option(help: "The subjects, separated by commas: \(SubjectName.allCases.map(\.rawValue).joined(separator: ", ")).")
  var subjects: Listed<SubjectName> = Listed(SubjectName.allCases)

  @Option(name: .customLong("repeat"), help: "How many samples the medians are of.")
  var samples = 7

  @Option(help: "How many milliseconds a sample of a reading work lasts.")
  var sample = 50

  @Option(help: "Where the report is written to as JSON.")
  var json: String?

  @Option(
    help: "A report whose rows are shown beside the run's own, such as measure_duckdb.py's; may be given several times."
  )
  var with: [String] = []

  @Option(
    help:
      "An existing folder for the stores' files, which are removed in the end; the system's temporary one by default.")
  var folder: String?

  func validate() throws {
    guard records >= 100 else { throw ValidationError("--records must be at least 100") }
    guard samples >= 1, sample >= 1 else { throw ValidationError("--repeat and --sample must be at least 1") }
  }

  func run() async throws {
    var report = try await RunCommand.withFolder(in: folder) { place in
      try await Comparison(
        records: records, works: Set(works.values), subjects: subjects.values, samples: samples,
        sampleDuration: .milliseconds(sample), folder: place, progress: RunCommand.tell
      ).run()
    }
    for path in with { report.rows += try Report.rows(contentsOf: path).filter { $0.records == records } }
    report.fillRatios()
    print(report.circumstances, "", ReportTable(report).render(), separator: "\n")
    RunCommand.tell("peak memory of this process: \(ProcessMemory.now().peak >> 20) MiB")
    if let json { try report.json().write(to: URL(filePath: json)) }
  }

  /// Runs a body with a new folder for stores' files, which goes when it ends.
  static func withFolder<T>(in parent: String?, _ body: (String) async throws -> T) async throws -> T {
    let parent = parent ?? FileManager.default.temporaryDirectory.path
    let place = parent + "/crmkit-compare-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: place) }
    return try await body(place)
  }

  /// Says on standard error what goes on.
  static func tell(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}

/// Values separated by commas.
struct Listed<Value: RawRepresentable & CaseIterable & Sendable>: ExpressibleByArgument, Sendable
where Value.RawValue == String {
  let values: [Value]

  init(_ values: [Value]) { self.values = values }

  init?(argument: String) {
    let names = argument.split(separator: ",").map(String.init)
    values = names.compactMap(Value.init(rawValue:))
    if values.count != names.count || values.isEmpty { return nil }
  }

  var defaultValueDescription: String { "all" }
}
