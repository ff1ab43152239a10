import CRMAnalytics
import CRMContacts
import CRMCore
import CRMService
import Foundation
import Testing

@Suite("The attainment of service levels")
struct SLAAttainmentTests {
  @Test("What was promised is met, missed or running, by promise, priority and the period of opening")
  func attainment() async throws {
    let office = try await AnalyticsOffice()
    let store = office.store
    let contact = try await store.contact("پناهی")
    try await store.service.define(
      SLADefinition(
        "Gold", during: BusinessHours.around(in: .gmt), promises: [.init(.resolution, within: .seconds(10 * 3600))]))
    func open(_ priority: Case.Priority) async throws -> Case.ID {
      try await store.service.open(CaseDraft("x", of: contact.id, priority: priority, owner: office.sara.id)).id
    }
    // 14 November, 22:13.
    let (met, missed) = (try await open(.high), try await open(.high))
    let canceled = try await open(.low)
    try await store.service.cancel(canceled)
    office.pass(hours: 1)
    try await store.service.resolve(met)
    office.pass(hours: 11)
    try await office.work()
    try await store.service.resolve(missed)
    office.pass(hours: 24 * 20)
    _ = try await open(.urgent)
    _ = try await open(.low)
    let all = try await store.analytics.report(.slaAttainment())
    #expect(all.total.met == 1 && all.total.missed == 1 && all.total.running == 2)
    let half = try ExactDecimal("0.5")
    #expect(all.total.attainment == half)
    #expect(all.rows.map(\.priority) == [.urgent, .high, .low] && all.rows.map(\.period) == [nil, nil, nil])
    #expect(all.rows.map(\.figures.attainment) == [nil, half, nil])
    let months = try await store.analytics.report(.slaAttainment(per: GroupingPeriod(.month, in: .gregorian(in: .gmt))))
    #expect(months.rows.map { $0.period?.label } == ["2023-11", "2023-12", "2023-12"])
    let november = try CalendarDate(iso8601: "2023-11-01")..<CalendarDate(iso8601: "2023-12-01")
    let before = try await store.analytics.report(.slaAttainment(dates: .days(november)))
    #expect(before.total.running == 0 && before.total.met == 1)
  }

  @Test("No target is lost, and each counts as it stands", arguments: [UInt64(13), 14])
  func model(seed: UInt64) async throws {
    let office = try await AnalyticsOffice(seed: seed)
    var bustle = try await Bustle(in: office, seed: seed)
    for _ in 0..<140 { try await bustle.step() }
    let targets = try await office.store.fetch(SLATarget.self, where: \.state != .canceled)
    let week = GroupingPeriod(.day, in: .persian(in: .gmt))
    let report = try await office.store.analytics.report(.slaAttainment(per: week))
    #expect(report.total.met > 0 && report.total.missed > 0, "\(report.total)")
    #expect(report.total.met == targets.count { $0.state == .succeeded })
    #expect(report.total.missed == targets.count { $0.state == .noncompliant })
    #expect(report.total.met + report.total.missed + report.total.running == targets.count)
    #expect(report.rows.reduce(0) { $0 + $1.figures.met } == report.total.met)
    for row in report.rows {
      var own = 0
      for target in targets where target.measure == row.measure && target.state == .succeeded {
        let record = try await office.store.get(try #require(target.case))
        let day = try week.calendar.date(of: record.stamp.createdAt)
        if record.priority == row.priority, row.period?.dates.contains(day) == true { own += 1 }
      }
      #expect(row.figures.met == own)
    }
  }
}
