import Foundation

/// The language in which the names and digits of calendars are shown.
public enum CalendarLanguage: String, Codable, CaseIterable, Hashable, Sendable {
  /// English: `1395-12-11`, `11 Esfand 1395`.
  case english
  /// Persian: `۱۳۹۵/۱۲/۱۱`, `۱۱ اسفند ۱۳۹۵`.
  case persian

  /// A text with its digits in the language's script.
  func digits(_ text: String) -> String {
    self == .persian ? PersianText.withPersianDigits(text) : text
  }
}

extension CalendarSystem {
  /// The names of the twelve months, in their order.
  public func monthNames(in language: CalendarLanguage) -> [String] {
    switch (self, language) {
    case (.gregorian, .english):
      [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
      ]
    case (.gregorian, .persian):
      [
        "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
      ]
    case (.persian, .english):
      [
        "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar", "Mehr", "Aban", "Azar", "Dey", "Bahman",
        "Esfand",
      ]
    case (.persian, .persian):
      [
        "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
      ]
    case (.islamicCivil, .english), (.islamicUmmAlQura, .english):
      [
        "Muharram", "Safar", "Rabi I", "Rabi II", "Jumada I", "Jumada II", "Rajab", "Shaban", "Ramadan", "Shawwal",
        "Dhu al-Qadah", "Dhu al-Hijjah",
      ]
    case (.islamicCivil, .persian), (.islamicUmmAlQura, .persian):
      [
        "محرم", "صفر", "ربیع‌الاول", "ربیع‌الثانی", "جمادی‌الاول", "جمادی‌الثانی", "رجب", "شعبان", "رمضان", "شوال",
        "ذیقعده", "ذیحجه",
      ]
    }
  }
}

extension CalendarDate {
  /// The day in numbers: `1395-12-11` in English, `۱۳۹۵/۱۲/۱۱` in Persian.
  ///
  /// - Throws: ``CalendarError/dateNotCovered(_:_:)``, of the Umm al-Qura calendar only.
  public func text(in system: CalendarSystem, language: CalendarLanguage) throws(CalendarError) -> String {
    let fields = try fields(in: system)
    return language.digits(fields.text(separator: language == .persian ? "/" : "-"))
  }

  /// The day with the name of its month: `11 Esfand 1395`, `۱۱ اسفند ۱۳۹۵`.
  ///
  /// - Throws: ``CalendarError/dateNotCovered(_:_:)``, of the Umm al-Qura calendar only.
  public func longText(in system: CalendarSystem, language: CalendarLanguage) throws(CalendarError) -> String {
    let fields = try fields(in: system)
    let month = system.monthNames(in: language)[fields.month - 1]
    return language.digits("\(fields.day) \(month) \(fields.year)")
  }

  /// Reads a day in numbers: the year in four digits, the month and the day in one or two, in digits of any script,
  /// with `/`, `-` or `.` between them.
  ///
  /// - Throws: ``CalendarError/malformedDate(_:_:)``, or ``CalendarError/noSuchDay(year:month:day:_:)``.
  public init(text: String, in system: CalendarSystem) throws(CalendarError) {
    let folded = TextKey.fold(text)
    guard let separator = folded.first(where: { "/-.".contains($0) }) else { throw .malformedDate(text, system) }
    let parts = folded.split(separator: separator, maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, (1...2).contains(parts[1].utf8.count),
      (1...2).contains(parts[2].utf8.count), parts.allSatisfy({ $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { throw .malformedDate(text, system) }
    try self.init(year: year, month: month, day: day, in: system)
  }
}

extension CalendarFields {
  /// The year in four digits or more, the month and the day in two.
  func text(separator: String) -> String {
    [year.padded(to: 4), month.padded(to: 2), day.padded(to: 2)].joined(separator: separator)
  }
}

extension Int {
  /// The number with zeros before it, up to a number of digits.
  func padded(to digits: Int) -> String {
    let text = String(magnitude)
    return (self < 0 ? "-" : "") + String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
  }
}

extension Weekday {
  /// The day's name: `Saturday`, `شنبه`.
  public func name(in language: CalendarLanguage) -> String {
    switch (self, language) {
    case (.monday, .persian): "دوشنبه"
    case (.tuesday, .persian): "سه‌شنبه"
    case (.wednesday, .persian): "چهارشنبه"
    case (.thursday, .persian): "پنجشنبه"
    case (.friday, .persian): "جمعه"
    case (.saturday, .persian): "شنبه"
    case (.sunday, .persian): "یکشنبه"
    case (_, .english): rawValue.capitalized
    }
  }
}
