/// The occurrences of a rule that repeats hours, minutes or seconds of the wall clock.
struct TimeUnits: OccurrenceSource {
  private let rule: RecurrenceRule
  private let days: DayPattern
  /// The seconds of a unit.
  private let length: Int64
  /// The number of the unit of the beginning, counted from the wall clock's own midnight of 1 January 1970.
  private let start: Int64
  /// After how many units everything comes again.
  private let cycle: Int64
  /// The hours, minutes and seconds of which units are meant, as bits.
  private let hours: UInt64
  private let minutes: UInt64
  private let seconds: UInt64
  /// The seconds of each unit, counted from its beginning.
  private let offsets: [Int64]
  /// The month that was looked at last.
  private var month = MonthDays(start: 0, length: 0)
  /// What was found to be the first unit of a day that has none, as its number in the day.
  private var deadUnits: Set<Int64> = []

  init(_ rule: RecurrenceRule, from start: LocalDateTime, _ days: DayPattern, _ times: TimePattern) {
    func bits(_ numbers: [Int]) -> UInt64 { numbers.reduce(0) { $0 | 1 << UInt64($1) } }
    self.rule = rule
    self.days = days
    length = rule.frequency == .hourly ? 3600 : rule.frequency == .minutely ? 60 : 1
    self.start = start.wallClock.floorDivided(by: length)
    // There are fewer seconds than 2^40 up to the year 9999.
    cycle = min(rule.stepsInCycle, 1 << 40 / Int64(rule.interval) + 1) * Int64(rule.interval)
    hours = bits(times.hours)
    minutes = rule.frequency == .hourly ? .max : bits(times.minutes)
    seconds = rule.frequency == .secondly ? bits(times.seconds) : .max
    let times = times.times(of: rule.frequency)
    let indices = rule.positions.isEmpty ? Array(0..<times.count) : rule.indices(in: times.count)
    offsets = indices.map { Int64(times[$0]) }
  }

  mutating func first(from second: Int64) -> Int64? {
    guard let firstOffset = offsets.first else { return nil }
    let current = second.floorDivided(by: length)
    guard var unit = firstUnit(from: current) else { return nil }
    if unit == current {
      if let offset = offsets.first(where: { unit * length + $0 >= second }) { return unit * length + offset }
      guard let next = firstUnit(from: current + 1) else { return nil }
      unit = next
    }
    return unit * length + firstOffset
  }

  /// The first unit, not before one, that is a whole number of intervals from the beginning and that the rule means.
  private mutating func firstUnit(from unit: Int64) -> Int64? {
    var unit = aligned(unit)
    let last = unit + cycle
    while unit <= last, let day = firstDay(from: day(of: unit), through: day(of: last)) {
      let midnight = Int64(day) * 86_400 / length
      unit = aligned(max(unit, midnight))
      let end = midnight + 86_400 / length
      // The first unit of a day says which others are in it.
      let isWholeDay = unit - midnight < Int64(rule.interval)
      let first = unit - midnight
      if unit < end, !(isWholeDay && deadUnits.contains(first)) {
        if let found = firstUnit(from: unit, midnight: midnight, end: end) { return found }
        if isWholeDay { deadUnits.insert(first) }
      }
      unit = aligned(max(unit, end))
    }
    return nil
  }

  private func firstUnit(from first: Int64, midnight: Int64, end: Int64) -> Int64? {
    var unit = first
    while unit < end {
      let second = (unit - midnight) * length
      let next =
        following(second, hours, of: 3600, in: 24) ?? following(second, minutes, of: 60, in: 60)
        ?? following(second, seconds, of: 1, in: 60)
      guard let next else { return unit }
      unit = aligned(max(unit + 1, midnight + next / length))
    }
    return nil
  }

  /// The next second of a day at which one of the numbers that are meant, or the next round of them, begins; nil where
  /// the second's own is meant.
  private func following(_ second: Int64, _ bits: UInt64, of size: Int64, in count: Int64) -> Int64? {
    let number = second / size % count
    let later = bits >> UInt64(number)
    if later & 1 != 0 { return nil }
    let steps = later == 0 ? count - number : min(Int64(later.trailingZeroBitCount), count - number)
    return (second / size + steps) * size
  }

  /// The first unit, not before one, that is a whole number of intervals from the beginning.
  private func aligned(_ unit: Int64) -> Int64 {
    if unit <= start { return start }
    let interval = Int64(rule.interval)
    return start + (unit - start + interval - 1) / interval * interval
  }

  private func day(of unit: Int64) -> Int { Int((unit * length).floorDivided(by: 86_400)) }

  /// The first day of some that the rule means.
  private mutating func firstDay(from first: Int, through last: Int) -> Int? {
    var day = first
    while day <= min(last, RecurrenceRule.searchEnd - 1) {
      if !month.days.contains(day) {
        guard let fields = rule.calendar.fields(ofDay: day),
          let found = days.days(ofMonth: 12 * fields.year + fields.month - 1)
        else { return nil }
        month = found
      }
      if let found = month.from(day).first { return found < RecurrenceRule.searchEnd ? found : nil }
      day = month.start + month.length
    }
    return nil
  }
}
