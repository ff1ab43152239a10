/// The arithmetic of the calendars, on days since 1970 and on months since the year 0.
///
/// The formulas of the Persian and the tabular Islamic calendar are those of E. M. Reingold and N. Dershowitz,
/// "Calendrical Calculations", in the form of ICU's `persncal.cpp` and `islamcal.cpp`; those of the Gregorian are
/// ``CivilDay``'s.
extension CalendarSystem {
  private static let persianEpoch = 1_948_320 - 2_440_588
  private static let islamicEpoch = 1_948_440 - 2_440_588

  /// The day since 1970 on which a month begins; nil where the calendar is not defined.
  ///
  /// The month is given as 12 times the year, plus its number from 0. The end of the last month that
  /// is defined counts as defined.
  func startOfMonth(_ index: Int) -> Int? {
    let (year, month) = index.flooredQuotientAndRemainder(dividingBy: 12)
    switch self {
    case .gregorian:
      return CivilDay(year: year, month: month + 1, day: 1).daysSince1970
    case .persian:
      return Self.startOfPersianYear(year) + 31 * month - max(0, month - 6)
    case .islamicCivil:
      return Self.startOfIslamicYear(year) + (59 * month + 1) / 2
    case .islamicUmmAlQura:
      if year == UmmAlQura.lastYear + 1 && month == 0 { return UmmAlQura.yearStarts.last }
      guard year >= UmmAlQura.firstYear, year <= UmmAlQura.lastYear else { return nil }
      return UmmAlQura.yearStarts[year - UmmAlQura.firstYear] + UmmAlQura.startOfMonth(month + 1, year: year)
    }
  }

  /// The year, month and day of a day since 1970; nil where the calendar is not defined.
  func fields(ofDay days: Int) -> CalendarFields? {
    switch self {
    case .gregorian:
      let civil = CivilDay(daysSince1970: days)
      return CalendarFields(year: civil.year, month: civil.month, day: civil.day)
    case .persian:
      return Self.persianFields(ofDay: days)
    case .islamicCivil:
      return Self.islamicFields(ofDay: days)
    case .islamicUmmAlQura:
      return Self.ummAlQuraFields(ofDay: days)
    }
  }

  // MARK: Persian: six months of 31 days, five of 30, one of 29 or 30

  private static func startOfPersianYear(_ year: Int) -> Int {
    let leapDays = (8 * year + 21).flooredQuotientAndRemainder(dividingBy: 33).quotient
    return persianEpoch + 365 * (year - 1) + leapDays
  }

  private static func persianFields(ofDay days: Int) -> CalendarFields {
    let year = 1 + (33 * (days - persianEpoch) + 3).flooredQuotientAndRemainder(dividingBy: 12_053).quotient
    let dayOfYear = days - startOfPersianYear(year)
    let month = dayOfYear < 186 ? dayOfYear / 31 : (dayOfYear - 6) / 30
    return CalendarFields(year: year, month: month + 1, day: dayOfYear - 31 * month + max(0, month - 6) + 1)
  }

  // MARK: Tabular Islamic: months of 30 and 29 days by turns, the last of 30 in a leap year

  private static func startOfIslamicYear(_ year: Int) -> Int {
    let leapDays = (11 * year + 3).flooredQuotientAndRemainder(dividingBy: 30).quotient
    return islamicEpoch + 354 * (year - 1) + leapDays
  }

  private static func islamicFields(ofDay days: Int) -> CalendarFields {
    let year = (30 * (days - islamicEpoch) + 10_646).flooredQuotientAndRemainder(dividingBy: 10_631).quotient
    let dayOfYear = days - startOfIslamicYear(year)
    let month = min(11, 2 * dayOfYear / 59)
    return CalendarFields(year: year, month: month + 1, day: dayOfYear - (59 * month + 1) / 2 + 1)
  }

  // MARK: Umm al-Qura: a table

  private static func ummAlQuraFields(ofDay days: Int) -> CalendarFields? {
    let starts = UmmAlQura.yearStarts
    guard days >= starts[0], days < starts[starts.count - 1] else { return nil }
    // A year has 354 or 355 days, so the estimate is at most one year early or late.
    var index = min((days - starts[0]) * 30 / 10_631, starts.count - 2)
    while starts[index] > days { index -= 1 }
    while starts[index + 1] <= days { index += 1 }
    let year = UmmAlQura.firstYear + index
    let dayOfYear = days - starts[index]
    var month = min(12, dayOfYear / 29 + 1)
    while UmmAlQura.startOfMonth(month, year: year) > dayOfYear { month -= 1 }
    return CalendarFields(
      year: year, month: month, day: dayOfYear - UmmAlQura.startOfMonth(month, year: year) + 1)
  }
}

extension Int {
  /// The quotient rounded down, and the remainder, which is not negative; the divisor is positive.
  func flooredQuotientAndRemainder(dividingBy divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
