import CRMCore
import Foundation
import Testing

@Suite("Calendar system")
struct CalendarSystemTests {
  private static let dates = CasesFile("09_currency_calendar/jalali.csv")

  private func foundation(_ system: CalendarSystem) throws -> Calendar {
    let identifier: Calendar.Identifier =
      switch system {
      case .gregorian: .gregorian
      case .persian: .persian
      case .islamicCivil: .islamicCivil
      case .islamicUmmAlQura: .islamicUmmAlQura
      }
    var calendar = Calendar(identifier: identifier)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    return calendar
  }

  @Test("Every day from 1925 to 2077 is called as Foundation calls it", arguments: CalendarSystem.allCases)
  func everyDay(_ system: CalendarSystem) throws {
    let calendar = try foundation(system)
    let first = try CalendarDate(year: 1925, month: 1, day: 1)
    let last = try CalendarDate(year: 2077, month: 12, day: 31)
    var different: [CalendarDate] = []
    for day in first.daysSince1970...last.daysSince1970 {
      let date = try CalendarDate(daysSince1970: Int(day))
      let fields = try date.fields(in: system)
      let noon = Date(timeIntervalSince1970: Double(day) * 86_400 + 43_200)
      let expected = calendar.dateComponents([.year, .month, .day], from: noon)
      let agrees = expected.year == fields.year && expected.month == fields.month && expected.day == fields.day
      let back = try CalendarDate(year: fields.year, month: fields.month, day: fields.day, in: system)
      if !agrees || back != date { different.append(date) }
    }
    #expect(different.isEmpty)
  }

  @Test("Years and months follow each other without gaps", arguments: CalendarSystem.allCases)
  func consecutive(_ system: CalendarSystem) throws {
    let years = system == .islamicUmmAlQura ? -31_826..<74_839 : -719_162..<2_932_896
    let step = system == .islamicUmmAlQura ? 1 : 29
    for day in stride(from: years.lowerBound, to: years.upperBound - 1, by: step) {
      let date = try CalendarDate(daysSince1970: day)
      let today = try date.fields(in: system)
      let tomorrow = try date.adding(days: 1).fields(in: system)
      let isNextDay = tomorrow.year == today.year && tomorrow.month == today.month && tomorrow.day == today.day + 1
      let isNextMonth =
        tomorrow.day == 1 && today.day >= 28
        && 12 * tomorrow.year + tomorrow.month == 12 * today.year + today.month + 1
      guard isNextDay || isNextMonth else {
        Issue.record("\(system) \(date): \(today) \(tomorrow)")
        return
      }
      let back = try CalendarDate(year: today.year, month: today.month, day: today.day, in: system)
      guard back == date else {
        Issue.record("\(system) \(date): \(today) is \(back)")
        return
      }
    }
  }

  @Test(
    "Reference dates of the Persian calendar convert both ways",
    .enabled(if: dates.exists, "the reference data is not on this machine"))
  func referenceDates() throws {
    let rows = try Self.dates.rows()
    #expect(rows.count == 400)
    for row in rows {
      let date = try CalendarDate(iso8601: row[0])
      #expect(try date.text(in: .persian, language: .english) == row[1])
      #expect(try CalendarDate(text: row[1], in: .persian) == date)
      #expect(date.weekday.isoNumber == Int(row[3]))
      let year = try date.fields(in: .persian).year
      let leapDay = try? CalendarDate(year: year, month: 12, day: 30, in: .persian)
      #expect((leapDay != nil) == (row[4] == "1"))
    }
  }

  @Test func `Days that a calendar does not have are refused`() throws {
    for (year, month, day) in [(1396, 12, 30), (1395, 7, 31), (1395, 0, 1), (1395, 13, 1), (1395, 1, 0), (1395, 1, 32)]
    {
      #expect(throws: CalendarError.noSuchDay(year: year, month: month, day: day, .persian)) {
        try CalendarDate(year: year, month: month, day: day, in: .persian)
      }
    }
    for year in [Int.min, -622, 9_379, Int.max] {
      #expect(throws: CalendarError.self) { try CalendarDate(year: year, month: 1, day: 1, in: .persian) }
    }
    #expect(throws: CalendarError.self) { try CalendarDate(year: 1601, month: 1, day: 1, in: .islamicUmmAlQura) }
    let early = try CalendarDate(year: 1882, month: 11, day: 11)
    #expect(throws: CalendarError.dateNotCovered(early, .islamicUmmAlQura)) { try early.fields(in: .islamicUmmAlQura) }
    #expect(try early.adding(days: 1).fields(in: .islamicUmmAlQura) == CalendarFields(year: 1300, month: 1, day: 1))
  }

  @Test func `Dates are shown in both languages`() throws {
    let date = try CalendarDate(year: 2017, month: 3, day: 1)
    #expect(try date.text(in: .persian, language: .persian) == "۱۳۹۵/۱۲/۱۱")
    #expect(try date.text(in: .persian, language: .english) == "1395-12-11")
    #expect(try date.longText(in: .persian, language: .persian) == "۱۱ اسفند ۱۳۹۵")
    #expect(try date.longText(in: .persian, language: .english) == "11 Esfand 1395")
    #expect(try date.longText(in: .gregorian, language: .persian) == "۱ مارس ۲۰۱۷")
    #expect(try date.longText(in: .islamicUmmAlQura, language: .english) == "2 Jumada II 1438")
    #expect(date.weekday.name(in: .persian) == "چهارشنبه")
    #expect(date.weekday.name(in: .english) == "Wednesday")
    for system in CalendarSystem.allCases {
      for language in CalendarLanguage.allCases { #expect(Set(system.monthNames(in: language)).count == 12) }
    }
  }

  @Test func `Dates are read in any digits`() throws {
    let date = try CalendarDate(year: 2017, month: 3, day: 1)
    for text in ["۱۳۹۵/۱۲/۱۱", "1395-12-11", "١٣٩٥.١٢.١١", " \u{200F}۱۳۹۵/۱۲/۱۱ "] {
      #expect(try CalendarDate(text: text, in: .persian) == date)
    }
    #expect(
      try CalendarDate(text: "1395/1/5", in: .persian) == CalendarDate(year: 1395, month: 1, day: 5, in: .persian))
    for text in ["", "1395", "95/12/11", "1395/12", "1395/12-11", "1395/12/11/1", "1395/123/1", "1395/+1/1", "1395//1"]
    {
      #expect(throws: CalendarError.malformedDate(text, .persian)) { try CalendarDate(text: text, in: .persian) }
    }
    #expect(throws: CalendarError.noSuchDay(year: 1395, month: 13, day: 1, .persian)) {
      try CalendarDate(text: "1395/13/01", in: .persian)
    }
  }
}
