import Foundation
import Testing

@testable import compare

@Suite("The chart of growth")
struct GrowthChartTests {
  @Test("A subject's line rises with its cost and goes from left to right")
  func line() throws {
    let rows = [
      ReportTests.row(.getByID, "file", 10_000, records: 1_000_000),
      ReportTests.row(.getByID, "file", 100, records: 1000),
    ]
    let svg = GrowthChart(rows).svg()
    let circle = /<circle cx="([0-9.]+)" cy="([0-9.]+)"/
    let dots = svg.matches(of: circle).compactMap { match in
      Double(match.output.1).flatMap { x in Double(match.output.2).map { (x: x, y: $0) } }
    }
    try #require(dots.count == 2)
    #expect(dots[0].x < dots[1].x)
    // Downwards is up in SVG.
    #expect(dots[0].y > dots[1].y)
    #expect(svg.contains(">1,000<"))
    #expect(svg.contains(">1,000,000<"))
  }

  @Test("There is a panel for each work that was measured, and for no other")
  func panels() {
    let svg = GrowthChart([ReportTests.row(.open, "sqlite", 5), ReportTests.row(.diskBytes, "file", 300)]).svg()
    #expect(svg.contains(">open<"))
    #expect(svg.contains(">disk-bytes<"))
    #expect(!svg.contains(">get-by-id"))
    #expect(svg.contains("prefers-color-scheme: dark"))
  }

  @Test("A chart of nothing is still a chart")
  func nothing() {
    #expect(GrowthChart([]).svg().hasSuffix("</svg>\n"))
  }
}
