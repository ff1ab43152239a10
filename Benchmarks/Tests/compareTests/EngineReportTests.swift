import Foundation
import Testing

@testable import compare

@Suite("Reports of the engine")
struct EngineReportTests {
  private static let report = EngineReport(
    machine: ReportTests.report([]).machine, loadBefore: 0.25, loadAfter: 1.5,
    rows: [
      .init(
        .liveOwn, .memory, 1000,
        [.init(work: 100, yardstick: 1000), .init(work: 300, yardstick: 1200), .init(work: 200, yardstick: 8000)]),
      .init(.agendaRun, .file, nil, [.init(work: 50_000, yardstick: 20_000)]),
    ])

  @Test("A ratio is the median of what the yardstick took beside the work in each sample")
  func ratio() {
    let row = Self.report.rows[0]
    #expect(row.medianNanoseconds == 200)
    #expect(row.yardstickNanoseconds == 1200)
    #expect(row.ratio == 10, "of 10, 4 and 40")
    #expect(row.perSecond == 5_000_000)
    #expect(Self.report.rows[1].ratio == 0.4)
  }

  @Test("The JSON names its values as documented, and reads back as it was")
  func json() throws {
    let text = String(decoding: try Self.report.json(), as: UTF8.self)
    for name in ["median_ns", "yardstick_ns", "ratio", "spread", "load_before", "load_after"] {
      #expect(text.contains("\"\(name)\" : "))
    }
    #expect(text.contains("\"work\" : \"live-own\""))
    #expect(try JSONDecoder().decode(EngineReport.self, from: Data(text.utf8)).rows == Self.report.rows)
  }

  @Test("The table says what was done, how often in a second, and beside what")
  func table() {
    let text = Self.report.render()
    #expect(text.contains("load 0.25 before and 1.50 after"))
    let rows = text.split(separator: "\n").map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(
      rows.contains(["live-own", "memory", "1000", "200 ns (50%)", "5000000", "asking anew", "1.20 µs", "10.0"]))
    #expect(
      rows.contains(["agenda-run", "file", "", "50.0 µs (0%)", "20000", "a plain commit", "20.0 µs", "0.40"]))
  }
}
