import CRMCore
import Foundation
import Testing

@Suite("Values as people read them")
struct ValueStyleTests {
  private let tehran = TimeZone(secondsFromGMT: 12_600)

  @Test("Dates, times, money, numbers and lists are written by calendar and language")
  func styles() throws {
    let zone = try #require(tehran)
    let english = ValueStyle(calendar: .gregorian(in: zone), language: .english)
    let persian = ValueStyle(calendar: .persian(in: zone), language: .persian)
    let cases: [(AnyValue, String?, String?)] = [
      (.null, nil, nil), ("Sara", "Sara", "Sara"), (true, "yes", "بله"), (false, "no", "خیر"), (1404, "1404", "۱۴۰۴"),
      (.date(try CalendarDate(year: 2025, month: 3, day: 21)), "2025-03-21", "۱۴۰۴/۰۱/۰۱"),
      (.instant(try Instant(iso8601: "2025-03-20T20:35:59Z")), "2025-03-21 00:05", "۱۴۰۴/۰۱/۰۱ ۰۰:۰۵"),
      (.money(Money(minorUnits: 123_456_789, currency: .usd)), "1,234,567.89 USD", "۱٬۲۳۴٬۵۶۷٫۸۹ دلار"),
      (.money(Money(minorUnits: -100_000, currency: .irr)), "-1,000.00 IRR", "-۱٬۰۰۰ ریال"),
      (.money(Money(minorUnits: 999, currency: .toman)), "999 IRT", "۹۹۹ تومان"),
      (.decimal(try ExactDecimal("0.5")), "0.5", "۰٫۵"), (.list(["vip", 2]), "vip, 2", "vip، ۲"),
    ]
    for (value, inEnglish, inPersian) in cases {
      #expect(english.text(of: value) == inEnglish)
      #expect(persian.text(of: value) == inPersian)
    }
  }

  @Test("A time is what the wall clock shows on a day whose clocks are changed")
  func clocks() throws {
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let style = ValueStyle(calendar: .gregorian(in: zone), language: .english)
    #expect(style.text(of: .instant(try Instant(iso8601: "2025-03-30T10:00:00Z"))) == "2025-03-30 12:00")
  }

  @Test("A day that a calendar does not cover is written in the Gregorian one")
  func uncovered() throws {
    let calendar = try ReportCalendar(
      .islamicUmmAlQura, timeZone: .gmt, firstWeekday: .saturday, fiscalYearStartMonth: 1)
    let style = ValueStyle(calendar: calendar, language: .english)
    #expect(style.text(of: .date(try CalendarDate(year: 1700, month: 1, day: 2))) == "1700-01-02")
  }

  @Test("The environment's style is by its calendar and language")
  func environment() {
    var environment = CRMEnvironment.replayable(seed: 1)
    #expect(environment.valueStyle.language == .english)
    environment.locale = Locale(identifier: "fa_IR")
    #expect(environment.valueStyle.language == .persian)
  }
}
