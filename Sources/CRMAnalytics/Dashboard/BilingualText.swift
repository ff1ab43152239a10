public import CRMCore

/// A text in both languages of dashboards; data, such as names, is the same in both.
///
/// ```swift
/// let label = BilingualText("Open deals", persian: "فرصت‌های باز")
/// let name: BilingualText = "Roya Trading"
/// ```
public struct BilingualText: Hashable, Sendable, ExpressibleByStringLiteral {
  /// The text in English.
  public let english: String
  /// The text in Persian.
  public let persian: String

  /// A text and its translation.
  public init(_ english: String, persian: String) {
    self.english = english
    self.persian = persian
  }

  /// Data, which is the same in every language.
  public init(_ data: String) { self.init(data, persian: data) }

  /// Data, which is the same in every language.
  public init(stringLiteral data: String) { self.init(data) }

  /// A name that CRMKit gives to something, such as that of a gender, a channel or a standard stage; any other name as it is.
  public init(known name: String) {
    self = BilingualText.names[name] ?? BilingualText(name)
  }

  /// The text in a language.
  public func text(in language: CalendarLanguage) -> String { language == .persian ? persian : english }

  private static let names: [String: BilingualText] = Dictionary(
    uniqueKeysWithValues: [
      ("female", "Women", "زن"), ("male", "Men", "مرد"), ("other", "Other", "دیگر"),
      ("call", "Calls", "تماس تلفنی"), ("meeting", "Meetings", "جلسه"), ("email", "E-mails", "ایمیل"),
      ("message", "Messages", "پیامک"), ("letter", "Letters", "نامه"), ("fax", "Faxes", "نمابر"),
      ("chat", "Chats", "گفت‌وگوی برخط"), ("socialPost", "Social posts", "پست اجتماعی"),
      ("webVisit", "Web visits", "بازدید وب‌گاه"), ("note", "Notes", "یادداشت"), ("toDo", "To-dos done", "کار انجام‌شده"),
      ("cases", "Cases resolved", "پروندهٔ حل‌شده"), ("Standard", "Standard", "استاندارد"),
      ("Qualify", "Qualify", "ارزیابی"), ("Develop", "Develop", "پرورش"), ("Propose", "Propose", "پیشنهاد"),
      ("Close", "Close", "پایانی"), ("low", "Low", "کم"), ("normal", "Normal", "معمولی"), ("high", "High", "زیاد"),
      ("urgent", "Urgent", "فوری"), ("firstResponse", "First response", "نخستین پاسخ"),
      ("resolution", "Resolution", "حل پرونده"),
    ].map { ($0.0, BilingualText($0.1, persian: $0.2)) })
}
