import CRMCore
import Foundation
import Testing

@Suite("Recurrence over changes of the clock")
struct RecurrenceTimeZoneTests {
  private func recurrence(_ rule: String, _ start: String, _ zone: String) throws -> Recurrence {
    try Recurrence(
      RecurrenceRule(parsing: rule), from: LocalDateTime(iso8601: start), in: #require(TimeZone(identifier: zone)))
  }

  private func texts(_ recurrence: Recurrence, after: String? = nil, _ count: Int) throws -> [String] {
    try recurrence.occurrences(after: after.map { try Instant(iso8601: $0) }).prefix(count).map(\.description)
  }

  @Test func `The wall clock stays, its offset does not`() throws {
    let newYork = try recurrence("FREQ=DAILY", "2024-03-09T09:00:00", "America/New_York")
    #expect(try texts(newYork, 3) == ["2024-03-09T14:00:00Z", "2024-03-10T13:00:00Z", "2024-03-11T13:00:00Z"])
    let berlin = try recurrence("FREQ=DAILY", "2024-10-26T09:00:00", "Europe/Berlin")
    #expect(try texts(berlin, 3) == ["2024-10-26T07:00:00Z", "2024-10-27T08:00:00Z", "2024-10-28T08:00:00Z"])
  }

  @Test func `A time that is left out is taken with the offset before`() throws {
    let newYork = try recurrence("FREQ=DAILY", "2024-03-09T02:30:00", "America/New_York")
    #expect(try texts(newYork, 3) == ["2024-03-09T07:30:00Z", "2024-03-10T07:30:00Z", "2024-03-11T06:30:00Z"])
    let berlin = try recurrence("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "2024-03-31T02:15:00", "Europe/Berlin")
    #expect(try texts(berlin, 2) == ["2024-03-31T01:15:00Z", "2025-03-30T01:15:00Z"])
    // Tehran's midnight of 22 March 2021 was left out.
    let tehran = try recurrence("FREQ=DAILY", "2021-03-21T00:00:00", "Asia/Tehran")
    #expect(try texts(tehran, 3) == ["2021-03-20T20:30:00Z", "2021-03-21T20:30:00Z", "2021-03-22T19:30:00Z"])
  }

  @Test func `A time that comes twice is the first`() throws {
    let newYork = try recurrence("FREQ=DAILY", "2024-11-02T01:30:00", "America/New_York")
    #expect(try texts(newYork, 3) == ["2024-11-02T05:30:00Z", "2024-11-03T05:30:00Z", "2024-11-04T06:30:00Z"])
    // Asked in the second of the two hours, what the first has shown is past.
    #expect(try texts(newYork, after: "2024-11-03T06:10:00Z", 1) == ["2024-11-04T06:30:00Z"])
    #expect(try texts(newYork, after: "2024-11-03T05:29:59.999999Z", 1) == ["2024-11-03T05:30:00Z"])
    let berlin = try recurrence("FREQ=DAILY", "2024-10-26T02:30:00", "Europe/Berlin")
    #expect(try texts(berlin, 3) == ["2024-10-26T00:30:00Z", "2024-10-27T00:30:00Z", "2024-10-28T01:30:00Z"])
  }

  @Test func `Times that fall together are one, and stay in their order`() throws {
    // 02:00, 02:20 and 02:40 are left out, and taken for 03:00, 03:20 and 03:40.
    let newYork = try recurrence("FREQ=MINUTELY;INTERVAL=20", "2024-03-10T01:40:00", "America/New_York")
    let expected = [
      "2024-03-10T06:40:00Z", "2024-03-10T07:00:00Z", "2024-03-10T07:20:00Z", "2024-03-10T07:40:00Z",
      "2024-03-10T08:00:00Z",
    ]
    #expect(try texts(newYork, 5) == expected)
    // 02:50 is 03:50, after 03:10.
    let mixed = try recurrence("FREQ=DAILY;BYHOUR=2,3;BYMINUTE=10,50", "2024-03-10T02:10:00", "America/New_York")
    #expect(try texts(mixed, 3) == ["2024-03-10T07:10:00Z", "2024-03-10T07:50:00Z", "2024-03-11T06:10:00Z"])
    let apart = try recurrence("FREQ=DAILY;BYHOUR=2;BYMINUTE=50", "2024-03-10T02:50:00", "America/New_York")
    let added = try Recurrence(
      apart.rule, from: apart.start, in: apart.timeZone, adding: [LocalDateTime(iso8601: "2024-03-10T03:10:00")])
    #expect(try texts(added, 3) == ["2024-03-10T07:10:00Z", "2024-03-10T07:50:00Z", "2024-03-11T06:50:00Z"])
    for (index, after) in expected.dropLast().enumerated() {
      #expect(try newYork.next(after: Instant(iso8601: after)).map(\.description) == expected[index + 1])
    }
  }

  @Test func `An hourly rule leaves out the hour that comes twice`() throws {
    let newYork = try recurrence("FREQ=HOURLY", "2024-11-03T00:00:00", "America/New_York")
    #expect(
      try texts(newYork, 4)
        == ["2024-11-03T04:00:00Z", "2024-11-03T05:00:00Z", "2024-11-03T07:00:00Z", "2024-11-03T08:00:00Z"])
  }

  @Test func `A day that a zone leaves out is taken for the next`() throws {
    // Samoa had no 30 December 2011.
    let samoa = try recurrence("FREQ=DAILY", "2011-12-28T12:00:00", "Pacific/Apia")
    #expect(
      try texts(samoa, 4)
        == ["2011-12-28T22:00:00Z", "2011-12-29T22:00:00Z", "2011-12-30T22:00:00Z", "2011-12-31T22:00:00Z"])
  }

  @Test func `An end is the last that may be`() throws {
    let zone = "America/New_York"
    let instant = try recurrence("FREQ=DAILY;UNTIL=20240310T130000Z", "2024-03-08T09:00:00", zone)
    #expect(try texts(instant, 9).last == "2024-03-10T13:00:00Z")
    let earlier = try recurrence("FREQ=DAILY;UNTIL=20240310T125959Z", "2024-03-08T09:00:00", zone)
    #expect(try texts(earlier, 9).last == "2024-03-09T14:00:00Z")
    let local = try recurrence("FREQ=DAILY;UNTIL=20240310T090000", "2024-03-08T09:00:00", zone)
    #expect(try texts(local, 9) == (try texts(instant, 9)))
    let day = try recurrence("FREQ=DAILY;UNTIL=20240310", "2024-03-08T23:59:59", zone)
    #expect(try texts(day, 9).last == "2024-03-11T03:59:59Z")
    // In the first of the two hours, and in the second.
    let first = try recurrence("FREQ=HOURLY;UNTIL=20241103T053000Z", "2024-11-03T00:45:00", zone)
    #expect(try texts(first, 9) == ["2024-11-03T04:45:00Z"])
    let second = try recurrence("FREQ=HOURLY;UNTIL=20241103T063000Z", "2024-11-03T00:45:00", zone)
    #expect(try texts(second, 9) == ["2024-11-03T04:45:00Z", "2024-11-03T05:45:00Z"])
  }

  @Test func `Exceptions are left out and added, and do not change the count`() throws {
    let rule = try RecurrenceRule.daily(ending: .count(4))
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let recurrence = try Recurrence(
      rule, from: LocalDateTime(iso8601: "2024-03-30T09:00:00"), in: zone,
      excluding: [LocalDateTime(iso8601: "2024-03-31T09:00:00"), LocalDateTime(iso8601: "2024-05-01T10:00:00")],
      adding: [
        LocalDateTime(iso8601: "2024-03-01T10:00:00"), LocalDateTime(iso8601: "2024-04-01T09:00:00"),
        LocalDateTime(iso8601: "2024-05-01T10:00:00"), LocalDateTime(iso8601: "2024-05-02T10:00:00"),
      ])
    #expect(
      try texts(recurrence, 9)
        == [
          "2024-03-01T09:00:00Z", "2024-03-30T08:00:00Z", "2024-04-01T07:00:00Z", "2024-04-02T07:00:00Z",
          "2024-05-02T08:00:00Z",
        ])
    #expect(recurrence.next(after: try Instant(iso8601: "2024-05-02T08:00:00Z")) == nil)
  }
}
