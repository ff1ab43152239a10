/// Finds the occurrences of a recurrence.
///
/// Most of it happens on the wall clock, in seconds since its own midnight of 1 January 1970: what the rule means, where
/// it ends, and the exceptions. What is found there becomes an instant at the end.
struct OccurrenceFinder {
  private let start: Int64
  private var source: any OccurrenceSource
  private var clock: ZoneClock
  private let excluded: Set<Int64>
  private let additional: [Int64]
  /// The last second of the wall clock that the rule reaches.
  private let ruleEnd: Int64
  private let limit: Int
  /// The number of the rule's occurrences that have been counted, and the last of them.
  private var counted = (number: 0, last: Int64.min)

  init(_ recurrence: Recurrence) {
    start = recurrence.start.wallClock
    source = recurrence.rule.occurrences(from: recurrence.start, recurrence.startFields)
    clock = ZoneClock(recurrence.timeZone)
    excluded = Set(recurrence.excluded.map(\.wallClock))
    additional = recurrence.additional.map(\.wallClock).sorted()
    let searchEnd = Int64(RecurrenceRule.searchEnd) * 86_400 - 1
    var limit = Int.max
    switch recurrence.rule.end {
    case nil: ruleEnd = searchEnd
    case .until(let instant): ruleEnd = min(searchEnd, clock.latestReading(upTo: instant.second))
    case .untilLocal(let time): ruleEnd = time.wallClock
    case .untilEnd(let date): ruleEnd = Int64(date.daysSince1970) * 86_400 + 86_399
    case .count(let count):
      // Where the last follows from the number, nothing has to be counted.
      if let step = recurrence.rule.constantStep {
        ruleEnd = min(searchEnd, start + step * Int64(count - 1))
      } else {
        ruleEnd = searchEnd
        limit = count
      }
    }
    self.limit = limit
  }

  /// The first occurrence after an instant; nil where there is none.
  mutating func next(after instant: Instant) -> Instant? {
    // Two days more than any zone is from UTC, so nothing is left out, and no zone is asked about times without bounds.
    let earliest = min(start, additional.first ?? start) - 172_800
    let second = max(earliest, instant.second)
    guard second < Int64(RecurrenceRule.searchEnd) * 86_400 + 172_800 else { return nil }
    return next(after: second).flatMap { try? Instant(seconds: $0) }
  }

  private mutating func next(after second: Int64) -> Int64? {
    var instants: [Int64] = []
    if let reading = firstReading(from: clock.latestReading(upTo: second) + 1) {
      let moment = clock.moment(of: reading)
      instants.append(moment.instant)
      // A time that the clock leaves out is taken for a later one, which others may come before.
      if let resumed = moment.resumed, let later = firstReading(from: resumed) {
        instants.append(clock.moment(of: later).instant)
      }
    }
    // Times that the clock has left out within the last day may not have come yet.
    for change in clock.changes(before: second) where change.after > change.before {
      let first = max(change.wallClock.lowerBound, second + 1 + change.before)
      if let reading = firstReading(from: first), change.wallClock.contains(reading) {
        instants.append(reading - change.before)
      }
    }
    return instants.min()
  }

  // MARK: On the wall clock

  /// The first reading, not before one, that the rule means or that was added, and that is not excluded.
  private mutating func firstReading(from reading: Int64) -> Int64? {
    var reading = reading
    while true {
      let from = reading
      let added = additional[additional.indices.partition { additional[$0] >= from }...].first
      guard let found = [firstOfRule(from: from), added].compactMap(\.self).min() else { return nil }
      if !excluded.contains(found) { return found }
      reading = found + 1
    }
  }

  private mutating func firstOfRule(from reading: Int64) -> Int64? {
    guard reading <= ruleEnd, let found = source.first(from: max(reading, start)), found <= ruleEnd else { return nil }
    if limit == .max { return found }
    while counted.last < found {
      guard counted.number < limit, let next = source.first(from: max(counted.last, start - 1) + 1) else { return nil }
      counted = (counted.number + 1, next)
    }
    return found
  }
}

extension ZoneClock {
  /// The changes of the offset in the day and more before an instant, up to it: all whose times, left out or shown
  /// twice, may not be over yet, for no zone is further than a day from UTC.
  fileprivate mutating func changes(before second: Int64) -> [OffsetChange] {
    changes(in: second - 93_600...second)
  }

  /// The instant of a time on the wall clock by RFC 5545, 3.3.5: the first of two, or the one with the offset before
  /// where the clock leaves it out, and then also what it shows instead when it leaves that out.
  fileprivate mutating func moment(of reading: Int64) -> (instant: Int64, resumed: Int64?) {
    let first = firstInstant(showing: reading)
    let shown = first + offset(at: first)
    return shown == reading ? (first, nil) : (reading - offset(at: first - 1), shown)
  }

  /// The latest time that the wall clock has shown up to an instant.
  fileprivate mutating func latestReading(upTo second: Int64) -> Int64 {
    changes(before: second).reduce(second + offset(at: second)) { max($0, $1.second - 1 + $1.before) }
  }
}
