/// The occurrences of a rule that repeats days, weeks, months or years: each unit's days, at the same times.
struct DayUnits: OccurrenceSource {
  private let rule: RecurrenceRule
  private let days: DayPattern
  private let times: Times
  /// The number of the unit of the beginning; units are numbered through all time.
  private let start: Int
  private let stepsInCycle: Int64

  init(
    _ rule: RecurrenceRule, from start: LocalDateTime, _ fields: CalendarFields, _ days: DayPattern, _ times: Times
  ) {
    self.rule = rule
    self.days = days
    self.times = times
    stepsInCycle = rule.stepsInCycle
    self.start = Self.unit(rule.frequency, days, Int(start.date.daysSince1970), fields)
  }

  func first(from second: Int64) -> Int64? {
    guard reachesPosition else { return nil }
    let day = Int(second.floorDivided(by: 86_400))
    guard let fields = rule.calendar.fields(ofDay: day) else { return nil }
    // A day that was moved forward belongs to the month before.
    let reach = rule.invalidDays == .movedForward ? 1 : 0
    var index = max(0, unit(of: day, fields) - reach - start) / rule.interval
    let end = Int64(index) + stepsInCycle
    while index <= end, let unit = self.unit(at: index) {
      if let found = first(from: second, in: unit.months) { return found }
      index = max(index + 1, unit.skip.map { ($0 - start) / rule.interval } ?? 0)
    }
    return nil
  }

  /// Whether a unit can have so many occurrences that one of the rule's positions is among them.
  private var reachesPosition: Bool {
    let days =
      switch rule.frequency {
      case .weekly: 7
      case .monthly: 31
      case .yearly: 366
      default: 1
      }
    return rule.positions.isEmpty || !rule.indices(in: days * times.count).isEmpty
  }

  // MARK: Units

  private func unit(of day: Int, _ fields: CalendarFields) -> Int { Self.unit(rule.frequency, days, day, fields) }

  private static func unit(
    _ frequency: RecurrenceRule.Frequency, _ days: DayPattern, _ day: Int, _ fields: CalendarFields
  ) -> Int {
    switch frequency {
    case .weekly: days.startOfWeek(containing: day).flooredQuotientAndRemainder(dividingBy: 7).quotient
    case .monthly: 12 * fields.year + fields.month - 1
    case .yearly: fields.year
    default: day
    }
  }

  /// The days of one of the rule's units, month by month, and a unit before which there are none where that is known;
  /// nil after the last.
  private func unit(at index: Int) -> (months: [MonthDays], skip: Int?)? {
    let (offset, isFar) = index.multipliedReportingOverflow(by: rule.interval)
    guard !isFar, offset < RecurrenceRule.searchEnd * 2 else { return nil }
    let unit = start + offset
    switch rule.frequency {
    case .monthly: return months(unit..<unit + 1).map { ($0, nil) }
    case .yearly: return months(12 * unit..<12 * unit + 12).map { ($0, nil) }
    case .weekly:
      let first = days.startOfWeek(containing: 7 * unit + 6)
      return months(of: first..<first + 7)
    default: return months(of: unit..<unit + 1)
    }
  }

  private func months(_ indices: Range<Int>) -> [MonthDays]? {
    var months: [MonthDays] = []
    for index in indices {
      guard let month = days.days(ofMonth: index) else { return nil }
      if month.start >= RecurrenceRule.searchEnd { return months.isEmpty ? nil : months }
      // A day that was moved forward out of the month before is the first of this one.
      if let last = months.last, last.bits >> UInt32(last.length) != 0 {
        months[months.count - 1] = last.before(month.start)
        months.append(MonthDays(start: month.start, length: month.length, bits: month.bits | 1))
      } else {
        months.append(month)
      }
    }
    return months
  }

  /// The days of a range of at most a week, and the unit of the day after the month where there are none in it.
  private func months(of range: Range<Int>) -> (months: [MonthDays], skip: Int?)? {
    var months: [MonthDays] = []
    var day = range.lowerBound
    while day < range.upperBound {
      guard day < RecurrenceRule.searchEnd, let fields = rule.calendar.fields(ofDay: day),
        let month = days.days(ofMonth: 12 * fields.year + fields.month - 1)
      else { return months.isEmpty ? nil : (months, nil) }
      let end = month.start + month.length
      if month.bits == 0 && range.upperBound <= end {
        guard let next = rule.calendar.fields(ofDay: end) else { return (months, nil) }
        return (months, unit(of: end, next))
      }
      months.append(month.from(range.lowerBound).before(range.upperBound))
      day = end
    }
    return (months, nil)
  }

  // MARK: Occurrences of a unit

  private func first(from second: Int64, in months: [MonthDays]) -> Int64? {
    let day = Int(second.floorDivided(by: 86_400))
    if !rule.positions.isEmpty { return firstPosition(from: second, in: months) }
    for month in months {
      guard let found = month.from(day).first else { continue }
      if found > day { return Int64(found) * 86_400 + Int64(times[0]) }
      let index = times.index(from: Int(second - Int64(day) * 86_400))
      if index < times.count { return Int64(day) * 86_400 + Int64(times[index]) }
      if let later = month.from(day + 1).first { return Int64(later) * 86_400 + Int64(times[0]) }
    }
    return nil
  }

  private func firstPosition(from second: Int64, in months: [MonthDays]) -> Int64? {
    let count = months.reduce(0) { $0 + $1.bits.nonzeroBitCount }
    for index in rule.indices(in: count * times.count) {
      let (dayIndex, time) = index.quotientAndRemainder(dividingBy: times.count)
      guard let day = Self.day(at: dayIndex, in: months) else { continue }
      let occurrence = Int64(day) * 86_400 + Int64(times[time])
      if occurrence >= second { return occurrence }
    }
    return nil
  }

  private static func day(at index: Int, in months: [MonthDays]) -> Int? {
    var index = index
    for month in months {
      let count = month.bits.nonzeroBitCount
      if index >= count {
        index -= count
        continue
      }
      var rest = month
      for _ in 0..<index { rest.bits &= rest.bits - 1 }
      return rest.first
    }
    return nil
  }
}
