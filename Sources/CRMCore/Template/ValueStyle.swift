import Foundation

/// How values are written for people to read: by a calendar, in its time zone, in a language.
///
/// | | English | Persian |
/// |---|---|---|
/// | date | `2025-03-21` | `۱۴۰۴/۰۱/۰۱` |
/// | instant | `2025-03-21 14:05` | `۱۴۰۴/۰۱/۰۱ ۱۴:۰۵` |
/// | money | `12,500.00 USD` | `۱۲٬۵۰۰ دلار` |
/// | decimal | `0.5` | `۰٫۵` |
/// | boolean | `yes` | `بله` |
/// | list | `vip, new` | `vip، new` |
///
/// Text stays as it is. Nothing depends on the machine.
public struct ValueStyle: Hashable, Sendable {
  /// The calendar that days are counted in, and the zone.
  public var calendar: ReportCalendar
  /// The language of digits and words.
  public var language: CalendarLanguage

  /// A style.
  public init(calendar: ReportCalendar, language: CalendarLanguage) {
    self.calendar = calendar
    self.language = language
  }

  /// A value as people read it; nil for nothing.
  ///
  /// A day that the calendar does not cover is written in the Gregorian one.
  public func text(of value: AnyValue) -> String? {
    switch value {
    case .null: nil
    case .text(let text): text
    case .boolean(let isTrue): word(for: isTrue)
    case .date(let day): text(of: day)
    case .instant(let instant): text(of: instant)
    case .money(let money): text(of: money.amountText, in: money.currency)
    case .amount(let amount, let currency): text(of: amount.text(minimumScale: currency.minorUnits), in: currency)
    case .decimal(let value): localized(value.description)
    case .number(let value): localized(value.description)
    case .integer(let value): language.digits(value.description)
    case .list(let values): values.compactMap(text).joined(separator: language == .persian ? "، " : ", ")
    case .duration, .reference, .group: value.text
    }
  }

  private func word(for isTrue: Bool) -> String {
    switch (isTrue, language) {
    case (true, .english): "yes"
    case (false, .english): "no"
    case (true, .persian): "بله"
    case (false, .persian): "خیر"
    }
  }

  private func text(of day: CalendarDate) -> String {
    (try? day.text(in: calendar.system, language: language)) ?? day.description
  }

  private func text(of instant: Instant) -> String {
    guard let time = try? LocalDateTime(instant, in: calendar.timeZone) else { return instant.description }
    let clock = [time.secondOfDay / 3600, time.secondOfDay / 60 % 60].map { $0.padded(to: 2) }.joined(separator: ":")
    return text(of: time.date) + " " + language.digits(clock)
  }

  private func text(of amount: String, in currency: Currency) -> String {
    var parts = amount.split(separator: ".", maxSplits: 1).map(String.init)
    // Whole amounts are said without what is smaller.
    if language == .persian, parts.count == 2, parts[1].allSatisfy({ $0 == "0" }) { parts.removeLast() }
    parts[0] = grouped(parts[0])
    let name = language == .persian ? Self.persianNames[currency.code] ?? currency.code : currency.code
    return localized(parts.joined(separator: ".")) + " " + name
  }

  /// A number with a mark before every three digits.
  package func grouped(_ number: String) -> String {
    let digits = number.drop { $0 == "-" }
    let mark = language == .persian ? "٬" : ","
    let groups = digits.enumerated().map { place, digit in
      let rest = digits.count - place
      return (place > 0 && rest.isMultiple(of: 3) ? mark : "") + String(digit)
    }
    return number.prefix { $0 == "-" } + groups.joined()
  }

  private func localized(_ number: String) -> String {
    language == .persian ? language.digits(number.replacing(".", with: "٫")) : number
  }

  /// What Persian calls the currencies that are mostly spoken of.
  private static let persianNames = [
    "IRR": "ریال", "IRT": "تومان", "USD": "دلار", "EUR": "یورو", "GBP": "پوند", "AED": "درهم", "TRY": "لیر",
    "AFN": "افغانی", "IQD": "دینار عراق", "CNY": "یوان", "RUB": "روبل",
  ]
}

extension CRMEnvironment {
  /// How values are written for people: by the environment's calendar, in its language, which is Persian or else English.
  public var valueStyle: ValueStyle {
    ValueStyle(calendar: calendar, language: locale.language.languageCode?.identifier == "fa" ? .persian : .english)
  }
}
