import CRMCore
import Foundation
import Testing

@Suite("Recurrence by the ends of months, by leap days, and in other calendars")
struct RecurrenceCalendarTests {
  /// The days of the first occurrences, as the rule's calendar calls them.
  private func days(_ text: String, from start: String, _ count: Int) throws -> [String] {
    let rule = try RecurrenceRule(parsing: text)
    let recurrence = try Recurrence(rule, from: LocalDateTime(iso8601: "\(start)T12:00:00"), in: .gmt)
    return try recurrence.occurrences().prefix(count)
      .map { try CalendarDate($0, in: .gmt).text(in: rule.calendar, language: .english) }
  }

  @Test func `A day that a month does not have is left out, or moved`() throws {
    #expect(
      try days("FREQ=MONTHLY", from: "2024-01-31", 4) == ["2024-01-31", "2024-03-31", "2024-05-31", "2024-07-31"])
    #expect(
      try days("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD", from: "2023-01-31", 4)
        == ["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30"])
    #expect(
      try days("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD", from: "2023-01-31", 4)
        == ["2023-01-31", "2023-03-01", "2023-03-31", "2023-05-01"])
    // Where days fall together, they are one, also for the count.
    #expect(
      try days("RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=1,31;SKIP=FORWARD;COUNT=6", from: "2023-02-01", 9)
        == ["2023-02-01", "2023-03-01", "2023-03-31", "2023-04-01", "2023-05-01", "2023-05-31"])
    #expect(
      try days("RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;SKIP=BACKWARD;COUNT=4", from: "2023-02-01", 9)
        == ["2023-02-28", "2023-03-28", "2023-03-29", "2023-03-30"])
    // The weekday is that of the day to which it was moved.
    #expect(
      try days("RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=FR;SKIP=FORWARD", from: "2024-01-01", 3)
        == ["2024-03-01", "2024-05-31", "2025-01-31"])
  }

  @Test func `29 February comes in leap years, or is moved`() throws {
    #expect(try days("FREQ=YEARLY", from: "2096-02-29", 3) == ["2096-02-29", "2104-02-29", "2108-02-29"])
    #expect(
      try days("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD", from: "2024-02-29", 3)
        == ["2024-02-29", "2025-03-01", "2026-03-01"])
    #expect(
      try days("FREQ=YEARLY;BYYEARDAY=-1,366", from: "2023-01-01", 3) == ["2023-12-31", "2024-12-31", "2025-12-31"])
    #expect(
      try days("FREQ=YEARLY;INTERVAL=100;BYMONTH=2;BYMONTHDAY=29", from: "1900-01-01", 2) == [
        "2000-02-29", "2400-02-29",
      ])
  }

  @Test func `The first of a Persian month is 30 Esfand's neighbour`() throws {
    // 1403 is a leap year, 1404 is not.
    #expect(
      try days("RSCALE=PERSIAN;FREQ=MONTHLY;BYMONTHDAY=-1", from: "2025-02-01", 4)
        == ["1403-11-30", "1403-12-30", "1404-01-31", "1404-02-31"])
    #expect(
      try days("RSCALE=PERSIAN;FREQ=YEARLY", from: "2025-03-20", 2) == ["1403-12-30", "1408-12-30"])
    #expect(
      try days("RSCALE=PERSIAN;FREQ=YEARLY;SKIP=BACKWARD", from: "2025-03-20", 3)
        == ["1403-12-30", "1404-12-29", "1405-12-29"])
    #expect(
      try days("RSCALE=PERSIAN;FREQ=YEARLY;SKIP=FORWARD", from: "2025-03-20", 3)
        == ["1403-12-30", "1405-01-01", "1406-01-01"])
    #expect(
      try days("RSCALE=PERSIAN;FREQ=MONTHLY;BYMONTHDAY=31", from: "2024-08-01", 3)
        == ["1403-05-31", "1403-06-31", "1404-01-31"])
    #expect(
      try days("RSCALE=PERSIAN;FREQ=MONTHLY;BYDAY=1SA;WKST=SA", from: "2024-03-20", 3)
        == ["1403-01-04", "1403-02-01", "1403-03-05"])
  }

  @Test func `Persian days of the year, weeks and daily rules in a month`() throws {
    #expect(
      try days("RSCALE=PERSIAN;FREQ=YEARLY;BYYEARDAY=1,-1", from: "2025-01-01", 4)
        == ["1403-12-30", "1404-01-01", "1404-12-29", "1405-01-01"])
    // The weeks of 4 Farvardin, from Saturday; that of 1406 begins in the year before.
    #expect(
      try days("RSCALE=PERSIAN;FREQ=YEARLY;BYWEEKNO=1;BYDAY=SA;WKST=SA", from: "2024-04-01", 3)
        == ["1404-01-02", "1405-01-01", "1405-12-29"])
    #expect(
      try days("RSCALE=PERSIAN;FREQ=DAILY;BYMONTH=12;BYMONTHDAY=29,30", from: "2025-01-01", 3)
        == ["1403-12-29", "1403-12-30", "1404-12-29"])
    #expect(
      try days("RSCALE=PERSIAN;FREQ=HOURLY;INTERVAL=24;BYMONTHDAY=1", from: "2025-03-01", 2)
        == ["1404-01-01", "1404-02-01"])
  }

  @Test func `Ramadan begins by either Islamic calendar, as far as it is known`() throws {
    #expect(
      try days("RSCALE=ISLAMIC-CIVIL;FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1", from: "2024-01-01", 3)
        == ["1445-09-01", "1446-09-01", "1447-09-01"])
    let rule = try RecurrenceRule(
      .yearly, months: [9], daysOfMonth: [1], calendar: .islamicUmmAlQura)
    let recurrence = try Recurrence(rule, from: LocalDateTime(iso8601: "2024-01-01T00:00:00"), in: .gmt)
    #expect(
      Array(recurrence.occurrences().prefix(2)).map(\.description) == ["2024-03-11T00:00:00Z", "2025-03-01T00:00:00Z"])
    let all = Array(recurrence.occurrences())
    #expect(all.count == 1600 - 1445 + 1)
    #expect(throws: CalendarError.self) {
      try Recurrence(rule, from: LocalDateTime(iso8601: "1600-01-01T00:00:00"), in: .gmt)
    }
  }

  @Test func `What the rule leaves open is the beginning's, which counts only where the rule means it`() throws {
    #expect(try days("FREQ=YEARLY;BYMONTH=6,7", from: "2024-06-10", 3) == ["2024-06-10", "2024-07-10", "2025-06-10"])
    #expect(try days("FREQ=YEARLY;BYWEEKNO=20", from: "2024-01-03", 2) == ["2024-05-15", "2025-05-14"])
    #expect(try days("FREQ=WEEKLY;BYDAY=FR;COUNT=2", from: "2024-01-01", 9) == ["2024-01-05", "2024-01-12"])
  }
}
