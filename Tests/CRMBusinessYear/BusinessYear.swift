package import CRMKit
import Foundation
import Synchronization

/// A small company's days, each with work of all modules: the same for the same seed, whatever the store.
///
/// What it does is chosen by chance among what there is, so much is refused; what was refused, and why, stands in the diary as well.
package struct BusinessYear {
  /// What is done at one time.
  package enum Deed: Sendable {
    case founding, work, evening, report
  }

  package var crm: CRM
  /// What was done and what came of it, line by line.
  package var diary: [String] = []
  package let clock: HandClock
  /// What the next deeds draw their chances from.
  package var random: SplitMix64
  package var day = 0
  /// How letters are delivered.
  package var delivery = DeliveryPolicy()
  package private(set) var users: [User.ID] = []
  private(set) var products: [Product.ID] = []
  private(set) var campaign: Campaign.ID?

  /// The environment of a year, which every store of it is opened with.
  package static func environment(seed: UInt64, _ clock: HandClock) -> CRMEnvironment {
    var environment = CRMEnvironment(
      clock: { clock.now }, identifiers: IdentifierGenerator(seed: seed),
      calendar: .persian(in: TimeZone(identifier: "Asia/Tehran") ?? .gmt), locale: Locale(identifier: "fa_IR"))
    environment.sales.tax = StandardTaxPolicy(rate: 10)
    environment.marketing.sender = MailingMessage.Mailbox("news@sepehr.example", name: "Sepehr")
    return environment
  }

  package init(in crm: CRM, seed: UInt64, _ clock: HandClock) {
    self.crm = crm
    self.clock = clock
    random = SplitMix64(seed: seed)
  }

  /// What is done on a day after the founding, in its order.
  package static func deeds(of day: Int, _ random: inout some RandomNumberGenerator) -> [Deed] {
    let work = [Deed](repeating: .work, count: Int.random(in: 2...7, using: &random))
    return work + [.evening] + (day.isMultiple(of: 10) ? [.report] : [])
  }

  /// Lives so many days.
  ///
  /// - Parameter reopen: Closes the store before each report and opens it again.
  package mutating func live(days: Int, reopen: (CRM) async throws -> CRM) async throws {
    try await perform(.founding)
    for day in 1...days {
      self.day = day
      for deed in Self.deeds(of: day, &random) {
        if deed == .report { crm = try await reopen(crm) }
        try await perform(deed)
      }
    }
  }

  /// Does what is done at one time.
  package mutating func perform(_ deed: Deed) async throws {
    switch deed {
    case .founding: try await found()
    case .work:
      clock.advance(bySeconds: Int64.random(in: 60...5000, using: &random))
      try await work()
    case .evening: try await endDay()
    case .report: try await note("report") { try await $0.report() }
    }
  }

  /// The users, the products, a service level, a list and a campaign, all at once, unless they are there.
  private mutating func found() async throws {
    if try await !crm.exists(User.self) {
      try await crm.transaction { try await Self.found(in: $0) }
    }
    users = try await crm.fetch(User.self).map(\.id)
    products = try await crm.fetch(Product.self).map(\.id)
    campaign = try await crm.first(Campaign.self)?.id
  }

  private static func found(in crm: borrowing StoreTransaction) async throws {
    for name in ["Sara Ahmadi", "امید کریمی"] {
      var user = User(id: crm.newID())
      user.name = name
      try await crm.insert(user)
    }
    for (name, price) in [("Laser printer", 1200), ("تونر", 45)] {
      var product = Product(id: crm.newID())
      product.name = name
      product.listPrice = Money(minorUnits: Int64(price) * 100, currency: .usd)
      try await crm.insert(product)
    }
    let day = try [BusinessHours.Shift("08:30-12:30"), BusinessHours.Shift("13:30-17:00")]
    let hours = try BusinessHours(
      timeZone: crm.environment.calendar.timeZone,
      weekly: [.saturday: day, .sunday: day, .monday: day, .tuesday: day, .wednesday: day])
    try await crm.service.define(
      SLADefinition(
        "Customers", during: hours,
        promises: [.init(.firstResponse, within: .seconds(3600)), .init(.resolution, within: .seconds(8 * 3600))]))
    try await crm.marketing.plan(CampaignDraft("Toner", code: "TONER"))
    try await crm.marketing.createList(
      "Customers' people", of: Contact.self, where: \.account / \.lifecycleStage == .customer)
  }

  /// What runs by itself: the agenda, and the outbox.
  private func endDay() async throws {
    clock.advance(toNextDayAt: 20)
    try await crm.agenda().runDue()
    var outbox = crm.outbox(name: "evening")
    outbox.connect(OutboxChannel("email"), to: Letterbox(), delivery)
    try await outbox.deliverDue()
  }

  /// Does something, and writes down what came of it.
  mutating func note(_ title: String, _ body: (inout BusinessYear) async throws -> String) async throws {
    do {
      diary.append("\(day) \(title): \(try await body(&self))")
    } catch let error as CancellationError {
      throw error
    } catch {
      diary.append("\(day) \(title) refused: \(error)")
    }
  }

  /// One of the records of a type, by chance; nil where there is none.
  mutating func any<R: Record>(_ type: R.Type) async throws -> R? {
    let count = try await crm.count(type)
    guard count > 0 else { return nil }
    let place = Int.random(in: 0..<count, using: &random)
    return try await crm.fetch(type, limit: place + 1).last
  }

  /// The CRM as one of the users has it, with no limits.
  mutating func acting() throws -> CRM {
    guard let user = users.randomElement(using: &random) else { return crm }
    return try crm.acting(as: user, with: Rights())
  }
}

/// A clock that is set by hand.
package final class HandClock: Sendable {
  /// 21 March 2026, 8 o'clock in Tehran.
  private let seconds = Mutex<Int64>(1_774_067_400)

  package init() {}

  package var now: Instant { Instant(microsecondsSince1970: seconds.withLock { $0 } * 1_000_000) }

  package func advance(bySeconds count: Int64) { seconds.withLock { $0 += count } }

  /// Shows what another clock shows.
  package func set(by other: HandClock) {
    let time = other.seconds.withLock { $0 }
    seconds.withLock { $0 = time }
  }

  func advance(toNextDayAt hour: Int64) {
    seconds.withLock { $0 = ($0 / 86_400 + 1) * 86_400 + hour * 3600 }
  }
}

/// Takes all letters.
private struct Letterbox: Transport {
  func send(_ message: MailingMessage, as delivery: Delivery) async throws -> String? { "taken" }
}
