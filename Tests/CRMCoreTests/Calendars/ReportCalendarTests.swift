import CRMCore
import Foundation
import Testing

@Suite("Report calendar")
struct ReportCalendarTests {
  private func zone(_ name: String) throws -> TimeZone { try #require(TimeZone(identifier: name)) }

  private func label(
    _ granularity: DateGranularity, _ date: String, _ system: CalendarSystem = .gregorian,
    weeksFrom weekday: Weekday = .monday, fiscalFrom month: Int = 1
  ) throws -> String {
    let calendar = try ReportCalendar(
      system, timeZone: zone("UTC"), firstWeekday: weekday, fiscalYearStartMonth: month)
    return try calendar.bucket(granularity, containing: CalendarDate(iso8601: date)).label
  }

  @Test func `Gregorian buckets are labelled`() throws {
    #expect(try label(.day, "2017-03-01") == "2017-03-01")
    #expect(try label(.month, "2017-03-31") == "2017-03")
    #expect(try label(.quarter, "2017-03-31") == "2017-Q1")
    #expect(try label(.quarter, "2017-04-01") == "2017-Q2")
    #expect(try label(.year, "2017-12-31") == "2017")
    #expect(try label(.fiscalYear, "2017-12-31") == "FY2017")
    #expect(try label(.fiscalYear, "2017-06-30", fiscalFrom: 7) == "FY2017")
    #expect(try label(.fiscalYear, "2017-07-01", fiscalFrom: 7) == "FY2018")
    #expect(try label(.fiscalQuarter, "2017-03-31", fiscalFrom: 7) == "FY2017-Q3")
    #expect(try label(.fiscalQuarter, "2017-07-01", fiscalFrom: 7) == "FY2018-Q1")
  }

  @Test func `Persian buckets are labelled`() throws {
    #expect(try label(.day, "2017-03-01", .persian) == "1395-12-11")
    #expect(try label(.month, "2017-03-20", .persian) == "1395-12")
    #expect(try label(.month, "2017-03-21", .persian) == "1396-01")
    #expect(try label(.quarter, "2017-03-20", .persian) == "1395-Q4")
    #expect(try label(.year, "2017-03-20", .persian) == "1395")
    #expect(try label(.fiscalYear, "2017-03-21", .persian) == "FY1396")
    #expect(try label(.fiscalYear, "2017-03-21", .persian, fiscalFrom: 10) == "FY1396")
    #expect(try label(.week, "2017-03-20", .persian, weeksFrom: .saturday) == "1396-W01")
    #expect(try label(.week, "2017-03-17", .persian, weeksFrom: .saturday) == "1395-W52")
  }

  @Test func `Weeks that begin on Monday are those of ISO 8601`() throws {
    var iso = Calendar(identifier: .iso8601)
    iso.timeZone = try zone("UTC")
    let calendar = ReportCalendar.gregorian(in: try zone("UTC"))
    for day in stride(from: 0, to: 40_000, by: 1) {
      let bucket = try calendar.bucket(.week, containing: CalendarDate(daysSince1970: day))
      let date = Date(timeIntervalSince1970: Double(day) * 86_400)
      let expected = iso.dateComponents([.yearForWeekOfYear, .weekOfYear], from: date)
      guard bucket.year == expected.yearForWeekOfYear, bucket.number == expected.weekOfYear,
        bucket.start.weekday == .monday
      else {
        Issue.record("\(bucket.label) \(bucket.start)")
        return
      }
    }
    #expect(try label(.week, "2017-03-31") == "2017-W13")
    #expect(try label(.week, "2017-01-01") == "2016-W52")
    #expect(try label(.week, "2017-01-01", weeksFrom: .sunday) == "2017-W01")
  }

  @Test("Buckets neither overlap nor leave gaps, and their labels sort by time", arguments: CalendarSystem.allCases)
  func buckets(_ system: CalendarSystem) throws {
    let range = try CalendarDate(year: 1999, month: 2, day: 3)..<CalendarDate(year: 2031, month: 5, day: 6)
    var numbers = SplitMix64(seed: 6)
    for granularity in DateGranularity.allCases {
      let calendar = try ReportCalendar(
        system, timeZone: zone("UTC"), firstWeekday: #require(Weekday.allCases.randomElement(using: &numbers)),
        fiscalYearStartMonth: .random(in: 1...12, using: &numbers))
      let buckets = try calendar.buckets(granularity, covering: range)
      #expect(buckets.first.map { $0.dates.contains(range.lowerBound) } ?? false)
      #expect(buckets.last.map { $0.end >= range.upperBound && $0.start < range.upperBound } ?? false)
      #expect(zip(buckets, buckets.dropFirst()).allSatisfy { $0.end == $1.start && $0.label < $1.label && $0 < $1 })
      #expect(Set(buckets.map(\.label)).count == buckets.count)
      for _ in 0..<300 {
        let index = Int.random(in: 0..<buckets.count, using: &numbers)
        let bucket = buckets[index]
        let day = Int.random(in: 0..<bucket.start.days(to: bucket.end), using: &numbers)
        let date = try bucket.start.adding(days: day)
        #expect(try calendar.bucket(granularity, containing: date) == bucket)
        #expect(buckets.index(containing: date) == index)
        let other = Int.random(in: 0..<buckets.count, using: &numbers)
        #expect(try calendar.bucket(bucket, advancedBy: other - index) == buckets[other])
      }
      #expect(buckets.index(containing: try buckets[0].start.adding(days: -1)) == nil)
      #expect(buckets.index(containing: buckets[buckets.count - 1].end) == nil)
    }
  }

  @Test func `Instants fall on the days of the zone, also where clocks are set at midnight`() throws {
    let names = """
      Asia/Tehran America/New_York America/Havana Africa/Cairo Pacific/Apia Asia/Beirut Europe/Moscow Asia/Pyongyang \
      America/Caracas Europe/Istanbul Africa/Casablanca Australia/Lord_Howe Asia/Kathmandu
      """
    for name in names.split(separator: " ").map(String.init) {
      let calendar = ReportCalendar.gregorian(in: try zone(name))
      let range = try CalendarDate(year: 2009, month: 1, day: 1)..<CalendarDate(year: 2024, month: 1, day: 1)
      let days = try calendar.buckets(.day, covering: range)
      var numbers = SplitMix64(seed: 7)
      for _ in 0..<1_000 {
        let second = Int64.random(in: 1_231_000_000...1_700_000_000, using: &numbers)
        let instant = Instant(microsecondsSince1970: second * 1_000_000 + 999_999)
        let bucket = try calendar.bucket(.day, containing: instant)
        #expect(days.index(containing: instant).map { days[$0] } == bucket)
        #expect(try calendar.instants(of: bucket.dates).contains(instant))
      }
    }
  }

  @Test func `A day that a zone skips has no instants, and a day of changing clocks has 23 or 25 hours`() throws {
    let apia = ReportCalendar.gregorian(in: try zone("Pacific/Apia"))
    let skipped = try CalendarDate(year: 2011, month: 12, day: 30)
    #expect(try apia.instants(of: skipped..<skipped.adding(days: 1)).isEmpty)
    let newYork = ReportCalendar.gregorian(in: try zone("America/New_York"))
    for (month, day, hours) in [(3, 10, 23), (11, 3, 25), (6, 1, 24)] {
      let date = try CalendarDate(year: 2024, month: month, day: day)
      let instants = try newYork.instants(of: date..<date.adding(days: 1))
      #expect(instants.lowerBound.duration(to: instants.upperBound) == .seconds(hours * 3600))
    }
  }

  @Test func `What does not fit is refused`() throws {
    let calendar = ReportCalendar.gregorian(in: try zone("UTC"))
    let last = try CalendarDate(year: 9999, month: 12, day: 31)
    let first = try CalendarDate(year: 1, month: 1, day: 1)
    #expect(throws: CalendarError.dateOutOfRange) { try calendar.bucket(.year, containing: last) }
    #expect(throws: CalendarError.dateOutOfRange) {
      try calendar.bucket(.day, containing: Instant(microsecondsSince1970: .max))
    }
    let bucket = try calendar.bucket(.month, containing: first)
    for count in [-1, 120_000, Int.max, Int.min] {
      #expect(throws: CalendarError.dateOutOfRange) { try calendar.bucket(bucket, advancedBy: count) }
    }
    #expect(throws: CalendarError.tooManyBuckets(limit: 100_000)) { try calendar.buckets(.day, covering: first..<last) }
    #expect(try calendar.buckets(.day, covering: first..<first).isEmpty)
    #expect(throws: CalendarError.monthOutOfRange(13)) {
      try ReportCalendar(.persian, timeZone: zone("UTC"), firstWeekday: .saturday, fiscalYearStartMonth: 13)
    }
  }

  @Test func `A calendar is coded by names`() throws {
    let calendar = try ReportCalendar(
      .persian, timeZone: zone("Asia/Tehran"), firstWeekday: .saturday, fiscalYearStartMonth: 10)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(calendar), as: UTF8.self)
    #expect(
      text == #"{"firstWeekday":"saturday","fiscalYearStartMonth":10,"system":"persian","timeZone":"Asia/Tehran"}"#)
    #expect(try JSONDecoder().decode(ReportCalendar.self, from: Data(text.utf8)) == calendar)
    for (good, bad) in [("10", "0"), ("Asia/Tehran", "Asia/Nowhere")] {
      let wrong = text.replacing(good, with: bad)
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(ReportCalendar.self, from: Data(wrong.utf8)) }
    }
  }

  @Test func `A bucket is coded whole, and refused where it can be none`() throws {
    let calendar = ReportCalendar.persian(in: try zone("Asia/Tehran"))
    let bucket = try calendar.bucket(.week, containing: CalendarDate(year: 2017, month: 3, day: 1))
    let text = String(decoding: try JSONEncoder().encode(bucket), as: UTF8.self)
    #expect(try JSONDecoder().decode(DateBucket.self, from: Data(text.utf8)) == bucket)
    for (good, bad) in [("2017-02-25", "2017-03-04"), ("\"number\":50", "\"number\":0")] {
      let wrong = text.replacing(good, with: bad)
      #expect(wrong != text)
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(DateBucket.self, from: Data(wrong.utf8)) }
    }
  }

  @Test func `Buckets have titles for people`() throws {
    let calendar = ReportCalendar.persian(in: try zone("Asia/Tehran"))
    let date = try CalendarDate(year: 2017, month: 3, day: 1)
    #expect(try calendar.bucket(.month, containing: date).title(in: .persian) == "اسفند ۱۳۹۵")
    #expect(try calendar.bucket(.month, containing: date).title(in: .english) == "Esfand 1395")
    #expect(try calendar.bucket(.quarter, containing: date).title(in: .persian) == "۱۳۹۵-Q۴")
  }
}
