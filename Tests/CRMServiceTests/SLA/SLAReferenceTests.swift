import CRMCore
import CRMService
import Foundation
import Testing

/// The cases of business time that other libraries have computed, asked of targets: each is a promise, and half of it a warning.
@Suite("Service levels against the reference cases")
struct SLAReferenceTests {
  private struct Reference: Decodable {
    struct Schedule: Decodable {
      let tz: String
      let weeklyMon0: [String: [[String]]]
      let holidays: [CalendarDate]

      var hours: BusinessHours {
        get throws {
          var weekly: [Weekday: [BusinessHours.Shift]] = [:]
          for (index, weekday) in Weekday.allCases.enumerated() {
            weekly[weekday] = try (weeklyMon0[String(index)] ?? []).map {
              try BusinessHours.Shift($0.joined(separator: "-"))
            }
          }
          return try BusinessHours(
            timeZone: #require(TimeZone(identifier: tz)), weekly: weekly, holidays: Set(holidays))
        }
      }
    }
    struct Case: Decodable {
      let id: Int
      let calendar: String
      let startUtc: Instant
      let addMinutes: Int
      let dueUtc: Instant
      let windowEndUtc: Instant
      let businessSecondsBetweenStartAndWindowEnd: Int64
    }
    let calendars: [String: Schedule]
    let cases: [Case]

    static let file = ReferenceFile("10_sla/business_hours.json")
  }

  @Test(
    "Each case is due when it should be, and has used what it should have, until a pause",
    .enabled(if: Reference.file.exists, ReferenceFile.reason))
  func due() async throws {
    let reference = try Reference.file.json(Reference.self)
    for (name, schedule) in reference.calendars.sorted(by: { $0.key < $1.key }) {
      let desk = try await ServiceDesk()
      let hours = try schedule.hours
      for each in reference.cases where each.calendar == name && each.addMinutes > 1 {
        desk.clock.set(each.startUtc)
        let promise = SLADefinition.Promise(
          .resolution, within: .minutes(each.addMinutes), warningAfter: .minutes(each.addMinutes / 2))
        try await desk.store.service.define(SLADefinition("Only", during: hours, promises: [promise]))
        let record = try await desk.store.service.open(CaseDraft("case"))
        #expect(record.resolveBy == each.dueUtc, "\(each.id)")
        desk.clock.set(each.windowEndUtc)
        try await desk.store.service.hold(record.id)
        let target = try #require(try await desk.target(.resolution, of: record.id))
        #expect(target.timeUsed == .seconds(each.businessSecondsBetweenStartAndWindowEnd), "\(each.id)")
        try await desk.store.delete(record.id)
      }
    }
  }
}
