import CRMCore
import Foundation
import Testing

/// The examples of RFC 5545, 3.8.5.3, which are in New York time and mostly from 9:00 on 2 September 1997.
@Suite("The examples of RFC 5545")
struct RecurrenceExamplesTests {
  /// Checks the days on which a rule's first occurrences fall, at 9:00, `MMDD` with the year before where it changes.
  private func check(_ rule: String, from date: String = "1997-09-02", _ days: String, ends: Bool = true) throws {
    let zone = try #require(TimeZone(identifier: "America/New_York"))
    let recurrence = try Recurrence(
      RecurrenceRule(parsing: rule), from: LocalDateTime(iso8601: "\(date)T09:00:00"), in: zone)
    var expected: [String] = []
    var year = ""
    for word in days.split(separator: " ") {
      if word.hasSuffix(":") { year = String(word.dropLast()) } else { expected.append("\(year)-\(word)T09:00:00") }
    }
    let found = try recurrence.occurrences().prefix(expected.count + 1)
      .map { try LocalDateTime($0, in: zone).description }
    #expect(Array(found.prefix(expected.count)) == expected, "\(rule)")
    #expect((found.count == expected.count) == ends, "\(rule)")
  }

  @Test func `Every day, and every so many days`() throws {
    try check("FREQ=DAILY;COUNT=10", "1997: 09-02 09-03 09-04 09-05 09-06 09-07 09-08 09-09 09-10 09-11")
    try check("FREQ=DAILY;INTERVAL=2", "1997: 09-02 09-04 09-06 09-08 09-10", ends: false)
    try check("FREQ=DAILY;INTERVAL=10;COUNT=5", "1997: 09-02 09-12 09-22 10-02 10-12")
  }

  @Test func `Every day until Christmas Eve, and every day of January by two rules`() throws {
    let zone = try #require(TimeZone(identifier: "America/New_York"))
    func recurrence(_ rule: String, _ start: String) throws -> Recurrence {
      try Recurrence(RecurrenceRule(parsing: rule), from: LocalDateTime(iso8601: start), in: zone)
    }
    let daily = try recurrence("FREQ=DAILY;UNTIL=19971224T000000Z", "1997-09-02T09:00:00")
    let days = Array(daily.occurrences())
    #expect(days.count == 113)
    #expect(days.last == (try Instant(iso8601: "1997-12-23T14:00:00Z")))
    let start = "1998-01-01T09:00:00"
    let yearly = try recurrence(
      "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", start)
    let januaries = Array(yearly.occurrences())
    #expect(januaries.count == 93)
    #expect(januaries == Array(try recurrence("FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", start).occurrences()))
  }

  @Test func `Every week, and every other week`() throws {
    let weeks = "1997: 09-02 09-09 09-16 09-23 09-30 10-07 10-14 10-21 10-28 11-04"
    try check("FREQ=WEEKLY;COUNT=10", weeks)
    try check("FREQ=WEEKLY;UNTIL=19971224T000000Z", weeks + " 11-11 11-18 11-25 12-02 12-09 12-16 12-23")
    try check(
      "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
      "1997: 09-02 09-16 09-30 10-14 10-28 11-11 11-25 12-09 12-23 1998: 01-06 01-20 02-03", ends: false)
    let tuesdaysAndThursdays = "1997: 09-02 09-04 09-09 09-11 09-16 09-18 09-23 09-25 09-30 10-02"
    try check("FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", tuesdaysAndThursdays)
    try check("FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", tuesdaysAndThursdays)
    try check(
      "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", from: "1997-09-01",
      "1997: 09-01 09-03 09-05 09-15 09-17 09-19 09-29 10-01 10-03 10-13 10-15 10-17 10-27 10-29 10-31 11-10 11-12 "
        + "11-14 11-24 11-26 11-28 12-08 12-10 12-12 12-22")
    try check(
      "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "1997: 09-02 09-04 09-16 09-18 09-30 10-02 10-14 10-16")
  }

  @Test func `Every month on a day of the week`() throws {
    let fridays = "1997: 09-05 10-03 11-07 12-05"
    try check(
      "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", from: "1997-09-05", fridays + " 1998: 01-02 02-06 03-06 04-03 05-01 06-05")
    try check("FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", from: "1997-09-05", fridays)
    try check(
      "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", from: "1997-09-07",
      "1997: 09-07 09-28 11-02 11-30 1998: 01-04 01-25 03-01 03-29 05-03 05-31")
    try check(
      "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", from: "1997-09-22", "1997: 09-22 10-20 11-17 12-22 1998: 01-19 02-16")
    try check(
      "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
      "1997: 09-02 09-09 09-16 09-23 09-30 11-04 11-11 11-18 11-25 1998: 01-06 01-13 01-20 01-27 03-03 03-10 03-17 "
        + "03-24 03-31", ends: false)
    try check(
      "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998: 02-13 03-13 11-13 1999: 08-13 2000: 10-13", ends: false)
    try check(
      "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", from: "1997-09-13",
      "1997: 09-13 10-11 11-08 12-13 1998: 01-10 02-07 03-07 04-11 05-09 06-13", ends: false)
  }

  @Test func `Every month on days of the month`() throws {
    try check(
      "FREQ=MONTHLY;BYMONTHDAY=-3", from: "1997-09-28", "1997: 09-28 10-29 11-28 12-29 1998: 01-29 02-26", ends: false)
    try check(
      "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
      "1997: 09-02 09-15 10-02 10-15 11-02 11-15 12-02 12-15 1998: 01-02 01-15")
    try check(
      "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", from: "1997-09-30",
      "1997: 09-30 10-01 10-31 11-01 11-30 12-01 12-31 1998: 01-01 01-31 02-01")
    try check(
      "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", from: "1997-09-10",
      "1997: 09-10 09-11 09-12 09-13 09-14 09-15 1999: 03-10 03-11 03-12 03-13")
    try check(
      "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", from: "2007-01-15", "2007: 01-15 01-30 02-15 03-15 03-30")
  }

  @Test func `Every year`() throws {
    try check(
      "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", from: "1997-06-10",
      "1997: 06-10 07-10 1998: 06-10 07-10 1999: 06-10 07-10 2000: 06-10 07-10 2001: 06-10 07-10")
    try check(
      "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", from: "1997-03-10",
      "1997: 03-10 1999: 01-10 02-10 03-10 2001: 01-10 02-10 03-10 2003: 01-10 02-10 03-10")
    try check(
      "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", from: "1997-01-01",
      "1997: 01-01 04-10 07-19 2000: 01-01 04-09 07-18 2003: 01-01 04-10 07-19 2006: 01-01")
    try check("FREQ=YEARLY;BYDAY=20MO", from: "1997-05-19", "1997: 05-19 1998: 05-18 1999: 05-17", ends: false)
    try check(
      "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", from: "1997-05-12", "1997: 05-12 1998: 05-11 1999: 05-17", ends: false)
    try check(
      "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", from: "1997-03-13",
      "1997: 03-13 03-20 03-27 1998: 03-05 03-12 03-19 03-26 1999: 03-04 03-11 03-18 03-25", ends: false)
    try check(
      "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", from: "1996-11-05",
      "1996: 11-05 2000: 11-07 2004: 11-02", ends: false)
  }

  @Test func `Positions in the set of a month`() throws {
    try check("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", from: "1997-09-04", "1997: 09-04 10-07 11-06")
    try check(
      "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", from: "1997-09-29",
      "1997: 09-29 10-30 11-27 12-30 1998: 01-29 02-26 03-30", ends: false)
  }

  @Test func `The first day of the week matters`() throws {
    try check("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", from: "1997-08-05", "1997: 08-05 08-10 08-19 08-24")
    try check("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", from: "1997-08-05", "1997: 08-05 08-17 08-19 08-31")
  }

  @Test func `Hours and minutes`() throws {
    let zone = try #require(TimeZone(identifier: "America/New_York"))
    func times(_ rule: String) throws -> [String] {
      let start = try LocalDateTime(iso8601: "1997-09-02T09:00:00")
      return try Recurrence(RecurrenceRule(parsing: rule), from: start, in: zone).occurrences().prefix(30)
        .map { try String(LocalDateTime($0, in: zone).description.dropFirst(8).dropLast(3)) }
    }
    // The RFC's UNTIL=19970902T170000Z is 13:00 in New York; the list it gives is until 17:00.
    #expect(try times("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z") == ["02T09:00", "02T12:00", "02T15:00"])
    #expect(
      try times("FREQ=MINUTELY;INTERVAL=15;COUNT=6")
        == ["02T09:00", "02T09:15", "02T09:30", "02T09:45", "02T10:00", "02T10:15"])
    #expect(try times("FREQ=MINUTELY;INTERVAL=90;COUNT=4") == ["02T09:00", "02T10:30", "02T12:00", "02T13:30"])
    let daily = try times("FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40")
    #expect(daily == (try times("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16")))
    #expect(daily[23...25] == ["02T16:40", "03T09:00", "03T09:20"])
  }
}
