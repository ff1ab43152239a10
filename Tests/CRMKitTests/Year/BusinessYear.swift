import CRMKit
import Foundation
import Synchronization

/// A small company's days, each with work of all modules: the same for the same seed, whatever the store.
///
/// What it does is chosen by chance among what there is, so much is refused; what was refused, and why, stands in the diary as well.
struct BusinessYear {
  private(set) var crm: CRM
  /// What was done and what came of it, line by line.
  private(set) var diary: [String] = []
  let clock: HandClock
  var random: SplitMix64
  private var day = 0
  var users: [User.ID] = []
  var products: [Product.ID] = []
  var campaign: Campaign.ID?

  /// The environment of a year, which every store of it is opened with.
  static func environment(seed: UInt64, _ clock: HandClock) -> CRMEnvironment {
    var environment = CRMEnvironment(
      clock: { clock.now }, identifiers: IdentifierGenerator(seed: seed),
      calendar: .persian(in: TimeZone(identifier: "Asia/Tehran") ?? .gmt), locale: Locale(identifier: "fa_IR"))
    environment.sales.tax = StandardTaxPolicy(rate: 10)
    environment.marketing.sender = MailingMessage.Mailbox("news@sepehr.example", name: "Sepehr")
    return environment
  }

  init(in crm: CRM, seed: UInt64, _ clock: HandClock) {
    self.crm = crm
    self.clock = clock
    random = SplitMix64(seed: seed)
  }

  /// Lives so many days more.
  ///
  /// - Parameter reopen: Closes the store after each tenth day and opens it again.
  mutating func live(days: Int, reopen: ((CRM) async throws -> CRM)? = nil) async throws {
    if users.isEmpty { try await found() }
    for _ in 0..<days {
      day += 1
      for _ in 0..<Int.random(in: 2...7, using: &random) {
        clock.advance(bySeconds: Int64.random(in: 60...5000, using: &random))
        try await work()
      }
      try await evening()
      if day.isMultiple(of: 10) {
        if let reopen { crm = try await reopen(crm) }
        try await note("report") { try await $0.report() }
      }
    }
  }

  /// The users, the products, a service level, a list and a campaign.
  private mutating func found() async throws {
    for name in ["Sara Ahmadi", "امید کریمی"] {
      var user = User(id: crm.newID())
      user.name = name
      users.append(try await crm.insert(user).id)
    }
    for (name, price) in [("Laser printer", 1200), ("تونر", 45)] {
      var product = Product(id: crm.newID())
      product.name = name
      product.listPrice = Money(minorUnits: Int64(price) * 100, currency: .usd)
      products.append(try await crm.insert(product).id)
    }
    let day = try [BusinessHours.Shift("08:30-12:30"), BusinessHours.Shift("13:30-17:00")]
    let hours = try BusinessHours(
      timeZone: crm.environment.calendar.timeZone,
      weekly: [.saturday: day, .sunday: day, .monday: day, .tuesday: day, .wednesday: day])
    try await crm.service.define(
      SLADefinition(
        "Customers", during: hours,
        promises: [.init(.firstResponse, within: .seconds(3600)), .init(.resolution, within: .seconds(8 * 3600))]))
    campaign = try await crm.marketing.plan(CampaignDraft("Toner", code: "TONER")).id
    _ = try await crm.marketing.createList(
      "Customers' people", of: Contact.self, where: \.account / \.lifecycleStage == .customer)
  }

  /// What runs by itself: the agenda, and the outbox.
  private mutating func evening() async throws {
    clock.advance(toNextDayAt: 20)
    try await crm.agenda().runDue()
    var outbox = crm.outbox(name: "evening")
    outbox.connect(OutboxChannel("email"), to: Letterbox())
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
final class HandClock: Sendable {
  /// 21 March 2026, 8 o'clock in Tehran.
  private let seconds = Mutex<Int64>(1_774_067_400)

  var now: Instant { Instant(microsecondsSince1970: seconds.withLock { $0 } * 1_000_000) }

  func advance(bySeconds count: Int64) { seconds.withLock { $0 += count } }

  func advance(toNextDayAt hour: Int64) {
    seconds.withLock { $0 = ($0 / 86_400 + 1) * 86_400 + hour * 3600 }
  }
}

/// Takes all letters.
private struct Letterbox: Transport {
  func send(_ message: MailingMessage, as delivery: Delivery) async throws -> String? { "taken" }
}
