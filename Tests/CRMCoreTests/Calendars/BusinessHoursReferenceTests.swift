import CRMCore
import Foundation
import Testing

/// The cases of `10_sla`, computed by other libraries.
@Suite("Business time against the reference cases")
struct BusinessHoursReferenceTests {
  private struct Hours: Decodable {
    struct Schedule: Decodable {
      let tz: String
      let weeklyMon0: [String: [[String]]]
      let holidays: [CalendarDate]
    }
    struct Case: Decodable {
      let id: Int
      let calendar: String
      let startUtc: Instant
      let addMinutes: Int64
      let dueUtc: Instant
      let windowEndUtc: Instant
      let businessSecondsBetweenStartAndWindowEnd: Int64
    }
    let calendars: [String: Schedule]
    let cases: [Case]
  }

  private struct Days: Decodable {
    struct Case: Decodable {
      let calendar: String
      let weekmaskMonSun: String
      let start: CalendarDate
      let addBusinessDays: Int
      let result: CalendarDate
      let until: CalendarDate
      let businessDaysInStartInclusiveUntilExclusive: Int
    }
    let holidays: [String: [CalendarDate]]
    let cases: [Case]
  }

  private static let hours = CasesFile("10_sla/business_hours.json")
  private static let days = CasesFile("10_sla/business_days.json")

  private func businessHours(_ schedule: Hours.Schedule) throws -> BusinessHours {
    var weekly: [Weekday: [BusinessHours.Shift]] = [:]
    for (index, weekday) in Weekday.allCases.enumerated() {
      weekly[weekday] = try (schedule.weeklyMon0[String(index)] ?? []).map {
        try BusinessHours.Shift($0.joined(separator: "-"))
      }
    }
    return try BusinessHours(
      timeZone: #require(TimeZone(identifier: schedule.tz)), weekly: weekly, holidays: Set(schedule.holidays))
  }

  @Test(
    "Every case of business hours comes out", .enabled(if: hours.exists, "the reference data is not on this machine"))
  func businessHours() throws {
    let reference = try Self.hours.json(Hours.self)
    let calendars = try reference.calendars.mapValues(businessHours)
    #expect(reference.cases.count == 120)
    for each in reference.cases {
      let hours = try #require(calendars[each.calendar])
      #expect(try hours.adding(.seconds(each.addMinutes * 60), to: each.startUtc) == each.dueUtc, "\(each.id)")
      let between = Duration.seconds(each.businessSecondsBetweenStartAndWindowEnd)
      #expect(try hours.duration(from: each.startUtc, to: each.windowEndUtc) == between, "\(each.id)")
      #expect(try hours.duration(from: each.windowEndUtc, to: each.startUtc) == .zero - between, "\(each.id)")
    }
  }

  @Test("Every case of business days comes out", .enabled(if: days.exists, "the reference data is not on this machine"))
  func businessDays() throws {
    let reference = try Self.days.json(Days.self)
    #expect(reference.cases.count == 80)
    for each in reference.cases {
      let weekdays = zip(each.weekmaskMonSun, Weekday.allCases).filter { $0.0 == "1" }.map(\.1)
      let days = BusinessDays(weekdays: Set(weekdays), holidays: Set(try #require(reference.holidays[each.calendar])))
      #expect(try days.adding(each.addBusinessDays, to: each.start) == each.result)
      #expect(
        days.count(from: each.start, to: each.until) == each.businessDaysInStartInclusiveUntilExclusive)
    }
  }
}
