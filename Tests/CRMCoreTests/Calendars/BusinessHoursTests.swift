import CRMCore
import Foundation
import Testing

@Suite("Business hours")
struct BusinessHoursTests {
  private func hours(
    in zone: String = "UTC", _ weekly: [Weekday: [String]], holidays: [String] = [],
    special: [String: [String]] = [:]
  ) throws -> BusinessHours {
    var specialDays: [CalendarDate: [BusinessHours.Shift]] = [:]
    for (date, shifts) in special {
      specialDays[try CalendarDate(iso8601: date)] = try shifts.map { try BusinessHours.Shift($0) }
    }
    return try BusinessHours(
      timeZone: #require(TimeZone(identifier: zone)),
      weekly: weekly.mapValues { try $0.map { try BusinessHours.Shift($0) } },
      holidays: Set(holidays.map { try CalendarDate(iso8601: $0) }), specialDays: specialDays)
  }

  private func instant(_ text: String) throws -> Instant { try Instant(iso8601: text) }

  // 2024-01-01 was a Monday.

  @Test func `What ends with a shift is due at its end, and no time is due at once`() throws {
    let hours = try self.hours([.monday: ["09:00-12:00", "13:00-17:00"], .tuesday: ["09:00-17:00"]])
    let start = try instant("2024-01-01T10:00:00Z")
    #expect(try hours.adding(.seconds(2 * 3600), to: start) == instant("2024-01-01T12:00:00Z"))
    #expect(try hours.adding(.seconds(2 * 3600 + 1), to: start) == instant("2024-01-01T13:00:01Z"))
    #expect(try hours.adding(.seconds(6 * 3600), to: start) == instant("2024-01-01T17:00:00Z"))
    #expect(try hours.adding(.microseconds(6 * 3_600_000_000 + 1), to: start) == instant("2024-01-02T09:00:00.000001Z"))
    let night = try instant("2024-01-01T23:00:00Z")
    #expect(try hours.adding(.zero, to: night) == night)
    #expect(try hours.adding(.nanoseconds(999), to: night) == night)
  }

  @Test func `A shift runs over midnight`() throws {
    let hours = try self.hours([.friday: ["22:00-06:00"]])
    #expect(try hours.isOpen(at: instant("2024-01-06T05:59:59.999999Z")))
    #expect(try !hours.isOpen(at: instant("2024-01-06T06:00:00Z")))
    #expect(try hours.openTimes(on: CalendarDate(iso8601: "2024-01-06")).count == 1)
    #expect(
      try hours.adding(.seconds(8 * 3600), to: instant("2024-01-01T00:00:00Z")) == instant("2024-01-06T06:00:00Z"))
    let same = try self.hours([.friday: ["22:00-24:00"], .saturday: ["00:00-06:00"]])
    for hour in 0..<400 {
      let start = try instant("2024-01-01T00:00:00Z").advanced(by: .seconds(hour * 3600))
      #expect(try hours.adding(.seconds(hour * 500 + 1), to: start) == same.adding(.seconds(hour * 500 + 1), to: start))
    }
  }

  @Test func `Open and closed follow each other`() throws {
    let hours = try self.hours([.monday: ["09:00-12:00", "12:00-17:00"]])
    #expect(try hours.openTimes(on: CalendarDate(iso8601: "2024-01-01")).count == 1)
    for (text, open, next) in [
      ("2024-01-01T08:59:59Z", false, "2024-01-01T09:00:00Z"), ("2024-01-01T09:00:00Z", true, "2024-01-01T09:00:00Z"),
      ("2024-01-01T12:00:00Z", true, "2024-01-01T12:00:00Z"), ("2024-01-01T17:00:00Z", false, "2024-01-08T09:00:00Z"),
    ] {
      #expect(try hours.isOpen(at: instant(text)) == open, "\(text)")
      #expect(try hours.nextOpening(from: instant(text)) == instant(next), "\(text)")
    }
  }

  @Test func `A holiday removes its own day, a special day has its own shifts`() throws {
    let hours = try self.hours(
      [.monday: ["22:00-06:00"], .tuesday: ["22:00-06:00"], .wednesday: ["22:00-06:00"]],
      holidays: ["2024-01-02"],
      special: ["2024-01-03": ["10:00-11:00"], "2024-01-04": [], "2024-01-05": ["23:00-02:00"]])
    let open = try (1...6).map { day in
      try hours.openTimes(on: CalendarDate(year: 2024, month: 1, day: day)).map { "\($0.lowerBound) \($0.upperBound)" }
    }
    #expect(
      open == [
        ["2024-01-01T22:00:00Z 2024-01-02T00:00:00Z"], [], ["2024-01-03T10:00:00Z 2024-01-03T11:00:00Z"], [],
        ["2024-01-05T23:00:00Z 2024-01-06T00:00:00Z"], ["2024-01-06T00:00:00Z 2024-01-06T02:00:00Z"],
      ])
    let days = hours.businessDays
    #expect(
      try (1...6).map { try days.contains(CalendarDate(year: 2024, month: 1, day: $0)) }
        == [true, false, true, false, true, false])
  }

  @Test func `Clocks that are set make shifts longer and shorter`() throws {
    let hours = try self.hours(in: "America/New_York", [.sunday: ["00:00-24:00"]])
    for (date, length) in [("2024-03-10", 23), ("2024-11-03", 25), ("2024-11-10", 24)] {
      let open = try #require(try hours.openTimes(on: CalendarDate(iso8601: date)).first)
      #expect(open.lowerBound.duration(to: open.upperBound) == .seconds(length * 3600))
    }
    // 02:30 never comes on 10 March, 01:30 comes twice on 3 November: the first counts.
    let odd = try self.hours(in: "America/New_York", [.sunday: ["01:30-02:30"]])
    let march = try odd.openTimes(on: CalendarDate(iso8601: "2024-03-10"))
    #expect(try march == [instant("2024-03-10T06:30:00Z")..<instant("2024-03-10T07:00:00Z")])
    let november = try odd.openTimes(on: CalendarDate(iso8601: "2024-11-03"))
    #expect(try november == [instant("2024-11-03T05:30:00Z")..<instant("2024-11-03T07:30:00Z")])
  }

  @Test func `Hours that never come are an error, not a loop`() throws {
    let start = try instant("2024-01-01T00:00:00Z")
    for hours in [
      try self.hours([:]), try self.hours([:], special: ["2024-01-05": ["09:00-10:00"]]),
      try self.hours([.monday: ["09:00-09:01"]]),
    ] {
      #expect(throws: CalendarError.notEnoughBusinessHours(after: start, years: 100)) {
        try hours.adding(.seconds(Int64.max), to: start)
      }
    }
    #expect(throws: CalendarError.notEnoughBusinessHours(after: start, years: 100)) {
      try self.hours([:]).nextOpening(from: start)
    }
    #expect(throws: CalendarError.negativeDuration(.seconds(-1))) {
      try self.hours([:]).adding(.seconds(-1), to: start)
    }
    for extreme in [Int64.min, .max] {
      #expect(throws: CalendarError.dateOutOfRange) {
        try self.hours([:]).isOpen(at: Instant(microsecondsSince1970: extreme))
      }
    }
    let always = try hours(in: "America/New_York", [.monday: ["00:00-24:00"]])
    let last = try instant("9999-12-31T00:00:00Z")
    #expect(try always.adding(.seconds(3600), to: last) > last)
    #expect(try always.duration(from: instant("0001-01-02T00:00:00Z"), to: last) > .seconds(521_000 * 86_400))
  }

  @Test func `All problems are listed at once`() throws {
    let expected: [BusinessHours.Problem] = try [
      .overlappingShifts(.monday, .init("22:00-08:00"), .init("07:00-12:00")),
      .overlappingShifts(.monday, .init("07:00-12:00"), .init("11:00-13:00")),
      .emptyShift(.tuesday, .init("09:00-09:00")),
      .emptyShift(.tuesday, .init("24:00-03:00")),
      .overlappingShiftsOnSpecialDay(CalendarDate(iso8601: "2024-01-01"), .init("09:00-11:00"), .init("10:00-12:00")),
      .specialDayIsHoliday(CalendarDate(iso8601: "2024-01-01")),
    ]
    #expect(throws: CalendarError.unusableBusinessHours(expected)) {
      try hours(
        [
          .sunday: ["22:00-08:00"], .monday: ["11:00-13:00", "07:00-12:00"], .tuesday: ["09:00-09:00", "24:00-03:00"],
        ],
        holidays: ["2024-01-01"], special: ["2024-01-01": ["10:00-12:00", "09:00-11:00"]])
    }
    let text = CalendarError.unusableBusinessHours(expected).description
    #expect(text.contains("The shifts 22:00-08:00 and 07:00-12:00 overlap on monday."))
  }

  @Test func `Times and shifts are read and written`() throws {
    #expect(try TimeOfDay("9:05").description == "09:05")
    #expect(try TimeOfDay("۲۴:۰۰") == .endOfDay)
    #expect(try TimeOfDay(hour: 0) == .midnight)
    for text in ["", "9", "24:01", "25:00", "12:60", "1:2", "-1:00", "12:00:00"] {
      #expect(throws: CalendarError.malformedTimeOfDay(text)) { try TimeOfDay(text) }
      #expect(throws: CalendarError.malformedShift(text + "-17:00")) { try BusinessHours.Shift(text + "-17:00") }
    }
    #expect(throws: CalendarError.self) { try TimeOfDay(hour: Int.max, minute: Int.max) }
    #expect(try BusinessHours.Shift(" 09:00 – 17:30 ".replacing(" ", with: "")).description == "09:00-17:30")
  }

  @Test func `Business hours are coded in words`() throws {
    let hours = try self.hours(
      in: "Asia/Tehran", [.saturday: ["13:00-17:00", "08:30-12:00"]], holidays: ["2024-03-20", "2024-01-01"],
      special: ["2024-03-19": ["08:30-12:00"]])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(hours), as: UTF8.self)
    #expect(
      text == #"{"holidays":["2024-01-01","2024-03-20"],"specialDays":{"2024-03-19":["08:30-12:00"]},"#
        + #""timeZone":"Asia/Tehran","weekly":{"saturday":["08:30-12:00","13:00-17:00"]}}"#)
    #expect(try JSONDecoder().decode(BusinessHours.self, from: Data(text.utf8)) == hours)
    for (good, bad) in [
      ("saturday", "someday"), ("Asia/Tehran", "Nowhere"), ("08:30-12:00\",", "08:30-14:00\","),
      ("2024-03-19", "2024-03-20"),
      ("2024-03-19", "2024-13-19"), ("08:30", "8.30"),
    ] {
      let wrong = Data(text.replacing(good, with: bad).utf8)
      #expect(throws: (any Error).self, "\(bad)") { try JSONDecoder().decode(BusinessHours.self, from: wrong) }
    }
  }
}
