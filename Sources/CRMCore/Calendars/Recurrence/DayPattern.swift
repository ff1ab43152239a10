/// Which days of a month a rule means.
///
/// What the rule leaves open has been filled in from the day on which the recurrence begins.
struct DayPattern {
  private let system: CalendarSystem
  private let firstWeekday: Int
  private let invalidDays: RecurrenceRule.InvalidDays
  /// The months, as bits from 0.
  private let months: UInt16
  private let daysOfMonth: [Int]
  private let daysOfYear: [Int]
  private let weeks: [Int]
  /// The weekdays of which every one is meant, as bits from Monday.
  private let everyWeekday: UInt8
  private let ordinals: [(ordinal: Int, weekday: Int)]
  private let countsInYear: Bool

  init(_ rule: RecurrenceRule, from start: CalendarDate, _ fields: CalendarFields) {
    let isOpen = rule.daysOfMonth.isEmpty && rule.weekdays.isEmpty && rule.daysOfYear.isEmpty
    let takesMonth = rule.frequency == .yearly && isOpen && rule.weeks.isEmpty && rule.months.isEmpty
    let takesDay = isOpen && rule.weeks.isEmpty && rule.frequency >= .monthly
    let takesWeekday = isOpen && (rule.frequency == .weekly || !rule.weeks.isEmpty)
    let weekdays = takesWeekday ? [.every(start.weekday)] : rule.weekdays
    let months = takesMonth ? [fields.month] : rule.months
    system = rule.calendar
    firstWeekday = rule.firstWeekday.isoNumber - 1
    invalidDays = rule.frequency >= .monthly ? rule.invalidDays : .omitted
    self.months = months.isEmpty ? 0xFFF : months.reduce(0) { $0 | 1 << UInt16($1 - 1) }
    daysOfMonth = takesDay ? [fields.day] : rule.daysOfMonth
    daysOfYear = rule.daysOfYear
    weeks = rule.weeks
    everyWeekday = weekdays.reduce(0) { $1.ordinal == 0 ? $0 | 1 << UInt8($1.weekday.isoNumber - 1) : $0 }
    ordinals = weekdays.filter { $0.ordinal != 0 }.map { ($0.ordinal, $0.weekday.isoNumber - 1) }
    countsInYear = rule.frequency == .yearly && rule.months.isEmpty
  }

  /// The days of a month, given as 12 times the year plus its number from 0; nil where the calendar is not defined.
  func days(ofMonth index: Int) -> MonthDays? {
    guard let start = system.startOfMonth(index), let end = system.startOfMonth(index + 1) else { return nil }
    let (year, month) = index.flooredQuotientAndRemainder(dividingBy: 12)
    var days = MonthDays(start: start, length: end - start)
    if !daysOfMonth.isEmpty { days.bits = bits(ofMonthWithLength: days.length) }
    if months & 1 << UInt16(month) == 0 { days.bits = 0 }
    if days.bits == 0 { return days }
    let needsYear = !daysOfYear.isEmpty || countsInYear && !ordinals.isEmpty
    let yearDays = needsYear ? self.days(ofYear: year) : nil
    if needsYear && yearDays == nil { return nil }
    if let yearDays, !daysOfYear.isEmpty { days.bits &= bits(ofDaysIn: yearDays, of: days) }
    if !weeks.isEmpty { days.bits &= bits(ofWeeksIn: days) }
    if everyWeekday != 0 || !ordinals.isEmpty {
      let unit = countsInYear ? yearDays ?? days.days : days.days
      days.bits &= bits(ofWeekdaysIn: unit, of: days)
    }
    return days
  }

  /// The days since 1970 of a year.
  private func days(ofYear year: Int) -> Range<Int>? {
    guard let start = system.startOfMonth(12 * year), let end = system.startOfMonth(12 * year + 12) else { return nil }
    return start..<end
  }

  private func bits(ofMonthWithLength length: Int) -> UInt32 {
    var bits: UInt32 = 0
    for day in daysOfMonth {
      if day < 0 {
        if -day <= length { bits |= 1 << UInt32(length + day) }
      } else if day <= length {
        bits |= 1 << UInt32(day - 1)
      } else {
        switch invalidDays {
        case .omitted: break
        case .movedBackward: bits |= 1 << UInt32(length - 1)
        case .movedForward: bits |= 1 << UInt32(length)
        }
      }
    }
    return bits
  }

  private func bits(ofDaysIn year: Range<Int>, of days: MonthDays) -> UInt32 {
    var bits: UInt32 = 0
    for number in daysOfYear {
      let day = number > 0 ? year.lowerBound + number - 1 : year.upperBound + number
      if year.contains(day) { bits |= days.bit(of: day) }
    }
    return bits
  }

  private func bits(ofWeeksIn days: MonthDays) -> UInt32 {
    var bits: UInt32 = 0
    var week = startOfWeek(containing: days.start)
    while week < days.start + days.length {
      if includes(week: week) {
        for day in week..<week + 7 { bits |= days.bit(of: day) }
      }
      week += 7
    }
    return bits
  }

  private func bits(ofWeekdaysIn unit: Range<Int>, of days: MonthDays) -> UInt32 {
    let first = UInt64(Self.weekday(of: days.start))
    let week = (UInt64(everyWeekday) >> first | UInt64(everyWeekday) << (7 - first)) & 0x7F
    // Five weeks, so that the day after a month's last is among them.
    var bits = UInt32(truncatingIfNeeded: week | week << 7 | week << 14 | week << 21 | week << 28)
    for (ordinal, weekday) in ordinals {
      let first = unit.lowerBound + (weekday - Self.weekday(of: unit.lowerBound) + 7) % 7
      let last = first + (unit.upperBound - 1 - first) / 7 * 7
      let day = ordinal > 0 ? first + 7 * (ordinal - 1) : last + 7 * (ordinal + 1)
      if unit.contains(day) { bits |= days.bit(of: day) }
    }
    return bits
  }

  // MARK: Weeks

  /// The first day of the week that a day lies in.
  func startOfWeek(containing day: Int) -> Int {
    day - (Self.weekday(of: day) - firstWeekday + 7) % 7
  }

  /// Whether a week is one of the rule's, which it counts in the year that most of it lies in.
  private func includes(week: Int) -> Bool {
    guard let year = system.fields(ofDay: week + 3)?.year, let start = system.startOfMonth(12 * year),
      let end = system.startOfMonth(12 * year + 12)
    else { return false }
    let number = (week - startOfWeek(containing: start + 3)) / 7 + 1
    let count = (startOfWeek(containing: end + 3) - startOfWeek(containing: start + 3)) / 7
    return weeks.contains(number) || weeks.contains(number - count - 1)
  }

  /// The weekday of a day since 1970, from 0 for Monday: day 0 was a Thursday.
  private static func weekday(of day: Int) -> Int {
    (day + 3).flooredQuotientAndRemainder(dividingBy: 7).remainder
  }
}

/// Days of a month.
struct MonthDays {
  /// The day since 1970 with which the month begins.
  let start: Int
  /// The number of the month's days.
  let length: Int
  /// The days, the month's first as the lowest bit; the bit above its last is the first day of the next month.
  var bits: UInt32

  init(start: Int, length: Int, bits: UInt32) {
    self.start = start
    self.length = length
    self.bits = bits
  }

  /// All the days of a month.
  init(start: Int, length: Int) {
    self.init(start: start, length: length, bits: ~(.max << UInt32(length)))
  }

  /// The days since 1970 of the month.
  var days: Range<Int> { start..<start + length }

  /// The bit of a day since 1970; zero when it is not of the month.
  func bit(of day: Int) -> UInt32 {
    days.contains(day) ? 1 << UInt32(day - start) : 0
  }

  /// The days from one on.
  func from(_ day: Int) -> MonthDays {
    var rest = self
    rest.bits &= .max << UInt32(max(0, day - start))
    return rest
  }

  /// The days before one.
  func before(_ day: Int) -> MonthDays {
    var rest = self
    rest.bits &= ~(.max << UInt32(max(0, day - start)))
    return rest
  }

  /// The first of the days.
  var first: Int? { bits == 0 ? nil : start + bits.trailingZeroBitCount }
}
