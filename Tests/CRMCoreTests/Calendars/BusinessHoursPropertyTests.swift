import CRMCore
import Foundation
import Testing

/// A plain model of business hours: it asks Foundation for the wall clock of every single minute.
private struct MinuteByMinute {
  let calendar: Calendar
  let hours: BusinessHours

  init(_ hours: BusinessHours) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = hours.timeZone
    self.calendar = calendar
    self.hours = hours
  }

  /// Whether the minute that begins at a second is open.
  ///
  /// Only for zones and shifts where no time comes twice in or
  /// beside a shift's bounds.
  func isOpen(_ second: Int64) throws -> Bool {
    let parts = calendar.dateComponents(
      [.year, .month, .day, .hour, .minute], from: Date(timeIntervalSince1970: Double(second)))
    let (year, month, day) = (parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    let date = try CalendarDate(year: year, month: month, day: day)
    let minute = 60 * (parts.hour ?? 0) + (parts.minute ?? 0)
    if hours.holidays.contains(date) { return false }
    let own = hours.specialDays[date] ?? hours.weekly[date.weekday] ?? []
    if own.contains(where: { $0.start.minutes <= minute && (minute < $0.end.minutes || $0.end <= $0.start) }) {
      return true
    }
    if hours.specialDays[date] != nil { return false }
    let eve = try date.adding(days: -1)
    let night = (hours.weekly[eve.weekday] ?? []) + (hours.specialDays[eve] ?? [])
    return night.contains { $0.end <= $0.start && minute < $0.end.minutes }
  }
}

@Suite("Business hours against a plain model")
struct BusinessHoursPropertyTests {
  private func randomHours(_ numbers: inout SplitMix64, zone: TimeZone) throws -> BusinessHours {
    // Bounds on the hour outside 00:30 to 03:30, when clocks are set in these zones.
    let shapes = [
      [], ["09:00-17:00"], ["08:00-12:00", "13:00-17:00"], ["22:00-05:00"], ["04:00-06:00", "20:00-24:00"],
      ["00:00-24:00"],
    ]
    func shifts() throws -> [BusinessHours.Shift] {
      try (shapes.randomElement(using: &numbers) ?? []).map { try BusinessHours.Shift($0) }
    }
    while true {
      var weekly: [Weekday: [BusinessHours.Shift]] = [:]
      for weekday in Weekday.allCases { weekly[weekday] = try shifts() }
      var holidays: Set<CalendarDate> = []
      var specialDays: [CalendarDate: [BusinessHours.Shift]] = [:]
      for _ in 0..<6 {
        let date = try CalendarDate(
          year: 2024, month: .random(in: 3...4, using: &numbers), day: .random(in: 1...30, using: &numbers))
        if Bool.random(using: &numbers) { holidays.insert(date) } else { specialDays[date] = try shifts() }
      }
      for date in holidays { specialDays[date] = nil }
      // Shifts over midnight may overlap with those of the next day: then the dice are thrown again.
      if let hours = try? BusinessHours(timeZone: zone, weekly: weekly, holidays: holidays, specialDays: specialDays) {
        return hours
      }
    }
  }

  @Test("Adding and measuring agree with minutes counted one by one", arguments: ["America/New_York", "Asia/Tehran"])
  func model(_ name: String) throws {
    let zone = try #require(TimeZone(identifier: name))
    var numbers = SplitMix64(seed: 8)
    for _ in 0..<5 {
      let hours = try randomHours(&numbers, zone: zone)
      let model = MinuteByMinute(hours)
      // 28 February 2024, over the change of clocks on 10 March.
      let start = 1_709_078_400 + 60 * Int64.random(in: 0..<1440, using: &numbers)
      var open: [Bool] = []
      for minute in 0..<(20 * 1440) { open.append(try model.isOpen(start + 60 * Int64(minute))) }
      let from = Instant(microsecondsSince1970: start * 1_000_000)
      var total = 0
      for (minute, isOpen) in open.enumerated() {
        let now = try from.advanced(by: .seconds(60 * minute))
        if isOpen { total += 1 }
        guard minute % 97 == 0 || isOpen != open[max(0, minute - 1)] else { continue }
        #expect(try hours.isOpen(at: now) == isOpen)
        let end = try now.advanced(by: .seconds(60))
        #expect(try hours.duration(from: from, to: end) == .seconds(60 * total))
        if isOpen { #expect(try hours.adding(.seconds(60 * total), to: from) == end) }
      }
    }
  }

  @Test func `Adding what was measured leads back, over years`() throws {
    var numbers = SplitMix64(seed: 9)
    for name in ["Europe/Berlin", "Asia/Tehran", "Australia/Sydney", "America/Havana", "Asia/Kolkata"] {
      let hours = try randomHours(&numbers, zone: #require(TimeZone(identifier: name)))
      for _ in 0..<100 {
        let start = Instant(
          microsecondsSince1970: .random(in: 1_500_000_000_000_000...1_800_000_000_000_000, using: &numbers))
        let first = Duration.microseconds(Int64.random(in: 1...30_000_000_000_000, using: &numbers))
        let second = Duration.seconds(Int64.random(in: 1...3_000_000, using: &numbers))
        let middle = try hours.adding(first, to: start)
        let end = try hours.adding(second, to: middle)
        #expect(try hours.duration(from: start, to: middle) == first)
        #expect(try hours.adding(first + second, to: start) == end)
        #expect(try hours.duration(from: start, to: end) == first + second)
      }
    }
  }
}
