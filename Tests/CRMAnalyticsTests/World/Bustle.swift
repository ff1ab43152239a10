import CRMAnalytics
import CRMContacts
import CRMCore
import CRMSales

/// An office at work: changes of every kind that reports read, by chance.
struct Bustle {
  let office: AnalyticsOffice
  var random: SplitMix64
  private(set) var contacts: [Contact.ID] = []
  private(set) var accounts: [Account.ID] = []
  private(set) var users: [User.ID] = []
  private(set) var deals: [Opportunity.ID] = []
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
    office.pass(
      hours: Int(office.clock.next().microsecondsSince1970 - AnalyticsOffice.start.microsecondsSince1970)
        / 3_600_000_000)
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1, 2: try await open()
    case 3, 4, 5: try await move()
    case 6, 7: try await close()
    case 8: try await reopen()
    case 9: try await changeCustomer()
    case 10: try await log()
    default: try await remove()
    }
  }

  private mutating func open() async throws {
    var draft = OpportunityDraft(
      "x", account: pick(accounts), contact: pick(contacts), value: money(), owner: pick(users))
    draft.record.createdOn = try day(-900...(-500))
    if chance(70) { draft.record.engagedOn = try day(-500...(-70)) }
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
