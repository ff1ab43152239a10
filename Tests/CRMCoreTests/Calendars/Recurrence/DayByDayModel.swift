import CRMCore

/// A plain model of recurrence: it looks at every unit, every month and every day on the wall clock.
struct DayByDayModel {
  let rule: RecurrenceRule
  let start: LocalDateTime

  /// The occurrences up to a day, in their order.
  func occurrences(through last: CalendarDate) throws -> [LocalDateTime] {
    var found: Set<LocalDateTime> = []
    // From before the beginning of the unit.
    var day = try start.date.adding(days: rule.frequency < .daily ? -1 : -400)
    var unitDays: [CalendarDate] = []
    while day <= last {
      unitDays += try days(givenBy: day)
      let next = try day.adding(days: 1)
      if try key(of: next) != key(of: day) {
        let isDue = try rule.frequency < .daily || (key(of: day) - key(of: start.date)) % rule.interval == 0
        if isDue { found.formUnion(try chosen(unitDays)) }
        unitDays = []
      }
      day = next
    }
    return found.filter { $0 >= start }.sorted()
  }

  /// The number of the unit that a day lies in.
  private func key(of day: CalendarDate) throws -> Int {
    let fields = try day.fields(in: rule.calendar)
    let number = Int(day.daysSince1970) + 719_162
    switch rule.frequency {
    case .yearly: return fields.year
    case .monthly: return 12 * fields.year + fields.month
    // Day 0 is a Monday.
    case .weekly: return (number + 8 - rule.firstWeekday.isoNumber) / 7
    default: return number
    }
  }

  /// The days that the rule means of a day: itself or not, and those that are moved from behind the end of its month.
  private func days(givenBy day: CalendarDate) throws -> [CalendarDate] {
    let fields = try day.fields(in: rule.calendar)
    let next = try day.adding(days: 1)
    let isOpen = rule.daysOfMonth.isEmpty && rule.weekdays.isEmpty && rule.daysOfYear.isEmpty && rule.weeks.isEmpty
    let startFields = try start.date.fields(in: rule.calendar)
    let months = isOpen && rule.frequency == .yearly && rule.months.isEmpty ? [startFields.month] : rule.months
    let numbers = isOpen && rule.frequency >= .monthly ? [startFields.day] : rule.daysOfMonth
    guard months.isEmpty || months.contains(fields.month) else { return [] }
    var days: [CalendarDate] = []
    let fromEnd = try -1 - length(of: fields) + fields.day
    if numbers.isEmpty || numbers.contains(fields.day) || numbers.contains(fromEnd) { days.append(day) }
    if fromEnd == -1, rule.frequency >= .monthly, numbers.contains(where: { $0 > fields.day }) {
      if rule.invalidDays == .movedBackward { days.append(day) }
      if rule.invalidDays == .movedForward { days.append(next) }
    }
    return try days.filter { try isMeant($0, fields) }
  }

  private func isMeant(_ day: CalendarDate, _ fields: CalendarFields) throws -> Bool {
    let year = try year(fields.year)
    let number = year.lowerBound.days(to: day)
    if !rule.daysOfYear.isEmpty {
      let fromEnd = day.days(to: year.upperBound)
      guard rule.daysOfYear.contains(number + 1) || rule.daysOfYear.contains(-fromEnd) else { return false }
    }
    if !rule.weeks.isEmpty { guard try isInWeek(day) else { return false } }
    if rule.weekdays.isEmpty {
      let takesStart = rule.frequency == .weekly || !rule.weeks.isEmpty && rule.daysOfYear.isEmpty
      return !takesStart || !rule.daysOfMonth.isEmpty || day.weekday == start.date.weekday
    }
    let countsInYear = rule.frequency == .yearly && rule.months.isEmpty
    let first = countsInYear ? number : fields.day - 1
    let rest = try countsInYear ? day.days(to: year.upperBound) - 1 : length(of: fields) - fields.day
    return rule.weekdays.contains { each in
      switch each {
      case .every(let weekday): weekday == day.weekday
      case .nth(let ordinal, let weekday):
        weekday == day.weekday && (ordinal == first / 7 + 1 || ordinal == -(rest / 7) - 1)
      }
    }
  }

  /// Whether a day lies in one of the rule's weeks, of the year that the week's fourth day lies in.
  private func isInWeek(_ day: CalendarDate) throws -> Bool {
    var first = day
    while first.weekday != rule.firstWeekday { first = try first.adding(days: -1) }
    let year = try first.adding(days: 3).fields(in: rule.calendar).year
    func weeks(_ step: Int) throws -> Int {
      var week = first
      var count = 0
      while try week.adding(days: 3).fields(in: rule.calendar).year == year {
        week = try week.adding(days: 7 * step)
        count += 1
      }
      return count
    }
    return try rule.weeks.contains(weeks(-1)) || rule.weeks.contains(-weeks(1))
  }

  private func length(of fields: CalendarFields) throws -> Int {
    var length = 28
    while (try? CalendarDate(year: fields.year, month: fields.month, day: length + 1, in: rule.calendar)) != nil {
      length += 1
    }
    return length
  }

  private func year(_ year: Int) throws -> Range<CalendarDate> {
    try CalendarDate(
      year: year, month: 1, day: 1, in: rule.calendar)..<CalendarDate(
        year: year + 1, month: 1, day: 1, in: rule.calendar)
  }

  // MARK: Times

  /// The occurrences on some days of one unit.
  private func chosen(_ days: [CalendarDate]) throws -> [LocalDateTime] {
    let hour = start.secondOfDay / 3600
    let minute = start.secondOfDay / 60 % 60
    guard rule.frequency < .daily else {
      let all = try times(
        days, rule.hours.isEmpty ? [hour] : rule.hours, rule.minutes.isEmpty ? [minute] : rule.minutes)
      return choose(all)
    }
    var found: [LocalDateTime] = []
    for day in days {
      for each in 0..<24 where rule.hours.isEmpty || rule.hours.contains(each) {
        let hours = 24 * start.date.days(to: day) + each - hour
        if rule.frequency == .hourly {
          guard hours % rule.interval == 0 else { continue }
          found += choose(try times([day], [each], rule.minutes.isEmpty ? [minute] : rule.minutes))
        } else {
          for other in 0..<60 where rule.minutes.isEmpty || rule.minutes.contains(other) {
            guard (60 * hours + other - minute) % rule.interval == 0 else { continue }
            found += choose(try times([day], [each], [other]))
          }
        }
      }
    }
    return found
  }

  private func times(_ days: [CalendarDate], _ hours: [Int], _ minutes: [Int]) throws -> [LocalDateTime] {
    let seconds = rule.seconds.isEmpty ? [start.secondOfDay % 60] : rule.seconds
    var found: Set<LocalDateTime> = []
    for day in days {
      for hour in hours {
        for minute in minutes {
          for second in seconds {
            found.insert(try LocalDateTime(day, at: TimeOfDay(hour: hour, minute: minute), second: second))
          }
        }
      }
    }
    return found.sorted()
  }

  private func choose(_ set: [LocalDateTime]) -> [LocalDateTime] {
    rule.positions.isEmpty
      ? set
      : set.indices.filter { rule.positions.contains($0 + 1) || rule.positions.contains($0 - set.count) }.map {
        set[$0]
      }
  }
}
