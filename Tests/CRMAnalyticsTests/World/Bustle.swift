import CRMAnalytics
import CRMContacts
import CRMCore
import CRMMarketing
import CRMSales
import CRMService
import Foundation

/// An office at work: changes of every kind that reports read, by chance.
struct Bustle {
  let office: AnalyticsOffice
  var random: SplitMix64
  private(set) var contacts: [Contact.ID] = []
  private(set) var accounts: [Account.ID] = []
  private(set) var users: [User.ID] = []
  private(set) var deals: [Opportunity.ID] = []
  private(set) var campaigns: [Campaign.ID] = []
  private(set) var cases: [Case.ID] = []
  /// What happened to each deal on its way: the stages that it was in, one after the other.
  private(set) var ways: [Opportunity.ID: [String]] = [:]

  init(in office: AnalyticsOffice, seed: UInt64) async throws {
    self.office = office
    random = SplitMix64(seed: seed)
    users = [office.sara.id, try await office.store.user("رضا کریمی").id, try await office.store.user("آرش").id]
    for number in 0..<4 {
      accounts.append(try await office.store.account("A\(number)").id)
      contacts.append(try await office.store.contact("C\(number)").id)
    }
    for number in 0..<3 {
      campaigns.append(try await office.store.marketing.plan(CampaignDraft("K\(number)", owner: office.sara.id)).id)
    }
    try await office.store.service.define(
      SLADefinition(
        "Gold", during: BusinessHours.around(in: .gmt),
        promises: [
          .init(.firstResponse, within: .seconds(3600), when: #"priority == "urgent""#),
          .init(.firstResponse, within: .seconds(4 * 3600)), .init(.resolution, within: .seconds(10 * 3600)),
        ]))
  }

  mutating func pick<T>(_ values: [T]) -> T? { values.randomElement(using: &random) }
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  mutating func money() -> Money {
    Money(
      minorUnits: .random(in: 0...1_000_000, using: &random), currency: chance(75) ? .usd : .eur)
  }

  mutating func day(_ range: ClosedRange<Int>) throws -> CalendarDate {
    try .day(.random(in: range, using: &random))
  }

  /// Does one thing.
  mutating func step() async throws {
    switch Int.random(in: 0..<18, using: &random) {
    case 0, 1, 2: try await open()
    case 3, 4, 5: try await move()
    case 6, 7: try await close()
    case 8: try await reopen()
    case 9: try await changeCustomer()
    case 10: try await log()
    case 11: try await advertise()
    case 12, 13: try await openCase()
    case 14, 15, 16: try await work()
    default: try await remove()
    }
  }

  private mutating func open() async throws {
    var draft = OpportunityDraft(
      "x", account: pick(accounts), contact: pick(contacts), value: money(), owner: pick(users))
    draft.record.createdOn = try day(-900...(-500))
    if chance(70) { draft.record.engagedOn = try day(-500...(-70)) }
    if chance(50) { draft.record.campaign = pick(campaigns)?.identifier }
    if chance(30) {
      let lead = try await office.store.sales.capture(LeadDraft(name: "L", company: "C", source: .web))
      draft.record.originatingLead = lead.id
    }
    let deal = try await office.store.sales.open(draft)
    deals.append(deal.id)
    ways[deal.id] = ["Qualify"]
  }

  private mutating func move() async throws {
    guard let id = pick(deals), let stage = pick(["Qualify", "Develop", "Propose", "Close"]) else { return }
    guard try await office.store.get(id).state == .open, ways[id]?.last != stage else { return }
    try await office.store.sales.advance(id, to: stage)
    ways[id]?.append(stage)
  }

  private mutating func close() async throws {
    guard let id = pick(deals), try await office.store.get(id).state == .open else { return }
    let value = chance(50) ? money() : nil
    try await office.store.sales.close(id, as: chance(60) ? .won : .lost, value: value, on: try day(-60...30))
  }

  private mutating func reopen() async throws {
    guard let id = pick(deals), try await office.store.get(id).state != .open else { return }
    try await office.store.sales.reopen(id)
  }

  private mutating func changeCustomer() async throws {
    let (birthday, gender, region) = (try day(-25_000...(-5000)), pick(Gender.known), pick(["Fars", "Tehran"]))
    if chance(70), let id = pick(contacts) {
      try await office.store.update(id) {
        ($0.birthday, $0.gender, $0.address.region) = (birthday, gender, region)
      }
    } else if let id = pick(accounts) {
      try await office.store.update(id) { $0.address.region = region }
    }
  }

  private mutating func log() async throws {
    var interaction = Interaction(id: office.store.newID())
    interaction.channel = pick([.call, .meeting, .email]) ?? .call
    interaction.startedAt = try AnalyticsOffice.start.advanced(
      by: .seconds(86_400 * Int.random(in: -700...0, using: &random)))
    interaction.owner = pick(users)
    if let deal = pick(deals), chance(80) {
      (interaction.subject, interaction.record) = (Opportunity.entity, deal.description)
    }
    try await office.store.insert(interaction)
  }

  private mutating func advertise() async throws {
    guard let campaign = pick(campaigns) else { return }
    if chance(50) {
      try await office.store.marketing.spend(money(), for: "x", on: campaign, day: try day(-60...30))
    } else {
      try await office.store.marketing.respond(ResponseDraft(.interested, to: campaign, on: try day(-60...0)))
    }
    if chance(30) { try await office.store.update(campaign) { $0.name += "x" } }
    if chance(30) {
      var lead = LeadDraft(name: "L", company: "C", source: .web)
      lead.record.campaign = campaign.identifier
      try await office.store.sales.capture(lead)
    }
  }

  private mutating func openCase() async throws {
    var draft = CaseDraft("x", priority: pick(Case.Priority.allCases), owner: pick(users))
    if let contact = pick(contacts) { draft.record.customer = CustomerReference(contact) }
    cases.append(try await office.store.service.open(draft).id)
  }

  /// Lets some hours pass, and goes on with a case.
  private mutating func work() async throws {
    let now = Int(
      (office.clock.now.microsecondsSince1970 - AnalyticsOffice.start.microsecondsSince1970) / 3_600_000_000)
    office.pass(hours: now + Int.random(in: 0...2, using: &random))
    try await office.work()
    guard let id = pick(cases) else { return }
    let state = try await office.store.get(id).state
    switch Int.random(in: 0..<6, using: &random) {
    case 0 where state == .active, 5 where state == .active: try await office.store.service.resolve(id)
    case 1 where state == .active: try await office.store.service.cancel(id)
    case 2 where state != .active: try await office.store.service.reopen(id)
    case 3 where state == .active:
      let priority = pick(Case.Priority.allCases)
      try await office.store.update(id) { $0.priority = priority }
    default:
      if state == .active {
        let now = office.clock.next()
        try await office.store.update(id) { $0.firstRespondedAt = $0.firstRespondedAt ?? now }
      }
    }
  }

  private mutating func remove() async throws {
    guard chance(30), let id = pick(deals) else { return }
    deals.removeAll { $0 == id }
    ways[id] = nil
    try await office.store.delete(id)
  }

  /// Rates that grow worse from day to day.
  static var rates: ExchangeRates {
    get throws {
      var rates = ExchangeRates()
      for day in stride(from: -900, through: 60, by: 30) {
        rates.insert(
          try ExchangeRate(from: .eur, to: .usd, on: .day(day), rate: ExactDecimal("1.\(2000 - day)")))
      }
      return rates
    }
  }
}
