import CRMCore
import Foundation
import Testing

@Suite("Relative period")
struct RelativePeriodTests {
  private func dates(_ text: String, on today: String, _ system: CalendarSystem = .gregorian) throws -> String {
    let zone = try #require(TimeZone(identifier: "Asia/Tehran"))
    let calendar = try ReportCalendar(
      system, timeZone: zone, firstWeekday: system == .persian ? .saturday : .monday, fiscalYearStartMonth: 4)
    // Just before midnight in Tehran, so that a wrong zone would show.
    let now = try Instant(iso8601: "\(today)T23:59:59+03:30")
    let range = try calendar.dates(of: #require(RelativePeriod(text: text)), at: now)
    return "\(range.lowerBound) \(range.upperBound)"
  }

  @Test(
    "Periods mean the documented days on Thursday 15 May 2025",
    arguments: [
      ("today", "2025-05-15 2025-05-16"),
      ("yesterday", "2025-05-14 2025-05-15"),
      ("tomorrow", "2025-05-16 2025-05-17"),
      ("last 1 day", "2025-05-15 2025-05-16"),
      ("last 90 days", "2025-02-15 2025-05-16"),
      ("next 2 weeks", "2025-05-15 2025-05-29"),
      ("last 3 months", "2025-02-16 2025-05-16"),
      ("next 1 month", "2025-05-15 2025-06-15"),
      ("last 2 quarters", "2024-11-16 2025-05-16"),
      ("last 1 year", "2024-05-16 2025-05-16"),
      ("this day", "2025-05-15 2025-05-16"),
      ("this week", "2025-05-12 2025-05-19"),
      ("last week", "2025-05-05 2025-05-12"),
      ("next week", "2025-05-19 2025-05-26"),
      ("this month", "2025-05-01 2025-06-01"),
      ("last month", "2025-04-01 2025-05-01"),
      ("last quarter", "2025-01-01 2025-04-01"),
      ("next quarter", "2025-07-01 2025-10-01"),
      ("last year", "2024-01-01 2025-01-01"),
      ("this fiscal year", "2025-04-01 2026-04-01"),
      ("last fiscal year", "2024-04-01 2025-04-01"),
      ("next fiscal quarter", "2025-07-01 2025-10-01"),
    ])
  func gregorian(_ text: String, _ expected: String) throws {
    #expect(try dates(text, on: "2025-05-15") == expected)
    let period = try #require(RelativePeriod(text: text))
    #expect(period.description == text)
    let data = try JSONEncoder().encode([period])
    #expect(String(decoding: data, as: UTF8.self) == "[\"\(text)\"]")
    #expect(try JSONDecoder().decode([RelativePeriod].self, from: data) == [period])
  }

  @Test func `Persian periods follow the Persian months`() throws {
    // 2025-03-20 is 30 Esfand 1403, the last day of a leap year.
    #expect(try dates("this month", on: "2025-03-20", .persian) == "2025-02-19 2025-03-21")
    #expect(try dates("this week", on: "2025-03-20", .persian) == "2025-03-15 2025-03-22")
    #expect(try dates("next year", on: "2025-03-20", .persian) == "2025-03-21 2026-03-21")
    #expect(try dates("next 1 year", on: "2025-03-20", .persian) == "2025-03-20 2026-03-20")
    #expect(try dates("this fiscal year", on: "2025-03-20", .persian) == "2024-06-21 2025-06-22")
  }

  @Test func `Days that a month lacks become its last`() throws {
    #expect(try dates("next 1 month", on: "2025-01-31") == "2025-01-31 2025-02-28")
    #expect(try dates("last 1 month", on: "2025-03-30") == "2025-02-28 2025-03-31")
    #expect(try dates("last 1 year", on: "2024-02-28") == "2023-02-28 2024-02-29")
  }

  @Test func `Texts are read generously, and others are none`() {
    #expect(RelativePeriod(text: " Last  ۹۰ DAYS ") == .last(90, .days))
    #expect(RelativePeriod(text: "last 1 days") == .last(1, .days))
    for text in [
      "", "last", "day", "last days", "this 3 days", "last 0 days", "last -1 days", "last 100001 days",
      "last 3 fiscal years",
      "previous month", "last 99999999999999999999 days", "fiscal year", "last 3", "today today", "this fiscal",
    ] { #expect(RelativePeriod(text: text) == nil, "\(text)") }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([RelativePeriod].self, from: Data(#"["sometime"]"#.utf8))
    }
  }

  @Test func `Numbers that no period has, and days that no calendar has, are refused`() throws {
    let calendar = ReportCalendar.gregorian(in: try #require(TimeZone(identifier: "UTC")))
    let now = try Instant(iso8601: "2025-05-15T12:00:00Z")
    for count in [0, -1, Int.min, Int.max, 100_001] {
      #expect(throws: CalendarError.periodCountOutOfRange(count, limit: 100_000)) {
        try calendar.dates(of: .last(count, .days), at: now)
      }
    }
    #expect(throws: CalendarError.dateOutOfRange) { try calendar.dates(of: .next(100_000, .years), at: now) }
    #expect(throws: CalendarError.dateOutOfRange) {
      try calendar.dates(of: .today, at: Instant(microsecondsSince1970: .min))
    }
  }

  @Test func `Instants of a period begin and end with the zone's days`() throws {
    let calendar = ReportCalendar.gregorian(in: try #require(TimeZone(identifier: "America/New_York")))
    let now = try Instant(iso8601: "2024-03-10T12:00:00Z")
    let instants = try calendar.instants(of: .today, at: now)
    #expect(instants.lowerBound.description == "2024-03-10T05:00:00Z")
    #expect(instants.upperBound.description == "2024-03-11T04:00:00Z")
  }
}
