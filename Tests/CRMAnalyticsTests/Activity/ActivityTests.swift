import CRMAnalytics
import CRMContacts
import CRMCore
import Testing

@Suite("People's activity against a standard")
struct ActivityTests {
  @Test("Each person is told beside the standard, in the order of names")
  func standard() async throws {
    let office = try await AnalyticsOffice()
    let store = office.store
    let (arash, reza) = (try await store.user("آرش"), try await store.user("رضا"))
    let monday = try CalendarDate(iso8601: "2023-11-06")
    func call(_ user: User, _ count: Int, on day: Int) async throws {
      for _ in 0..<count {
        var call = Interaction(id: store.newID())
        (call.channel, call.owner) = (.call, user.id)
        call.startedAt = try Instant(microsecondsSince1970: 0).advanced(
          by: .seconds(86_400 * (Int(monday.daysSince1970) + day)))
        try await store.insert(call)
      }
    }
    try await call(reza, 3, on: 0)
    try await call(reza, 2, on: 6)
    try await call(reza, 9, on: 7)
    try await call(office.sara, 1, on: -1)
    let toDo = try await store.contacts.plan("x", for: arash.id)
    try await store.contacts.complete(toDo.id)
    let standard = ActivityStandard([.init(4, .calls), .init(3, .meetings, per: .month)])
    let report = try await store.analytics.report(
      .activity(against: standard, dates: .days(monday..<monday.adding(days: 7))))
    #expect(report.people.map(\.name) == ["آرش", "رضا", "سارا احمدی"])
    let calls = report.people.map { $0.items[0] }
    #expect(calls.map(\.attained) == [0, 5, 0] && calls.map(\.expected) == [4, 4, 4])
    #expect(calls.map(\.share) == [0, try ExactDecimal("1.25"), 0])
    // A part of the month's.
    #expect(report.people[0].items[1].expected == (try ExactDecimal("0.7")))
    let today = try await store.analytics.report(
      .activity(against: ActivityStandard([.init(1, .toDos, per: .day)]), dates: .during(.today)))
    #expect(today.people.map { $0.items[0].attained } == [1, 0, 0] && today.people[0].items[0].share == 1)
    let lastWeek = try await store.analytics.report(.activity(against: standard))
    #expect(lastWeek.days == monday..<(try monday.adding(days: 7)))
  }

  @Test("An activity of one's own is counted by its own fields; one of a field that is not there is refused")
  func own() async throws {
    let office = try await AnalyticsOffice()
    let known = ActivityKind("accounts", of: Account.self, at: "createdAt")
    var account = Account(id: office.store.newID())
    (account.name, account.owner) = ("x", office.sara.id)
    try await office.store.insert(account)
    let report = try await office.store.analytics.report(
      .activity(against: ActivityStandard([.init(0, known)]), dates: .during(.today)))
    #expect(report.people[0].items[0].attained == 1 && report.people[0].items[0].share == nil)
    let unknown = ActivityKind("accounts", of: Account.self, at: "visitedAt")
    await #expect(throws: FilterError.self) {
      try await office.store.analytics.report(.activity(against: ActivityStandard([.init(1, unknown)])))
    }
  }
}
