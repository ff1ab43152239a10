import CRMCore
import Foundation
import Testing

@Suite("Recurrence against a plain model")
struct RecurrencePropertyTests {
  private static let frequencies: [RecurrenceRule.Frequency] = [.minutely, .hourly, .daily, .weekly, .monthly, .yearly]

  private func some(
    _ range: ClosedRange<Int>, upTo count: Int, isSigned: Bool = false, oneIn: Int, _ numbers: inout SplitMix64
  ) -> [Int] {
    guard Int.random(in: 0..<oneIn, using: &numbers) == 0 else { return [] }
    return (0..<Int.random(in: 1...count, using: &numbers)).map { _ in
      Int.random(in: range, using: &numbers) * (isSigned && Bool.random(using: &numbers) ? -1 : 1)
    }
  }

  private func rule(
    _ frequency: RecurrenceRule.Frequency, _ calendar: CalendarSystem, _ numbers: inout SplitMix64
  ) throws -> RecurrenceRule {
    while true {
      let invalidDays = RecurrenceRule.InvalidDays.allCases.randomElement(using: &numbers) ?? .omitted
      let isNumbered = frequency >= .monthly && invalidDays == .omitted && Bool.random(using: &numbers)
      let weekdays = some(1...7, upTo: 3, oneIn: 2, &numbers).map { number -> RecurrenceRule.Day in
        let weekday = Weekday.allCases[number - 1]
        let ordinals = some(1...(frequency == .yearly ? 53 : 5), upTo: 1, isSigned: true, oneIn: 1, &numbers)
        return isNumbered ? .nth(ordinals[0], weekday) : .every(weekday)
      }
      let rule = try? RecurrenceRule(
        frequency, every: .random(in: 1...(frequency == .minutely ? 90 : 4), using: &numbers),
        months: some(1...12, upTo: 4, oneIn: 3, &numbers),
        weeks: some(1...53, upTo: 6, isSigned: true, oneIn: 6, &numbers),
        daysOfYear: some(1...366, upTo: 30, isSigned: true, oneIn: 6, &numbers),
        daysOfMonth: some(1...31, upTo: 6, isSigned: true, oneIn: 3, &numbers), weekdays: weekdays,
        hours: some(0...23, upTo: 4, oneIn: 4, &numbers), minutes: some(0...59, upTo: 4, oneIn: 4, &numbers),
        seconds: some(0...59, upTo: 3, oneIn: 6, &numbers),
        positions: some(1...5, upTo: 3, isSigned: true, oneIn: 4, &numbers),
        firstWeekday: Weekday.allCases.randomElement(using: &numbers) ?? .monday, calendar: calendar,
        invalidDays: invalidDays)
      if let rule { return rule }
    }
  }

  @Test("What a rule means is what it means day by day", arguments: frequencies)
  func model(_ frequency: RecurrenceRule.Frequency) throws {
    var numbers = SplitMix64(seed: 3310)
    var total = 0
    for round in 0..<24 {
      let calendar = CalendarSystem.allCases[round % CalendarSystem.allCases.count]
      let rule = try rule(frequency, calendar, &numbers)
      let date = try CalendarDate(daysSince1970: .random(in: 19_000...20_500, using: &numbers))
      let time = try TimeOfDay(hour: .random(in: 0..<24, using: &numbers), minute: .random(in: 0..<60, using: &numbers))
      let start = try LocalDateTime(date, at: time, second: .random(in: 0..<60, using: &numbers))
      let years = frequency < .daily ? 0 : frequency == .yearly ? 8 : 2
      let last = try date.adding(days: 40 + 366 * years)
      // To the end of the unit that has begun: the model takes whole ones.
      let unitEnd = try last.adding(days: frequency < .daily ? 1 : 400)
      let expected = try DayByDayModel(rule: rule, start: start).occurrences(through: unitEnd)
        .filter { $0.date <= last }
      let recurrence = try Recurrence(rule, from: start, in: .gmt)
      let end = try Instant(iso8601: "\(last)T23:59:59Z")
      let found = Array(recurrence.occurrences().prefix { $0 <= end })
      #expect(try found.map { try LocalDateTime($0, in: .gmt) } == expected, "\(rule) from \(start)")
      total += found.count
      // A rule that counts ends where the same rule without a count has come so far.
      if let count = expected.indices.randomElement(using: &numbers), count > 0, count < 200 {
        let counted = try RecurrenceRule(parsing: rule.description + ";COUNT=\(count)")
        #expect(Array(try Recurrence(counted, from: start, in: .gmt).occurrences()) == Array(found.prefix(count)))
      }
      for _ in 0..<10 {
        guard let index = found.indices.dropLast().randomElement(using: &numbers) else { break }
        let gap = found[index].duration(to: found[index + 1])
        let after = try found[index].advanced(by: gap * Double.random(in: 0..<0.999, using: &numbers))
        #expect(recurrence.next(after: after) == found[index + 1], "\(rule) after \(after)")
      }
    }
    #expect(total > 500)
  }

  /// The instant of a time on the wall clock by RFC 5545, 3.3.5, looked for in steps of a quarter of an hour.
  private func instant(of reading: Int64, in zone: TimeZone) -> Int64 {
    func offset(_ second: Int64) -> Int64 {
      Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))))
    }
    var second = reading - 30 * 3600
    while second + offset(second) < reading { second += 900 }
    return second + offset(second) == reading ? second : reading - offset(second - 900)
  }

  @Test(
    "Instants are the wall clock's, each once and in their order",
    arguments: [
      ("America/New_York", "2024-03-09"), ("America/New_York", "2024-11-02"), ("Asia/Tehran", "2021-03-21"),
      ("Asia/Tehran", "2021-09-21"), ("Australia/Lord_Howe", "2024-10-05"), ("Australia/Lord_Howe", "2024-04-06"),
      ("Pacific/Apia", "2011-12-29"), ("America/Havana", "2024-11-02"),
    ])
  func zones(_ name: String, _ date: String) throws {
    let zone = try #require(TimeZone(identifier: name))
    for text in [
      "FREQ=MINUTELY;INTERVAL=15", "FREQ=MINUTELY;INTERVAL=45", "FREQ=HOURLY",
      "FREQ=DAILY;BYHOUR=0,1,2,3;BYMINUTE=0,30,45",
    ] {
      let start = try LocalDateTime(iso8601: "\(date)T00:00:00")
      let rule = try RecurrenceRule(parsing: text)
      let readings = try Recurrence(rule, from: start, in: .gmt).occurrences()
      let limit = try start.date.adding(days: 4).daysSince1970
      var expected: Set<Int64> = []
      for reading in readings {
        let second = reading.microsecondsSince1970 / 1_000_000
        if second >= Int64(limit) * 86_400 { break }
        expected.insert(instant(of: second, in: zone))
      }
      let recurrence = try Recurrence(rule, from: start, in: zone)
      let found = recurrence.occurrences().prefix(expected.count).map { $0.microsecondsSince1970 / 1_000_000 }
      #expect(found == expected.sorted(), "\(text)")
      for (second, next) in zip(found, found.dropFirst()) {
        let after = Instant(microsecondsSince1970: next * 1_000_000 - 1)
        #expect(
          recurrence.next(after: Instant(microsecondsSince1970: second * 1_000_000))?.microsecondsSince1970 == next
            * 1_000_000)
        #expect(recurrence.next(after: after)?.microsecondsSince1970 == next * 1_000_000)
      }
    }
  }
}
