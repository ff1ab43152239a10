import Foundation
import Testing

@testable import compare

@Suite("Reports")
struct ReportTests {
  static func row(_ work: Work, _ subject: String, _ value: Double, records: Int = 1000) -> Report.Row {
    Report.Row(
      work: work, records: records, subject: subject, medianNanoseconds: work.isSize ? nil : value,
      medianBytes: work.isSize ? value : nil, spread: 0.1)
  }

  static func report(_ rows: [Report.Row]) -> Report {
    Report(
      machine: Machine(
        date: "2026-01-01", system: "Linux", processor: "P", cores: 2, memoryBytes: 1 << 34, disk: "ext4", sqlite: "3"),
      rows: rows)
  }

  @Test("A ratio is the other's figure divided by the row's own, within one work and one number of records")
  func ratios() {
    var report = Self.report([
      Self.row(.getByID, "file", 100), Self.row(.getByID, "sqlite", 500), Self.row(.getByID, "sqlite", 7, records: 5),
      Self.row(.open, "sqlite", 9),
    ])
    report.fillRatios()
    #expect(report.rows[0].ratio == ["sqlite": 5])
    #expect(report.rows[1].ratio == ["file": 0.2])
    #expect(report.rows[3].ratio == [:])
  }

  @Test("The JSON names its values as documented, times and bytes apart, and reads back as it was")
  func json() throws {
    let report = Self.report([Self.row(.getByID, "file", 100), Self.row(.diskBytes, "file", 300)])
    let text = String(decoding: try report.json(), as: UTF8.self)
    #expect(text.contains("\"median_ns\" : 100"))
    #expect(text.contains("\"median_bytes\" : 300"))
    #expect(text.contains("\"work\" : \"get-by-id\""))
    #expect(text.contains("\"cores\" : 2"))
    #expect(try JSONDecoder().decode(Report.self, from: Data(text.utf8)).rows == report.rows)
  }

  @Test("The table's columns are aligned, and it says how the others stand to the file store")
  func table() {
    var report = Self.report([
      Self.row(.getByID, "file", 1420), Self.row(.getByID, "sqlite", 14_200_000), Self.row(.getByID, "duckdb", 2840),
    ])
    report.fillRatios()
    let text = ReportTable(report).render()
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(Set(lines.prefix(3).map(\.count)).count == 1)
    #expect(text.contains("| get-by-id | 1.42 µs (10%) | 14.2 ms (10%) | 2.84 µs (10%) |"))
    #expect(lines.last == "| get-by-id |  10000 |   2.00 |")
  }

  @Test("A store in a database is held against that database, and against the file store only where that was measured")
  func peers() {
    var report = Self.report([
      Self.row(.getByID, "sqlite-store", 1500), Self.row(.getByID, "sqlite", 1000), Self.row(.open, "sqlite", 5),
      Self.row(.getByID, "postgres-store", 9),
    ])
    report.fillRatios()
    let text = ReportTable(report).render()
    #expect(!text.contains("file store"))
    #expect(
      text.hasSuffix(
        """
        the database by its own interface

        | work      | sqlite-store |
        | --------- | -----------: |
        | get-by-id |         1.50 |
        """))
    report.rows.append(Self.row(.getByID, "postgres", 6))
    report.fillRatios()
    #expect(ReportTable(report).render().hasSuffix("| get-by-id |         1.50 |           1.50 |"))
  }

  @Test("The most memory that a process took stands below what each record takes")
  func peak() {
    var row = Self.row(.memoryBytes, "file", 385)
    row.peakBytes = 52 << 20
    let text = ReportTable(Self.report([row])).render()
    #expect(text.contains("| memory-bytes    | 385 B (10%) |\n| process at most |      52 MiB |"))
  }

  @Test(
    "Quantities are shown with three digits in the unit that suits them",
    arguments: [(999.4, "999 ns"), (1000, "1.00 µs"), (12_340, "12.3 µs"), (2_500_000_000, "2.50 s"), (0.5, "0.50 ns")])
  func quantities(nanoseconds: Double, text: String) {
    #expect(Quantity.time(nanoseconds) == text)
  }
}
