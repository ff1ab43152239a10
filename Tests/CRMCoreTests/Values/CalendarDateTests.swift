import CRMCore
import Foundation
import Testing

@Suite("Calendar dates")
struct CalendarDateTests {
  @Test(
    "A day knows its year, month, day and weekday",
    arguments: [
      ("1970-01-01", 0, Weekday.thursday), ("2024-08-18", 19_953, .sunday), ("2000-02-29", 11_016, .tuesday),
      ("0001-01-01", -719_162, .monday), ("9999-12-31", 2_932_896, .friday), ("1900-03-01", -25_508, .thursday),
    ])
  func parts(_ text: String, days: Int, weekday: Weekday) throws {
    let date = try CalendarDate(iso8601: text)
    #expect(date.daysSince1970 == Int32(days))
    #expect(date.weekday == weekday)
    #expect(date.description == text)
    #expect(try CalendarDate(year: date.year, month: date.month, day: date.day) == date)
  }

  @Test("Every day of the range comes back from its year, month and day, in order")
  func everyDay() throws {
    var previous = CivilDay(year: 0, month: 12, day: 31)
    for days in -719_162...2_932_896 {
      let civil = CivilDay(daysSince1970: days)
      let isNext =
        civil.day == previous.day + 1 && civil.month == previous.month && civil.year == previous.year
        || civil.day == 1 && previous.day == CivilDay.lengthOfMonth(previous.month, year: previous.year)
      guard isNext, civil.exists, civil.daysSince1970 == days else {
        Issue.record("day \(days) became \(civil)")
        return
      }
      previous = civil
    }
    #expect(previous == CivilDay(year: 9999, month: 12, day: 31))
  }

  @Test("Days agree with Foundation's Gregorian calendar from its switch in 1582 on")
  func foundation() throws {
    var calendar = Calendar(identifier: .gregorian)
    let zone = try #require(TimeZone(identifier: "UTC"))
    calendar.timeZone = zone
    var generator = SplitMix64(seed: 4)
    for _ in 0..<2000 {
      let date = try CalendarDate(daysSince1970: .random(in: -141_427...2_932_896, using: &generator))
      let noon = Date(timeIntervalSince1970: Double(date.daysSince1970) * 86_400 + 43_200)
      let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: noon)
      #expect(parts.year == date.year && parts.month == date.month && parts.day == date.day)
      #expect(parts.weekday == date.weekday.isoNumber % 7 + 1)
      #expect(try CalendarDate(Instant(noon), in: zone) == date)
    }
  }

  @Test("The day of an instant depends on the zone")
  func zones() throws {
    let instant = try Instant(iso8601: "2024-03-10T20:45:00Z")
    for (name, expected) in [
      ("Asia/Tehran", "2024-03-11"), ("America/New_York", "2024-03-10"), ("Pacific/Kiritimati", "2024-03-11"),
    ] {
      let zone = try #require(TimeZone(identifier: name))
      #expect(try CalendarDate(instant, in: zone).description == expected)
    }
    let utc = try #require(TimeZone(secondsFromGMT: 0))
    #expect(try CalendarDate(Instant(microsecondsSince1970: -1), in: utc).description == "1969-12-31")
    for end in [Int64.min, .max] {
      #expect(throws: ValueError.calendarDateOutOfRange) {
        try CalendarDate(Instant(microsecondsSince1970: end), in: utc)
      }
    }
  }

  @Test("Days are added and counted; outside the years 1 to 9999 it throws")
  func arithmetic() throws {
    let day = try CalendarDate(year: 2024, month: 2, day: 28)
    #expect(try day.adding(days: 2).description == "2024-03-01")
    #expect(try day.adding(days: -59).description == "2023-12-31")
    #expect(day.days(to: try day.adding(days: 400)) == 400)
    #expect(try day.adding(days: 1) > day)
    for days in [Int.min, .max, 3_000_000, -3_000_000] {
      #expect(throws: ValueError.calendarDateOutOfRange) { try day.adding(days: days) }
      #expect(throws: ValueError.calendarDateOutOfRange) { try CalendarDate(daysSince1970: days) }
    }
  }

  @Test(
    "A day that the calendar does not have is refused",
    arguments: [(2023, 2, 29), (1900, 2, 29), (2024, 4, 31), (2024, 13, 1), (2024, 0, 1), (0, 1, 1), (10_000, 1, 1)])
  func noSuchDay(year: Int, month: Int, day: Int) {
    #expect(throws: ValueError.noSuchDay(year: year, month: month, day: day)) {
      try CalendarDate(year: year, month: month, day: day)
    }
    #expect(throws: ValueError.noSuchDay(year: .max, month: .min, day: .max)) {
      try CalendarDate(year: .max, month: .min, day: .max)
    }
  }

  @Test(
    "What is not YYYY-MM-DD is refused",
    arguments: [
      "", "2024-8-18", "2024-08-18T00:00:00Z", "20240818", "0000-01-01", "2024-02-30", "+002024-08-18", "2024-08-18 ",
      "-2024-08-18", "2024/08/18",
    ])
  func refused(_ text: String) {
    #expect(throws: ValueError.malformedCalendarDate(text)) { try CalendarDate(iso8601: text) }
  }

  @Test("Days and weekdays are text in JSON")
  func json() throws {
    let day = try CalendarDate(iso8601: "2024-08-18")
    let data = try JSONEncoder().encode([day])
    #expect(String(decoding: data, as: UTF8.self) == #"["2024-08-18"]"#)
    #expect(try JSONDecoder().decode([CalendarDate].self, from: data) == [day])
    #expect(String(decoding: try JSONEncoder().encode([day.weekday]), as: UTF8.self) == #"["sunday"]"#)
  }

  @Test(
    "The Gregorian days of the Jalali table come back from their text, on their weekdays",
    .enabled(if: CurrencyCalendarReference.isPresent, CurrencyCalendarReference.reason))
  func referenceDays() throws {
    let rows = CurrencyCalendarReference.rows(of: "jalali.csv")
    #expect(rows.count == 400)
    for row in rows {
      let date = try CalendarDate(iso8601: row[0])
      #expect(date.description == row[0])
      #expect(String(date.weekday.isoNumber) == row[3])
    }
  }
}
