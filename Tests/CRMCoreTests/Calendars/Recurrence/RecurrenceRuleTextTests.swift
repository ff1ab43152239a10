import CRMCore
import Foundation
import Testing

@Suite("The text of recurrence rules")
struct RecurrenceRuleTextTests {
  @Test(
    "A rule is written in one way, whatever way it was read",
    arguments: [
      ("FREQ=DAILY", "FREQ=DAILY"), ("freq=weekly;byday=th,mo;interval=2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"),
      ("INTERVAL=1;WKST=MO;FREQ=MONTHLY;BYMONTHDAY=+5,-1,5", "FREQ=MONTHLY;BYMONTHDAY=-1,5"),
      ("FREQ=YEARLY;BYDAY=SU,1MO,-1FR,+2TU", "FREQ=YEARLY;BYDAY=-1FR,SU,1MO,2TU"),
      ("FREQ=DAILY;COUNT=010", "FREQ=DAILY;COUNT=10"),
      ("FREQ=DAILY;UNTIL=20240229", "FREQ=DAILY;UNTIL=20240229"),
      ("FREQ=DAILY;UNTIL=20240229T235960", "FREQ=DAILY;UNTIL=20240229T235959"),
      ("FREQ=DAILY;UNTIL=00010101T000000Z", "FREQ=DAILY;UNTIL=00010101T000000Z"),
      ("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=OMIT", "FREQ=YEARLY"),
      ("FREQ=YEARLY;SKIP=forward;RSCALE=gregorian", "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD"),
      ("RSCALE=islamic-umalqura;FREQ=MONTHLY;WKST=SA", "RSCALE=ISLAMIC-UMALQURA;FREQ=MONTHLY;WKST=SA"),
      (
        "FREQ=SECONDLY;BYSETPOS=1;BYMONTH=2;BYYEARDAY=40;BYMONTHDAY=9;BYDAY=FR;BYHOUR=0;BYMINUTE=59;BYSECOND=60",
        "FREQ=SECONDLY;BYSECOND=60;BYMINUTE=59;BYHOUR=0;BYDAY=FR;BYMONTHDAY=9;BYYEARDAY=40;BYMONTH=2;BYSETPOS=1"
      ),
    ])
  func canonical(_ text: String, _ expected: String) throws {
    let rule = try RecurrenceRule(parsing: text)
    #expect(rule.description == expected)
    #expect(try RecurrenceRule(parsing: expected) == rule)
  }

  @Test func `The common rules are made in a line`() throws {
    #expect(try RecurrenceRule.daily().description == "FREQ=DAILY")
    #expect(
      try RecurrenceRule.weekly(on: [.thursday, .monday], every: 2, firstWeekday: .saturday).description
        == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=SA")
    #expect(try RecurrenceRule.monthly(onDay: -1).description == "FREQ=MONTHLY;BYMONTHDAY=-1")
    #expect(
      try RecurrenceRule.monthly(on: .nth(1, .friday), ending: .count(12)).description
        == "FREQ=MONTHLY;COUNT=12;BYDAY=1FR")
    #expect(
      try RecurrenceRule.yearly(in: .persian, invalidDays: .movedBackward).description
        == "RSCALE=PERSIAN;FREQ=YEARLY;SKIP=BACKWARD")
    let end = try Instant(iso8601: "2030-01-01T00:00:00.75Z")
    #expect(
      try RecurrenceRule.yearly(onDay: 29, ofMonth: 2, every: 4, ending: .until(end)).description
        == "FREQ=YEARLY;UNTIL=20300101T000000Z;INTERVAL=4;BYMONTHDAY=29;BYMONTH=2")
  }

  @Test func `What is wrong is named with its part`() throws {
    let cases: [(String, RecurrenceError)] = [
      ("", .malformedPart("")), ("FREQ", .malformedPart("FREQ")), ("=1;FREQ=DAILY", .malformedPart("=1")),
      ("FREQ=DAILY;", .malformedPart("")), ("RRULE:FREQ=DAILY", .unknownPart("RRULE:FREQ")),
      ("FREQ=DAILY;BYEASTER=1", .unknownPart("BYEASTER")), ("FREQ=DAILY;freq=DAILY", .repeatedPart(.frequency)),
      ("INTERVAL=2", .missingFrequency), ("FREQ=FORTNIGHTLY", .malformedValue(.frequency, "FORTNIGHTLY")),
      ("FREQ=DAILY;INTERVAL=0", .valueOutOfRange(.interval, 0)),
      ("FREQ=DAILY;INTERVAL=-1", .malformedValue(.interval, "-1")),
      ("FREQ=DAILY;INTERVAL=2147483648", .valueOutOfRange(.interval, 2_147_483_648)),
      ("FREQ=DAILY;COUNT=99999999999999999999", .malformedValue(.count, "99999999999999999999")),
      ("FREQ=DAILY;COUNT=100001", .valueOutOfRange(.count, 100_001)),
      ("FREQ=DAILY;COUNT=1;UNTIL=20240101", .countAndUntil),
      ("FREQ=DAILY;UNTIL=20240230", .malformedValue(.until, "20240230")),
      ("FREQ=DAILY;UNTIL=20240101T250000", .malformedValue(.until, "20240101T250000")),
      ("FREQ=DAILY;UNTIL=20240101T000000+0100", .malformedValue(.until, "20240101T000000+0100")),
      ("FREQ=MONTHLY;BYMONTHDAY=0", .valueOutOfRange(.daysOfMonth, 0)),
      ("FREQ=MONTHLY;BYMONTHDAY=-32", .valueOutOfRange(.daysOfMonth, -32)),
      ("FREQ=MONTHLY;BYMONTHDAY=1,,2", .malformedValue(.daysOfMonth, "")),
      ("FREQ=MONTHLY;BYMONTHDAY=٣", .malformedValue(.daysOfMonth, "٣")),
      ("FREQ=MONTHLY;BYDAY=0MO", .valueOutOfRange(.weekdays, 0)),
      ("FREQ=MONTHLY;BYDAY=54MO", .valueOutOfRange(.weekdays, 54)),
      ("FREQ=MONTHLY;BYDAY=M", .malformedValue(.weekdays, "M")),
      ("FREQ=DAILY;BYHOUR=24", .valueOutOfRange(.hours, 24)),
      ("FREQ=DAILY;WKST=XX", .malformedValue(.firstWeekday, "XX")),
      ("FREQ=MONTHLY;BYWEEKNO=1", .partNotAllowed(.weeks, .monthly)),
      ("FREQ=DAILY;BYYEARDAY=1", .partNotAllowed(.daysOfYear, .daily)),
      ("FREQ=WEEKLY;BYMONTHDAY=1", .partNotAllowed(.daysOfMonth, .weekly)),
      ("FREQ=WEEKLY;BYDAY=1MO", .ordinalNotAllowed(.nth(1, .monday), .weekly)),
      ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO", .ordinalWithWeeks(.nth(1, .monday))),
      ("FREQ=DAILY;BYSETPOS=1", .positionsAlone), ("RSCALE=HEBREW;FREQ=DAILY", .unsupportedCalendar("HEBREW")),
      ("FREQ=YEARLY;SKIP=OMIT", .skipWithoutCalendar),
      ("FREQ=YEARLY;RSCALE=PERSIAN;SKIP=BACK", .malformedValue(.invalidDays, "BACK")),
      ("RSCALE=PERSIAN;FREQ=YEARLY;BYMONTH=5L", .malformedValue(.months, "5L")),
    ]
    for (text, error) in cases {
      #expect(throws: error, "\(text)") { try RecurrenceRule(parsing: text) }
    }
    #expect(
      RecurrenceError.valueOutOfRange(.daysOfMonth, 0).description
        == "BYMONTHDAY can't be 0; write numbers with commas between them, 1 to 31, or -1 to -31 from the end.")
    #expect(
      RecurrenceError.partNotAllowed(.weeks, .monthly).description
        == "BYWEEKNO may not stand with FREQ=MONTHLY; remove it, or use another frequency.")
  }

  @Test func `Numbers given in code are checked alike`() throws {
    #expect(throws: RecurrenceError.valueOutOfRange(.interval, 0)) { try RecurrenceRule.daily(every: 0) }
    #expect(throws: RecurrenceError.valueOutOfRange(.daysOfMonth, 32)) { try RecurrenceRule.monthly(onDay: 32) }
    #expect(throws: RecurrenceError.valueOutOfRange(.weekdays, 0)) { try RecurrenceRule.monthly(on: .nth(0, .monday)) }
    #expect(throws: RecurrenceError.valueOutOfRange(.weekdays, .min)) {
      try RecurrenceRule.monthly(on: .nth(.min, .monday))
    }
    #expect(throws: RecurrenceError.valueOutOfRange(.count, 0)) { try RecurrenceRule.daily(ending: .count(0)) }
    let far = Instant(microsecondsSince1970: .max)
    #expect(throws: (any Error).self) { try RecurrenceRule.daily(ending: .until(far)) }
  }

  @Test func `Rules and recurrences are coded as their text`() throws {
    let zone = try #require(TimeZone(identifier: "Asia/Tehran"))
    let recurrence = try Recurrence(
      .monthly(onDay: 1, in: .persian), from: LocalDateTime(iso8601: "2024-03-20T09:00:00"), in: zone,
      excluding: [LocalDateTime(iso8601: "2024-04-20T09:00:00")],
      adding: [LocalDateTime(iso8601: "2024-04-21T09:30:15"), LocalDateTime(iso8601: "2024-04-01T00:00:00")])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(recurrence)
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"{"additional":["2024-04-01T00:00:00","2024-04-21T09:30:15"],"excluded":["2024-04-20T09:00:00"],"#
        + #""rule":"RSCALE=PERSIAN;FREQ=MONTHLY;BYMONTHDAY=1","start":"2024-03-20T09:00:00","timeZone":"Asia/Tehran"}"#)
    #expect(try JSONDecoder().decode(Recurrence.self, from: data) == recurrence)
    for broken in [
      #"{"rule":"FREQ=NEVER","start":"2024-03-20T09:00:00","timeZone":"UTC"}"#,
      #"{"rule":"FREQ=DAILY","start":"2024-03-20T09:00","timeZone":"UTC"}"#,
      #"{"rule":"FREQ=DAILY","start":"2024-03-20T09:00:00","timeZone":"Mars/Olympus"}"#,
      #"{"rule":"RSCALE=ISLAMIC-UMALQURA;FREQ=DAILY","start":"1524-03-20T09:00:00","timeZone":"UTC"}"#,
    ] {
      #expect(throws: DecodingError.self, "\(broken)") {
        try JSONDecoder().decode(Recurrence.self, from: Data(broken.utf8))
      }
    }
  }
}
