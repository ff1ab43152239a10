import ArgumentParser
import CRMKit
import Foundation

/// Writes the people for programs that measure others.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the people to people.csv and the right answer of group-by to groups.json, for measure_duckdb.py.")

  @Option(help: "How many records.")
  var records = 100_000

  @Argument(help: "An existing folder.")
  var folder: String

  func run() async throws {
    let source = PersonSource(seed: Comparison.seed)
    let path = folder + "/people.csv"
    guard FileManager.default.createFile(atPath: path, contents: nil) else { throw CocoaError(.fileWriteUnknown) }
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    var totals: [String: GroupTotal] = [:]
    try file.write(contentsOf: Data((PersonTable.columns.joined(separator: ",") + "\n").utf8))
    for start in stride(from: 0, to: records, by: 1000) {
      let people = (start..<min(start + 1000, records)).map(source.person)
      try file.write(contentsOf: Data(people.map(\.commaSeparated).joined().utf8))
      for person in people {
        let status = person.status.rawValue
        let old = totals[status] ?? GroupTotal(status: status, count: 0, revenue: 0)
        totals[status] = GroupTotal(status: status, count: old.count + 1, revenue: old.revenue + person.revenue)
      }
    }
    try file.close()
    let groups = totals.values.sorted { $0.status < $1.status }
    try JSONEncoder().encode(groups).write(to: URL(filePath: folder + "/groups.json"))
  }
}

extension Person {
  /// A line of CSV; none of the values holds a comma, a quotation mark or an end of line.
  fileprivate var commaSeparated: String {
    let values: [String] = [
      id.description, "1", "0", "0", givenName, familyName, email, phone ?? "", jobTitle ?? "", company, street,
      postalCode, city, region, country, website ?? "", language, status.rawValue, source, "\(score)", "\(revenue)",
      birthday.map { "\($0.daysSince1970)" } ?? "", "\(lastContactedAt.microsecondsSince1970)",
      isSubscribed ? "1" : "0",
    ]
    return values.joined(separator: ",") + "\n"
  }
}
