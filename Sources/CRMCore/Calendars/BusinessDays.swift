/// The days on which work is done, for terms that count in whole days.
///
/// ```swift
/// let days = BusinessDays(weekdays: [.monday, .tuesday, .wednesday, .thursday, .friday], holidays: holidays)
/// let due = try days.adding(10, to: invoice.date)
/// ```
public struct BusinessDays: Hashable, Sendable, Codable {
  /// The working days of a week.
  public var weekdays: Set<Weekday>

  /// The days without work.
  public var holidays: Set<CalendarDate>

  /// The days with work whatever their weekday, such as a Saturday that makes up for a bridge day; unless they are
  /// holidays.
  public var extraDays: Set<CalendarDate>

  /// The days with work.
  public init(weekdays: Set<Weekday>, holidays: Set<CalendarDate> = [], extraDays: Set<CalendarDate> = []) {
    self.weekdays = weekdays
    self.holidays = holidays
    self.extraDays = extraDays
  }

  /// Whether work is done on a day.
  public func contains(_ date: CalendarDate) -> Bool {
    !holidays.contains(date) && (weekdays.contains(date.weekday) || extraDays.contains(date))
  }

  /// The day so many working days later, or earlier for a negative number.
  ///
  /// From a day without work, later days are counted from the working day before it, and earlier days from the working
  /// day after it: one day after a Saturday is Monday, one day before it is Friday. No days from it is the working day
  /// before.
  ///
  /// - Throws: ``CalendarError/dateOutOfRange``, also where there are not so many working days.
  /// - Complexity: O(*h*) for *h* holidays and extra days.
  public func adding(_ count: Int, to date: CalendarDate) throws(CalendarError) -> CalendarDate {
    if weekdays.isEmpty { return try addingExtraDays(count, to: date) }
    let step = count < 0 ? -1 : 1
    var day = date
    while !contains(day) { day = try day.addingDays(-step) }
    var remaining = Int(clamping: count.magnitude)
    while remaining > 0 {
      // So many whole weeks can't go too far, whatever extra days are in them.
      let weeks = min(max(0, remaining - extraDays.count - 1) / weekdays.count, 1_000_000)
      guard weeks > 0 else {
        day = try day.addingDays(step)
        if contains(day) { remaining -= 1 }
        continue
      }
      let next = try day.addingDays(step * 7 * weeks)
      // What is counted is the day that is reached, and not the one that is left.
      let (start, end) = step < 0 ? (next, day) : (try day.addingDays(1), try next.addingDays(1))
      remaining -= self.count(from: start, to: end)
      day = next
    }
    return day
  }

  /// What ``adding(_:to:)`` does where no weekday is a working day.
  private func addingExtraDays(_ count: Int, to date: CalendarDate) throws(CalendarError) -> CalendarDate {
    let days = extraDays.subtracting(holidays).sorted()
    let start = count < 0 ? days.firstIndex { $0 >= date } : days.lastIndex { $0 <= date }
    guard let (index, overflow) = start?.addingReportingOverflow(count), !overflow, days.indices.contains(index) else {
      throw .dateOutOfRange
    }
    return days[index]
  }

  /// How many working days there are from a day up to another, not counting that: negative where the other is earlier,
  /// and then not counting the first but the other.
  ///
  /// - Complexity: O(*h*) for *h* holidays and extra days.
  public func count(from start: CalendarDate, to end: CalendarDate) -> Int {
    if end < start { return -count(from: end, to: start) }
    let (weeks, rest) = start.days(to: end).quotientAndRemainder(dividingBy: 7)
    let last = (0..<rest).filter { weekdays.contains(start.weekday.advanced(by: $0)) }.count
    let range = start..<end
    let lost = holidays.filter { range.contains($0) && weekdays.contains($0.weekday) }.count
    let won = extraDays.filter { range.contains($0) && contains($0) && !weekdays.contains($0.weekday) }.count
    return weeks * weekdays.count + last - lost + won
  }
}

extension BusinessDays {
  /// Encodes the days in their order.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Weekday.allCases.filter(weekdays.contains), forKey: .weekdays)
    try container.encode(holidays.sorted(), forKey: .holidays)
    try container.encode(extraDays.sorted(), forKey: .extraDays)
  }
}

extension Weekday {
  fileprivate func advanced(by days: Int) -> Weekday { Weekday.allCases[(isoNumber - 1 + days) % 7] }
}
