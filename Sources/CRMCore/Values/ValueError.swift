public import Foundation

/// What can be wrong with a value: a text that can't be read, a result that does not fit, currencies that do not mix.
///
/// Every case carries what was found, and ``description`` says what would have been accepted.
@nonexhaustive public enum ValueError: Error, Hashable, Sendable {
  /// The text is not an instant such as `2024-08-18T11:48:00Z`.
  case malformedInstant(String)
  /// The result lies outside what 64-bit microseconds since 1970 can hold.
  case instantOutOfRange
  /// The text is not a duration such as `PT1H30M`.
  case malformedDuration(String)
  /// The duration does not fit 64-bit microseconds.
  case durationOutOfRange
  /// The text is not a calendar date such as `2024-08-18`.
  case malformedCalendarDate(String)
  /// The calendar has no such day.
  case noSuchDay(year: Int, month: Int, day: Int)
  /// The day lies outside the years 1 to 9999.
  case calendarDateOutOfRange
  /// The text is not a decimal number such as `-12.5`.
  case malformedDecimal(String)
  /// The number needs more than 38 digits, or more than 18 after the point.
  case decimalOutOfRange
  /// The number of digits after the point is not one of 0 to 18.
  case scaleOutOfRange(Int)
  /// Something was to be divided by zero.
  case divisionByZero
  /// The text is not 1 to 7 uppercase ASCII letters or digits.
  case malformedCurrencyCode(String)
  /// ISO 4217 has no such code, or gives it no minor units, so that an application must declare it.
  case unknownCurrency(String)
  /// The number of minor-unit digits that was declared for a currency is not one of 0 to 9.
  case minorUnitsOutOfRange(code: String, minorUnits: Int)
  /// An ISO 4217 code was declared with other digits than its own.
  case currencyRedeclared(Currency, minorUnits: Int)
  /// Amounts of two currencies were mixed.
  case differentCurrencies(Currency, Currency)
  /// The text is not an amount and a currency such as `123.45 USD`.
  case malformedMoney(String)
  /// The amount has more digits after the point than its currency, and no rounding was asked for.
  case inexactMoney(ExactDecimal, Currency)
  /// The amount does not fit 64-bit minor units of the currency.
  case moneyOutOfRange(Currency)
  /// Money can't be split so: the number of parts must be 1 to 1,000,000.
  case partsOutOfRange(Int)
  /// Money can't be split by these weights: none may be negative, one must be positive.
  case unusableWeights
  /// The rate is not positive, or not 1 between a currency and itself.
  case unusableExchangeRate(from: Currency, to: Currency, rate: ExactDecimal)
  /// There is no rate between the currencies on the day or before it.
  case noExchangeRate(from: Currency, to: Currency, on: CalendarDate)
}

extension ValueError: CustomStringConvertible, LocalizedError {
  /// What was found and what would have been accepted.
  public var description: String {
    switch self {
    case .malformedInstant(let text):
      "\(quoted(text)) is not an instant; write it in ISO 8601 with seconds and an offset, such as 2024-08-18T11:48:00Z."
    case .instantOutOfRange:
      "The instant lies outside the years -290308 to 294247, which 64-bit microseconds can hold."
    case .malformedDuration(let text):
      "\(quoted(text)) is not a duration; write it in ISO 8601 with weeks, days, hours, minutes and seconds only, "
        + "such as PT1H30M."
    case .durationOutOfRange:
      "The duration does not fit 64-bit microseconds (about 292,000 years)."
    case .malformedCalendarDate(let text):
      "\(quoted(text)) is not a calendar date; write it as YYYY-MM-DD, such as 2024-08-18."
    case .noSuchDay(let year, let month, let day):
      "There is no day \(day) in month \(month) of the year \(year); years are 1 to 9999, months 1 to 12."
    case .calendarDateOutOfRange:
      "The day lies outside the years 1 to 9999."
    case .malformedDecimal(let text):
      "\(quoted(text)) is not a decimal number; write it in plain notation with a point, such as -12.5."
    case .decimalOutOfRange:
      "The number needs more than 38 digits, or more than 18 after the point; round it, or use smaller factors."
    case .scaleOutOfRange(let scale):
      "\(scale) digits after the point were asked for; 0 to 18 are possible."
    case .divisionByZero:
      "Nothing can be divided by zero; check the divisor first."
    case .malformedCurrencyCode(let code):
      "\(quoted(code)) is not a currency code; use 1 to 7 letters A to Z or digits."
    case .unknownCurrency(let code):
      "ISO 4217 has no currency \(quoted(code)) with minor units; declare it with its number of digits."
    case .minorUnitsOutOfRange(let code, let minorUnits):
      "The currency \(quoted(code)) was declared with \(minorUnits) minor-unit digits; 0 to 9 are possible."
    case .currencyRedeclared(let currency, let minorUnits):
      "ISO 4217 gives \(currency.code) \(currency.minorUnits) minor-unit digits, not \(minorUnits); "
        + "declare a code of your own instead."
    case .differentCurrencies(let one, let other):
      "\(one.code) and \(other.code) can't be added or compared; convert one of them with a dated rate first."
    case .malformedMoney(let text):
      "\(quoted(text)) is not an amount of money; write the amount, a space and the currency, such as 123.45 USD."
    case .inexactMoney(let amount, let currency):
      "\(amount) has more digits after the point than the \(currency.minorUnits) of \(currency.code); say how to round."
    case .moneyOutOfRange(let currency):
      "The amount of \(currency.code) does not fit 64-bit minor units."
    case .partsOutOfRange(let parts):
      "Money can be split into 1 to 1,000,000 parts, not \(parts)."
    case .unusableWeights:
      "Money is split by weights of which none is negative and at least one is positive."
    case .unusableExchangeRate(let from, let to, let rate):
      "\(rate) can't be the rate from \(from.code) to \(to.code); a rate is positive, and 1 within a currency."
    case .noExchangeRate(let from, let to, let date):
      "There is no rate between \(from.code) and \(to.code) on \(date) or before; add one."
    }
  }

  /// The same as ``description``.
  public var errorDescription: String? { description }

  /// The text in quotation marks, cut where it is too long for a message.
  private func quoted(_ text: String) -> String {
    text.utf8.count <= 80 ? "\"\(text)\"" : "\"\(text.prefix(60))…\""
  }
}
