/// The occurrences of a rule on the wall clock, without its end, in seconds since the wall clock's own midnight of
/// 1 January 1970.
protocol OccurrenceSource {
  /// The first occurrence that is not before a second, which is not before the beginning; nil where there is none.
  ///
  /// It is looked for in one ``RecurrenceRule/stepsInCycle``, and no further than the year 9999 or the calendar's end.
  mutating func first(from second: Int64) -> Int64?
}

extension RecurrenceRule {
  /// The rule's occurrences from a beginning that the calendar is defined for.
  func occurrences(from start: LocalDateTime, _ fields: CalendarFields) -> any OccurrenceSource {
    let days = DayPattern(self, from: start.date, fields)
    let times = TimePattern(self, from: start.secondOfDay)
    return frequency < .daily
      ? TimeUnits(self, from: start, days, times)
      : DayUnits(self, from: start, fields, days, times.ofDay)
  }

  /// The indices that ``positions`` mean in so many occurrences, in their order.
  func indices(in count: Int) -> [Int] {
    let indices = positions.map { $0 > 0 ? $0 - 1 : count + $0 }.filter { (0..<count).contains($0) }
    return Set(indices).sorted()
  }

  /// The day after the last that is searched.
  static let searchEnd = Int(CalendarDate.range.upperBound) + 1

  /// After how many intervals everything comes again: the dates, their weekdays, and the interval's place among them.
  ///
  /// Where the rule means nothing in so many, it never will.
  var stepsInCycle: Int64 {
    let cycle = calendar.cycle
    let units: Int64 =
      switch frequency {
      case .secondly: cycle.days * 86_400
      case .minutely: cycle.days * 1440
      case .hourly: cycle.days * 24
      case .daily: cycle.days
      case .weekly: cycle.days / 7
      case .monthly: cycle.years * 12
      case .yearly: cycle.years
      }
    var (divisor, rest) = (units, Int64(interval))
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    return units / divisor
  }

  /// How many seconds it is from each occurrence to the next on the wall clock, where it is always so many.
  var constantStep: Int64? {
    guard byParts.allSatisfy(\.isEmpty), weekdays.isEmpty else { return nil }
    let unit: Int64? =
      switch frequency {
      case .secondly: 1
      case .minutely: 60
      case .hourly: 3600
      case .daily: 86_400
      case .weekly: 604_800
      case .monthly, .yearly: nil
      }
    return unit.map { $0 * Int64(interval) }
  }
}

extension CalendarSystem {
  /// After how many days and years the calendar comes again on the same weekdays; of a calendar that never does, more
  /// than it has.
  fileprivate var cycle: (days: Int64, years: Int64) {
    switch self {
    case .gregorian: (146_097, 400)
    case .persian: (7 * 12_053, 7 * 33)
    case .islamicCivil: (7 * 10_631, 7 * 30)
    case .islamicUmmAlQura: (7 * 15_300, 302)
    }
  }
}
