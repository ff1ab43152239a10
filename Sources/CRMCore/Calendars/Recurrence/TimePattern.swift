/// Which hours, minutes and seconds a rule means.
///
/// What the rule leaves open has been filled in from the time at which the recurrence begins, or with every number where
/// its frequency is as fine.
struct TimePattern {
  let hours: [Int]
  let minutes: [Int]
  let seconds: [Int]

  init(_ rule: RecurrenceRule, from secondOfDay: Int) {
    func numbers(_ given: [Int], _ frequency: RecurrenceRule.Frequency, _ start: Int, _ all: Range<Int>) -> [Int] {
      if !given.isEmpty { return given }
      return rule.frequency > frequency ? [start] : Array(all)
    }
    hours = numbers(rule.hours, .hourly, secondOfDay / 3600, 0..<24)
    minutes = numbers(rule.minutes, .minutely, secondOfDay / 60 % 60, 0..<60)
    // A leap second is taken for the one before it.
    let leapless = rule.seconds.last == 60 ? Set(rule.seconds.map { min($0, 59) }).sorted() : rule.seconds
    seconds = numbers(leapless, .secondly, secondOfDay % 60, 0..<60)
  }

  /// The times of a day, in their order.
  var ofDay: Times { Times(hours: hours, minutes: minutes, seconds: seconds) }

  /// The times of one of the frequency's units, which is an hour, a minute or a second.
  func times(of frequency: RecurrenceRule.Frequency) -> Times {
    Times(
      hours: [0], minutes: frequency == .hourly ? minutes : [0], seconds: frequency == .secondly ? [0] : seconds)
  }
}

/// Seconds, counted from the beginning of a day or of a smaller unit, in their order: every hour with every minute with
/// every second.
struct Times {
  fileprivate let hours: [Int]
  fileprivate let minutes: [Int]
  fileprivate let seconds: [Int]

  var count: Int { hours.count * minutes.count * seconds.count }

  subscript(index: Int) -> Int {
    let (minute, second) = index.quotientAndRemainder(dividingBy: seconds.count)
    let hour = minute / minutes.count
    return hours[hour] * 3600 + minutes[minute % minutes.count] * 60 + seconds[second]
  }

  /// The number of the first time that is not before a second; ``count`` where there is none.
  func index(from second: Int) -> Int {
    (0..<count).partition { self[$0] >= second }
  }
}
