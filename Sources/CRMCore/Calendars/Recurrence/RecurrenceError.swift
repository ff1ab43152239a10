public import Foundation

/// What can be wrong with a recurrence rule or its text.
///
/// Every case carries what was found, and ``description`` says what to do.
@nonexhaustive public enum RecurrenceError: Error, Hashable, Sendable {
  /// A piece of the text between semicolons is not a name and a value such as `FREQ=DAILY`.
  case malformedPart(String)
  /// A rule has no part of this name.
  case unknownPart(String)
  /// The part stands in the text twice.
  case repeatedPart(RecurrenceRule.Part)
  /// The text has no `FREQ`.
  case missingFrequency
  /// The part's value can't be read.
  case malformedValue(RecurrenceRule.Part, String)
  /// A number of the part is out of its range.
  case valueOutOfRange(RecurrenceRule.Part, Int)
  /// The text has both a `COUNT` and an `UNTIL`.
  case countAndUntil
  /// The end lies outside the years 1 to 9999.
  case untilOutOfRange(Instant)
  /// The part may not stand with this frequency.
  case partNotAllowed(RecurrenceRule.Part, RecurrenceRule.Frequency)
  /// A weekday with a number may only stand in monthly and yearly rules.
  case ordinalNotAllowed(RecurrenceRule.Day, RecurrenceRule.Frequency)
  /// A weekday with a number may not stand with numbers of weeks.
  case ordinalWithWeeks(RecurrenceRule.Day)
  /// `BYSETPOS` stands without another `BY` part, of whose days and times it could choose.
  case positionsAlone
  /// There is no calendar of this name here.
  case unsupportedCalendar(String)
  /// `SKIP` stands without `RSCALE`.
  case skipWithoutCalendar
}

extension RecurrenceError: CustomStringConvertible, LocalizedError {
  /// What was found and what to do.
  public var description: String {
    switch self {
    case .malformedPart(let text):
      "\(quoted(text)) is not a part of a recurrence rule; write parts such as FREQ=DAILY with semicolons between them."
    case .unknownPart(let name):
      "A recurrence rule has no part \(quoted(name)); use "
        + RecurrenceRule.Part.allCases.map(\.rawValue).joined(separator: ", ") + "."
    case .repeatedPart(let part):
      "\(part.rawValue) stands in the rule twice; write it once, with commas between its values."
    case .missingFrequency:
      "The rule does not say what is repeated; begin it with FREQ=, which is \(RecurrenceRule.Part.frequency.form)."
    case .malformedValue(let part, let text):
      "\(part.rawValue) can't be \(quoted(text)); write \(part.form)."
    case .valueOutOfRange(let part, let number):
      "\(part.rawValue) can't be \(number); write \(part.form)."
    case .countAndUntil:
      "The rule has both a COUNT and an UNTIL; remove one of them."
    case .untilOutOfRange(let instant):
      "The rule can't end with \(instant); UNTIL lies in the years 1 to 9999."
    case .partNotAllowed(let part, let frequency):
      "\(part.rawValue) may not stand with FREQ=\(frequency.rawValue); remove it, or use another frequency."
    case .ordinalNotAllowed(let day, let frequency):
      "BYDAY may not have a number with FREQ=\(frequency.rawValue), as in \(day.text); remove the number, or use "
        + "MONTHLY or YEARLY."
    case .ordinalWithWeeks(let day):
      "BYDAY may not have a number with BYWEEKNO, as in \(day.text); remove one of the two."
    case .positionsAlone:
      "BYSETPOS needs another BY part, of whose days and times it chooses; add one, such as BYDAY=MO,TU,WE,TH,FR."
    case .unsupportedCalendar(let name):
      "There is no calendar \(quoted(name)) for RSCALE here; use \(RecurrenceRule.Part.calendar.form)."
    case .skipWithoutCalendar:
      "SKIP may only stand with RSCALE; add RSCALE=GREGORIAN, or the calendar that is meant."
    }
  }

  /// The same as ``description``.
  public var errorDescription: String? { description }

  /// The text in quotation marks, cut where it is too long for a message.
  private func quoted(_ text: String) -> String {
    text.utf8.count <= 80 ? "\"\(text)\"" : "\"\(text.prefix(60))…\""
  }
}
