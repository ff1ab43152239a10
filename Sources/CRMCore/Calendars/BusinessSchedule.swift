/// What is open on each day, as ``BusinessHours`` declare it.
struct BusinessSchedule: Hashable, Sendable {
  /// The open minutes of each weekday from Monday, in their order and apart from each other.
  private let weekdays: [[Range<Int>]]

  /// The open minutes of the days that are not like their weekday.
  private let exceptions: [Int: [Range<Int>]]

  /// Those days, in their order.
  private let exceptionDays: [Int]

  /// The open minutes of a week without exceptions.
  let minutesAWeek: Int

  init(
    weekly: [Weekday: [BusinessHours.Shift]], holidays: Set<CalendarDate>,
    specialDays: [CalendarDate: [BusinessHours.Shift]]
  ) {
    let weekdays = Weekday.allCases.map { weekday in
      let begun = (weekly[weekday.previous] ?? []).compactMap(\.partAfterMidnight)
      let own = (weekly[weekday] ?? []).map(\.partBeforeMidnight)
      return Self.merged((begun + own).map(\.minutes))
    }
    var exceptions: [Int: [Range<Int>]] = [:]
    for (date, shifts) in specialDays {
      let day = Int(date.daysSince1970)
      exceptions[day] = Self.merged(shifts.map(\.partBeforeMidnight.minutes))
    }
    for date in holidays { exceptions[Int(date.daysSince1970)] = [] }
    // What special days do after midnight joins the day after, if that is a day like any other.
    for (date, shifts) in specialDays {
      let night = shifts.compactMap(\.partAfterMidnight?.minutes)
      let day = Int(date.daysSince1970) + 1
      if night.isEmpty || exceptions[day] != nil { continue }
      exceptions[day] = Self.merged(weekdays[Self.weekday(of: day)] + night)
    }
    self.weekdays = weekdays
    self.exceptions = exceptions
    exceptionDays = exceptions.keys.sorted()
    minutesAWeek = weekdays.joined().reduce(0) { $0 + $1.count }
  }

  /// The open minutes of a day since 1970, counted from its midnight.
  func openMinutes(on day: Int) -> [Range<Int>] {
    exceptions[day] ?? weekdays[Self.weekday(of: day)]
  }

  /// The number of days from a day on, at most so many, that are like their weekday.
  func regularDays(from day: Int, atMost limit: Int) -> Int {
    let index = exceptionDays.indices.partition { exceptionDays[$0] >= day }
    return index == exceptionDays.count ? limit : min(limit, exceptionDays[index] - day)
  }

  /// The weekday of a day since 1970, from 0 for Monday: day 0 was a Thursday.
  private static func weekday(of day: Int) -> Int {
    (day + 3).flooredQuotientAndRemainder(dividingBy: 7).remainder
  }

  /// Ranges in their order, those that touch or overlap as one.
  private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, last.upperBound >= range.lowerBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}
