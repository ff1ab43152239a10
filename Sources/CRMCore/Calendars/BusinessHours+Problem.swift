extension BusinessHours {
  /// What makes business hours contradict themselves.
  @nonexhaustive public enum Problem: Hashable, Sendable, CustomStringConvertible {
    /// A shift of a weekday that lasts no time, or begins at 24:00.
    case emptyShift(Weekday, Shift)
    /// A shift of a special day that lasts no time, or begins at 24:00.
    case emptyShiftOnSpecialDay(CalendarDate, Shift)
    /// Two shifts that are open at the same time on a weekday; the first may have begun the day before.
    case overlappingShifts(Weekday, Shift, Shift)
    /// Two shifts that are open at the same time on a special day.
    case overlappingShiftsOnSpecialDay(CalendarDate, Shift, Shift)
    /// A day that is both a holiday and a special day.
    case specialDayIsHoliday(CalendarDate)

    /// What is wrong, and where.
    public var description: String {
      switch self {
      case .emptyShift(let weekday, let shift): "The shift \(shift) of \(weekday.rawValue) lasts no time."
      case .emptyShiftOnSpecialDay(let date, let shift): "The shift \(shift) of \(date) lasts no time."
      case .overlappingShifts(let weekday, let first, let second):
        "The shifts \(first) and \(second) overlap on \(weekday.rawValue)."
      case .overlappingShiftsOnSpecialDay(let date, let first, let second):
        "The shifts \(first) and \(second) overlap on \(date)."
      case .specialDayIsHoliday(let date): "The special day \(date) is also a holiday."
      }
    }

    /// All the problems, in a fixed order.
    static func all(
      weekly: [Weekday: [Shift]], holidays: Set<CalendarDate>, specialDays: [CalendarDate: [Shift]]
    ) -> [Problem] {
      var problems: [Problem] = []
      for weekday in Weekday.allCases {
        let shifts = weekly[weekday] ?? []
        problems += shifts.filter(\.isEmpty).map { .emptyShift(weekday, $0) }
        let parts = (weekly[weekday.previous] ?? []).compactMap(\.partAfterMidnight) + shifts.map(\.partBeforeMidnight)
        problems += overlaps(of: parts).map { .overlappingShifts(weekday, $0.0, $0.1) }
      }
      for (date, shifts) in specialDays.sorted(by: { $0.key < $1.key }) {
        problems += shifts.filter(\.isEmpty).map { .emptyShiftOnSpecialDay(date, $0) }
        problems += overlaps(of: shifts.map(\.partBeforeMidnight))
          .map { .overlappingShiftsOnSpecialDay(date, $0.0, $0.1) }
        if holidays.contains(date) { problems.append(.specialDayIsHoliday(date)) }
      }
      return problems
    }

    private static func overlaps(of parts: [ShiftPart]) -> [(Shift, Shift)] {
      let sorted = parts.filter { !$0.minutes.isEmpty }.sorted { $0.minutes.lowerBound < $1.minutes.lowerBound }
      return zip(sorted, sorted.dropFirst()).filter { $0.minutes.overlaps($1.minutes) }.map { ($0.shift, $1.shift) }
    }
  }
}

/// What a shift is on one day, in minutes since midnight.
struct ShiftPart {
  let shift: BusinessHours.Shift
  let minutes: Range<Int>
}

extension BusinessHours.Shift {
  var isEmpty: Bool { start == end || start == .endOfDay }

  var partBeforeMidnight: ShiftPart {
    let endOfDay = TimeOfDay.endOfDay.minutes
    let ending = end > start ? end.minutes : endOfDay
    return ShiftPart(shift: self, minutes: isEmpty ? 0..<0 : start.minutes..<ending)
  }

  var partAfterMidnight: ShiftPart? {
    isEmpty || end > start || end == .midnight ? nil : ShiftPart(shift: self, minutes: 0..<end.minutes)
  }
}

extension Weekday {
  var previous: Weekday { Weekday.allCases[(isoNumber + 5) % 7] }
}
