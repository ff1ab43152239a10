import CRMAnalytics
import CRMContacts
import CRMCore
import CRMMarketing
import CRMSales
import CRMService
import Foundation

/// A company's year, as a dashboard has it.
enum SampleBoard {
  static let calendar = ReportCalendar.persian(in: .gmt)
  static let longName = "فروشگاه‌های زنجیره‌ای تجهیزات صنعتی و کشاورزی برادران رحمانی‌نژاد و شرکا در استان آذربایجان شرقی"
  static let standard = ActivityStandard([.init(4, .calls), .init(1, .meetings), .init(2, .toDos)])

  /// Fills an office with a year of sales.
  static func fill(_ office: AnalyticsOffice, seed: UInt64) async throws {
    let store = office.store
    var random = SplitMix64(seed: seed)
    let users = [
      office.sara, try await store.user("محمدرضا حسین‌زادهٔ قره‌باغی اصل"), try await store.user("آرش کمانگیر"),
    ]
    var contacts: [Contact] = []
    let regions = ["تهران", "فارس", "خراسان رضوی", "اصفهان", longName, "<b>Kerman & Bam</b>"]
    for number in 0..<12 {
      let (birthday, region) = (try CalendarDate.day(-7000 - 1700 * number), regions[number % regions.count])
      let gender: Gender? = number % 5 == 4 ? nil : number % 2 == 0 ? .female : .male
      contacts.append(
        try await store.contact("مشتری \(number)") {
          ($0.birthday, $0.gender, $0.address.region) = (birthday, gender, region)
        })
    }
    let stages = ["Qualify", "Develop", "Propose", "Close"]
    for number in 0..<60 {
      var draft = OpportunityDraft(
        "فروش \(number)", contact: contacts[number % 12].id,
        value: Money(minorUnits: .random(in: 50_000...4_000_000, using: &random), currency: .usd),
        owner: users[number % 3].id)
      draft.record.createdOn = try .day(-380)
      draft.record.engagedOn = try .day(-370 + Int.random(in: 0...3, using: &random))
      let deal = try await store.sales.open(draft)
      office.pass(hours: 5 * (number + 1))
      let reached = Int.random(in: 0...3, using: &random)
      if reached > 0 { try await store.sales.advance(deal.id, to: stages[reached]) }
      guard number % 4 != 0 else { continue }
      let day = try CalendarDate.day(-Int.random(in: 0...360, using: &random))
      try await store.sales.close(deal.id, as: number % 3 == 0 ? .lost : .won, on: day)
    }
    try await advertise(office)
    try await serve(office, contacts[0].id)
    for number in 0..<40 {
      var call = Interaction(id: store.newID())
      (call.channel, call.owner) = (number % 4 == 0 ? .meeting : .call, users[number % 5 % 3].id)
      call.startedAt = try AnalyticsOffice.start.advanced(by: .seconds(86_400 * (6 + number % 7)))
      try await store.insert(call)
    }
  }

  /// Three campaigns: one that paid, one that did not, one that cost nothing.
  private static func advertise(_ office: AnalyticsOffice) async throws {
    let store = office.store
    let names = ["نمایشگاه بین‌المللی ماشین‌آلات و تجهیزات کشاورزی، دورهٔ بیست و چهارم", "Spring <mail>", "سایت"]
    let day = try CalendarDate.day(-30)
    for (number, name) in names.enumerated() {
      let campaign = try await store.marketing.plan(CampaignDraft(name, owner: office.sara.id)).id
      if number < 2 { try await store.marketing.spend(.usd(10_000), for: "x", on: campaign, day: day) }
      for _ in 0...number { try await store.marketing.respond(ResponseDraft(.interested, to: campaign, on: day)) }
      try await store.deal {
        ($0.campaign, $0.state, $0.actualCloseDate) = (campaign.identifier, .won, day)
        $0.actualValue = .usd(number == 0 ? 25_000 : 4_000)
      }
    }
  }

  /// Cases, of which one is missed.
  private static func serve(_ office: AnalyticsOffice, _ contact: Contact.ID) async throws {
    let store = office.store
    let now = Int(office.clock.now.microsecondsSince1970 - AnalyticsOffice.start.microsecondsSince1970) / 3_600_000_000
    try await store.service.define(
      SLADefinition(
        "Gold", during: BusinessHours.around(in: .gmt),
        promises: [
          .init(.firstResponse, within: .seconds(2 * 3600)), .init(.resolution, within: .seconds(10 * 3600)),
        ]))
    var cases: [Case.ID] = []
    for priority in [Case.Priority.urgent, .high, .high, .normal] {
      cases.append(
        try await store.service.open(CaseDraft("x", of: contact, priority: priority, owner: office.sara.id)).id)
    }
    office.pass(hours: now + 2)
    try await store.service.resolve(cases[0])
    office.pass(hours: now + 9)
    try await store.service.resolve(cases[1])
    office.pass(hours: now + 12)
    try await office.work()
  }

  static func board(_ office: AnalyticsOffice) async throws -> Dashboard {
    try await office.store.analytics.report(.dashboard(in: .usd, calendar: calendar, standard: standard))
  }
}
