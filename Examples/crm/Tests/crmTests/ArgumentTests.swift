import CRMKit
import Testing

@testable import crm

@Suite("Arguments")
struct ArgumentTests {
  @Test("Groups are paths, with a period behind a colon")
  func groups() {
    #expect(GroupArgument(argument: "owner.name")?.granularity == nil)
    #expect(GroupArgument(argument: "closedOn:month")?.granularity == .month)
    #expect(GroupArgument(argument: "closedOn:fiscal-quarter")?.granularity == .fiscalQuarter)
    for wrong in ["", ":month", "closedOn:", "closedOn:fortnight", "closedOn:month:day", "a:fiscalYear"] {
      #expect(GroupArgument(argument: wrong) == nil, "\(wrong)")
    }
  }

  @Test("Percentiles are a number of percent and a path")
  func percentiles() throws {
    let percentile = try #require(PercentileArgument(argument: "99.5:actualValue"))
    #expect(percentile.percent == (try ExactDecimal("99.5")))
    #expect(percentile.path == "actualValue")
    for wrong in ["", "90", "90:", ":x", "-1:x", "101:x", "1e1:x"] {
      #expect(PercentileArgument(argument: wrong) == nil)
    }
  }

  @Test("A sort key may hold a colon itself")
  func sorting() {
    let keys = ["name", "name:desc", "name:asc", "percentile(90:x):desc", "closedOn:month"].map(SortArgument.init)
    #expect(keys.map { $0?.name } == ["name", "name", "name", "percentile(90:x)", "closedOn:month"])
    #expect(keys.map { $0?.isDescending } == [false, true, false, true, false])
    #expect(SortArgument(argument: ":desc") == nil)
  }

  @Test("A group is named by its path, and by its period too where the path occurs twice")
  func names() {
    let groups = ["closedOn:month", "owner.name"].compactMap(GroupArgument.init)
    #expect(ReportLayout(groups: groups, figures: ["count"]).names == ["closedOn", "owner.name", "count"])
    let twice = ["closedOn:month", "closedOn:year"].compactMap(GroupArgument.init)
    let layout = ReportLayout(groups: twice, figures: ["count"])
    #expect(layout.names == ["closedOn:month", "closedOn:year", "count"])
    #expect(layout.sortKey("closedOn:year") == .group(1))
    #expect(layout.sortKey("count") == .measure(0))
    #expect(layout.sortKey("sum(x)") == nil)
  }

  @Test(
    "Commas between thousands are left out, others are not",
    arguments: [
      (" 1,234,567 ", " 1234567 "), ("12,345.50 USD", "12345.50 USD"), ("-1,234", "-1234"), ("12,34", "12,34"),
      ("1,2345", "1,2345"), ("1234", "1234"),
    ])
  func thousands(text: String, expected: String) {
    #expect(text.withoutThousands == expected)
  }

  @Test("Thousands are set apart in amounts")
  func thousands() {
    #expect("10005534.00".groupingThousands == "10,005,534.00")
    #expect("-1234".groupingThousands == "-1,234")
    #expect("123.4567".groupingThousands == "123.4567")
    #expect("0".groupingThousands == "0")
  }
}
