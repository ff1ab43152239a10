import CRMCore
import Foundation
import Testing

@Suite("Recurrence rules that mean harm")
struct RecurrenceHostilityTests {
  private static let far = ["0001-01-01T00:00:00", "2024-02-29T23:59:59", "9999-12-31T23:59:59"]

  @Test(
    "A rule that means nothing ends",
    arguments: [
      "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31",
      "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=6MO",
      "FREQ=YEARLY;BYDAY=53MO;BYMONTH=2", "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
      "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2", "FREQ=DAILY;BYHOUR=1;BYSETPOS=5", "FREQ=SECONDLY;BYSECOND=1;BYSETPOS=2",
      "RSCALE=PERSIAN;FREQ=DAILY;BYMONTH=12;BYMONTHDAY=31", "RSCALE=ISLAMIC-CIVIL;FREQ=HOURLY;BYMONTHDAY=31",
      "RSCALE=ISLAMIC-UMALQURA;FREQ=YEARLY;BYMONTHDAY=31",
    ])
  func neverFires(_ text: String) throws {
    for start in ["1990-06-15T00:00:00", "2024-02-29T23:59:59"] {
      let recurrence = try Recurrence(RecurrenceRule(parsing: text), from: LocalDateTime(iso8601: start), in: .gmt)
      #expect(recurrence.next(after: Instant(microsecondsSince1970: .min)) == nil)
      #expect(Array(recurrence.occurrences()).isEmpty)
    }
  }

  @Test func `A rule whose interval never meets its times ends`() throws {
    for text in [
      "FREQ=SECONDLY;INTERVAL=60;BYSECOND=1", "FREQ=HOURLY;INTERVAL=24;BYHOUR=5",
      "FREQ=MINUTELY;INTERVAL=10;BYMINUTE=5",
      "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2", "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
      "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
    ] {
      let recurrence = try Recurrence(
        RecurrenceRule(parsing: text), from: LocalDateTime(iso8601: "2001-01-01T00:00:00"), in: .gmt)
      #expect(recurrence.next(after: Instant(microsecondsSince1970: .min)) == nil, "\(text)")
    }
  }

  @Test func `Huge intervals and far instants do not trap`() throws {
    let zone = try #require(TimeZone(identifier: "America/New_York"))
    let instants = [Int64.min, -62_135_596_800_000_000, 0, 1_700_000_000_000_000, 253_402_300_800_000_000, .max]
    for frequency in RecurrenceRule.Frequency.allCases {
      for calendar in CalendarSystem.allCases {
        for interval in [1, 2_147_483_647] {
          let rule = try RecurrenceRule(frequency, every: interval, calendar: calendar)
          for start in calendar == .islamicUmmAlQura ? [Self.far[1]] : Self.far {
            let recurrence = try Recurrence(rule, from: LocalDateTime(iso8601: start), in: zone)
            let first = recurrence.next(after: Instant(microsecondsSince1970: .min))
            #expect(try first.map { try LocalDateTime($0, in: zone) } == recurrence.start)
            for microseconds in instants {
              let instant = Instant(microsecondsSince1970: microseconds)
              if let next = recurrence.next(after: instant) { #expect(next > instant) }
            }
          }
        }
      }
    }
  }

  @Test func `The last moment there is comes, and nothing after it`() throws {
    let recurrence = try Recurrence(.daily(), from: LocalDateTime(iso8601: "1999-01-01T23:59:59"), in: .gmt)
    let eve = try Instant(iso8601: "9999-12-31T00:00:00Z")
    #expect(Array(recurrence.occurrences(after: eve)).map(\.description) == ["9999-12-31T23:59:59Z"])
  }

  @Test func `Any text is read or refused, and what is read can be asked`() throws {
    var numbers = SplitMix64(seed: 5545)
    let names = RecurrenceRule.Part.allCases.map(\.rawValue) + ["X-A", "", "FREQ"]
    let values = [
      "DAILY", "YEARLY", "SECONDLY", "WEEKLY", "MONTHLY", "1", "-1", "0", "31", "366", "-366", "2147483647", "MO",
      "-1FR", "53SU", "20240229", "20240229T000000Z", "99991231T235959Z", "PERSIAN", "ISLAMIC-CIVIL", "FORWARD",
      "BACKWARD", "1,2,3", "-53,53", ",", "=", "é", "\u{0}", "9223372036854775808", "60", "ẞ", "👩\u{200D}💻",
    ]
    let start = try LocalDateTime(iso8601: "2024-01-31T10:20:30")
    var read = 0
    for _ in 0..<3000 {
      var parts = ["FREQ=" + (values.prefix(5).randomElement(using: &numbers) ?? "")]
      for _ in 0..<Int.random(in: 0...3, using: &numbers) {
        let name = names.randomElement(using: &numbers) ?? ""
        parts.append(name + "=" + (values.randomElement(using: &numbers) ?? ""))
      }
      var text = parts.joined(separator: ";")
      if Int.random(in: 0..<4, using: &numbers) == 0 {
        text.remove(at: text.index(text.startIndex, offsetBy: .random(in: 0..<text.count, using: &numbers)))
      }
      guard let rule = try? RecurrenceRule(parsing: text) else { continue }
      read += 1
      #expect(try RecurrenceRule(parsing: rule.description) == rule)
      let recurrence = try Recurrence(rule, from: start, in: .gmt)
      let found = Array(recurrence.occurrences().prefix(3))
      #expect(found == found.sorted() && Set(found).count == found.count)
    }
    #expect(read > 500)
  }
}
