/// The occurrences of a rule on the wall clock, without its end, in seconds since the wall clock's own midnight of
/// 1 January 1970.
protocol OccurrenceSource {
  /// The first occurrence that is not before a second, which is not before the beginning; nil where there is none up to
  /// the year 9999 or the end of the calendar.
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
}
