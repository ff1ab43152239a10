public import Foundation

/// What can be wrong with a calendar's input, or with a question to it.
///
/// Every case carries what was found, and ``description`` says what to do.
@nonexhaustive public enum CalendarError: Error, Hashable, Sendable {
  /// The result lies outside the years 1 to 9999 of the Gregorian calendar.
  case dateOutOfRange
  /// The result lies outside what an ``Instant`` can hold.
  case instantOutOfRange
  /// The day lies outside the years that the calendar is defined for.
  case dateNotCovered(CalendarDate, CalendarSystem)
  /// The calendar has no such day.
  case noSuchDay(year: Int, month: Int, day: Int, CalendarSystem)
  /// The text is not a date such as `1395/12/11`.
  case malformedDate(String, CalendarSystem)
  /// There is no such month: months are 1 to 12.
  case monthOutOfRange(Int)
  /// This machine knows no time zone of the name.
  case unknownTimeZone(String)
  /// The range has more buckets than a list may have.
  case tooManyBuckets(limit: Int)
  /// The text is not a relative period such as `last 90 days`.
  case malformedPeriod(String)
  /// The number of days, weeks and so on is not one of 1 to the limit.
  case periodCountOutOfRange(Int, limit: Int)
  /// The text or the numbers are not a time of day from 00:00 to 24:00.
  case malformedTimeOfDay(String)
  /// The second of a minute is not one of 0 to 59.
  case secondOutOfRange(Int)
  /// The text is not a date and a time such as `2024-08-18T09:00:00`.
  case malformedLocalDateTime(String)
  /// The text is not a shift such as `09:00-17:00`.
  case malformedShift(String)
  /// The business hours contradict themselves; all the problems are listed.
  case unusableBusinessHours([BusinessHours.Problem])
  /// The duration to add is negative.
  case negativeDuration(Duration)
  /// There are not enough open hours within so many years.
  case notEnoughBusinessHours(after: Instant, years: Int)
}

extension CalendarError: CustomStringConvertible, LocalizedError {
  /// What was found and what to do.
  public var description: String {
    switch self {
    case .dateOutOfRange:
      "The date lies outside the years 1 to 9999 of the Gregorian calendar; ask for a smaller step or an earlier start."
    case .instantOutOfRange:
      "The instant lies outside the years -290308 to 294247; ask for a smaller step."
    case .dateNotCovered(let date, let system):
      "The \(system.rawValue) calendar is not defined for \(date); use another calendar for such dates."
    case .noSuchDay(let year, let month, let day, let system):
      "The \(system.rawValue) calendar has no day \(day) in month \(month) of the year \(year)."
    case .malformedDate(let text, let system):
      "\(quoted(text)) is not a date of the \(system.rawValue) calendar; write the year in four digits, the month and "
        + "the day, such as 1395/12/11."
    case .monthOutOfRange(let month):
      "There is no month \(month); months are 1 to 12."
    case .unknownTimeZone(let name):
      "There is no time zone \(quoted(name)) on this machine; use a name such as Asia/Tehran."
    case .tooManyBuckets(let limit):
      "The range has more than \(limit) buckets; use a coarser granularity or a shorter range."
    default:
      ruleDescription
    }
  }

  /// The same as ``description``.
  public var errorDescription: String? { description }

  private var ruleDescription: String {
    switch self {
    case .malformedPeriod(let text):
      "\(quoted(text)) is not a relative period; write today, yesterday or tomorrow, this, last or next with a unit "
        + "such as fiscal year, or a number between: last 90 days."
    case .periodCountOutOfRange(let count, let limit):
      "A period of \(count) units was asked for; use 1 to \(limit)."
    case .malformedTimeOfDay(let text):
      "\(quoted(text)) is not a time of day; write hours and minutes from 00:00 to 24:00, such as 09:30."
    case .secondOutOfRange(let second):
      "There is no second \(second); seconds are 0 to 59."
    case .malformedLocalDateTime(let text):
      "\(quoted(text)) is not a date and a time; write it in ISO 8601 without an offset, such as 2024-08-18T09:00:00."
    case .malformedShift(let text):
      "\(quoted(text)) is not a shift; write its start and end, such as 09:00-17:00."
    case .unusableBusinessHours(let problems):
      "The business hours can't be used: " + problems.map(\.description).joined(separator: " ")
    case .negativeDuration(let duration):
      "Only a positive duration can be added to business hours, not \(duration)."
    case .notEnoughBusinessHours(let instant, let years):
      "There are not enough open hours within \(years) years after \(instant); check the shifts and the holidays."
    default:
      ""
    }
  }

  /// The text in quotation marks, cut where it is too long for a message.
  private func quoted(_ text: String) -> String {
    text.utf8.count <= 80 ? "\"\(text)\"" : "\"\(text.prefix(60))…\""
  }
}
