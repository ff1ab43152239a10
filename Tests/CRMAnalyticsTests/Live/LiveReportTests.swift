import CRMAnalytics
import CRMContacts
import CRMCore
import CRMSales
import Foundation
import Synchronization
import Testing

@Suite("Live reports")
struct LiveReportTests {
  /// Whether a report that is followed says the same as one that is asked for.
  private struct Follower {
    let name: String
    let agrees: (any Store) async throws -> Bool

    init<R: Report>(_ name: String, _ report: R, of store: any Store) {
      self.name = name
      let live = store.analytics.live(report)
      let box = Box(live.makeAsyncIterator())
      agrees = { asked in
        let now = try await box.iterator.current()
        let anew = try await asked.analytics.report(report)
        return now == anew
      }
    }
  }

  private final class Box<R: Report> {
    var iterator: LiveReport<R>.Iterator
    init(_ iterator: LiveReport<R>.Iterator) { self.iterator = iterator }
  }

  /// What another module answers.
  private struct NextQuarters: Report {
    let query: ForecastQuery

    func answer(from crm: borrowing Snapshot) async throws -> Forecast { try await crm.sales.forecast(query) }
  }

  /// Asks in several tasks at once.
  private struct Census: Report {
    func answer(from crm: borrowing Snapshot) async throws -> [Int] {
      let one = crm.readingScope()
      let two = crm.readingScope()
      let three = crm.readingScope()
      async let accounts = one.count(Account.self)
      async let contacts = two.count(Contact.self)
      async let names = three.fetch(Account.self).count
      return try await [accounts, contacts, names]
    }
  }

  private func followers(_ store: any Store) throws -> [Follower] {
    let rates = try Bustle.rates
    let month = GroupingPeriod(.month, in: .persian(in: .gmt))
    let standard = ActivityStandard([.init(3, .calls), .init(1, .meetings, per: .month), .init(1, .cases)])
    let board = StandardDashboard(in: .usd, calendar: .persian(in: .gmt), rates: rates, standard: standard)
    let forecast = ForecastQuery(in: .usd, by: .quarter, of: .gregorian(in: .gmt), rates: rates)
    return [
      Follower("dashboard", board, of: store), Follower("forecast", NextQuarters(query: forecast), of: store),
      Follower("funnel", .funnel(), of: store),
      Follower("win rate", .winRate(by: [Grouping("owner.name")], in: .usd, rates: rates), of: store),
      Follower("win rate lately", .winRate(dates: .during(.last(20, .days))), of: store),
      Follower("sales cycle", .salesCycle(by: [Grouping("account.name")]), of: store),
      Follower("length", .salesCycle(from: .creation, to: nil, percentiles: []), of: store),
      Follower("time to purchase", .timeToPurchase(), of: store),
      Follower("revenue", .revenue(in: .usd, by: [.age(), .gender, .place()], per: month, rates: rates), of: store),
      Follower("campaigns", .campaignReturn(in: .usd, rates: rates), of: store),
      Follower("service levels", .slaAttainment(per: month), of: store),
      Follower("service levels lately", .slaAttainment(dates: .during(.last(2, .days))), of: store),
      Follower("activity", .activity(against: standard, dates: .during(.last(700, .days))), of: store),
    ]
  }

  @Test("A report may ask in several tasks at once, and misses nothing by it")
  func severalTasks() async throws {
    let office = try await AnalyticsOffice()
    let box = Box(office.store.analytics.live(Census()).makeAsyncIterator())
    for number in 1...40 {
      var account = Account(id: office.store.newID())
      account.name = "account \(number)"
      try await office.store.insert(account)
      if number.isMultiple(of: 2) {
        var contact = Contact(id: office.store.newID())
        contact.familyName = "contact \(number)"
        try await office.store.insert(contact)
      }
      let census = try await box.iterator.current()
      #expect(census == [number, number / 2, number])
    }
  }

  @Test("Nothing is answered to who keeps a report's view beyond its end")
  func keptView() async throws {
    struct Keeper: Report {
      let gate: AsyncStream<Void>
      let late: @Sendable (Task<Int, any Error>) -> Void
      func answer(from crm: borrowing Snapshot) async throws -> Int {
        let scope = crm.readingScope()
        let count = try await crm.count(Account.self)
        late(
          Task {
            for await _ in gate { break }
            return try await scope.count(Account.self)
          })
        return count
      }
    }
    let office = try await AnalyticsOffice()
    let (gate, opening) = AsyncStream<Void>.makeStream()
    let late = Mutex<Task<Int, any Error>?>(nil)
    let box = Box(
      office.store.analytics.live(Keeper(gate: gate) { task in late.withLock { $0 = task } }).makeAsyncIterator())
    _ = try await box.iterator.current()
    opening.yield()
    let task = try #require(late.withLock { $0 })
    await #expect(throws: StoreError.ended) { try await task.value }
  }

  @Test("A report that is followed says what it would say when asked, whatever changes", arguments: [UInt64(1), 2])
  func property(seed: UInt64) async throws {
    let office = try await AnalyticsOffice(seed: seed)
    var bustle = try await Bustle(in: office, seed: seed)
    let own = try office.own(office.sara)
    let all = try followers(office.store)
    let hers = try followers(own)
    let byPolicy = AccessControl(to: office.store, by: RolePolicy.company()).acting(as: office.sara.id.identifier)
    let hersByPolicy = try followers(byPolicy)
    for round in 0..<25 {
      for _ in 0..<Int.random(in: 1...4, using: &bustle.random) { try await bustle.step() }
      if round == 15 { office.pass(hours: 24 * 20) }
      for follower in all where bustle.chance(50) {
        let agrees = try await follower.agrees(office.store)
        #expect(agrees, "\(follower.name), round \(round)")
      }
      for follower in hers where bustle.chance(20) {
        let agrees = try await follower.agrees(own)
        #expect(agrees, "\(follower.name) with rights, round \(round)")
      }
      for follower in hersByPolicy where bustle.chance(15) {
        let agrees = try await follower.agrees(byPolicy)
        #expect(agrees, "\(follower.name) with a policy's rights, round \(round)")
      }
    }
  }

  @Test("A report says whether it is kept up to date from what changes")
  func maintenance() async throws {
    let store = try await AnalyticsOffice().store
    let month = GroupingPeriod(.month, in: .persian(in: .gmt))
    let rate = try await store.analytics.live(.winRate(by: [Grouping("owner.name")], in: .usd)).maintenance()
    let revenue = try await store.analytics.live(.revenue(in: .usd, by: [.age(), .gender, .place()], per: month))
      .maintenance()
    let length = try await store.analytics.live(.salesCycle(percentiles: [])).maintenance()
    let levels = try await store.analytics.live(.slaAttainment(per: month)).maintenance()
    #expect([rate, revenue, length, levels] == [.kept, .kept, .kept, .kept])
    let cycle = try await store.analytics.live(.salesCycle()).maintenance()
    #expect(cycle == .recomputed(because: .measure(.percentile(25, "daysToClose"))))
    let purchase = try await store.analytics.live(.timeToPurchase()).maintenance()
    #expect(purchase == .recomputed(because: .records))
  }

  @Test("What a report does not read costs it nothing, and what it keeps costs what changed")
  func cost() async throws {
    let office = try await AnalyticsOffice()
    let store = office.store
    var deals: [Opportunity] = []
    for _ in 0..<20 { deals.append(try await store.deal { ($0.state, $0.actualValue) = (.won, .usd(1)) }) }
    let live = store.analytics.live(.revenue(in: .usd))
    var iterator = live.makeAsyncIterator()
    let first = try await iterator.next()
    #expect(first?.total == .usd(20))
    _ = try await store.contact("C")
    try await store.update(deals[0].id) { $0.owner = office.sara.id }
    try await store.deal { ($0.state, $0.actualValue) = (.won, .usd(5)) }
    let second = try await iterator.next()
    #expect(second?.total == .usd(25) && second?.count == 21)
    #expect(live.body.statistics.recomputations == 1 && live.body.statistics.foldedRecords == 1)
  }

  @Test("A report that asks in steps follows what it asks for later, and not any more what it asked for before")
  func steps() async throws {
    let store = try await AnalyticsOffice().store
    let (first, second) = (try await store.account("first"), try await store.account("second"))
    var live = store.analytics.live(DealsOfFirstAccount()).makeAsyncIterator()
    let none = try await live.next()
    try await store.deal { $0.account = second.id }
    try await store.deal { $0.account = first.id }
    let one = try await live.next()
    try await store.update(first.id) { $0.name = "third" }
    try await store.deal { $0.account = second.id }
    let two = try await live.next()
    #expect([none, one, two] == [0, 1, 2])
  }

  @Test("What a report may throw it throws when followed, and goes on after the next change")
  func refusals() async throws {
    let store = try await AnalyticsOffice().store
    var live = store.analytics.live(.revenue(in: .usd)).makeAsyncIterator()
    _ = try await live.next()
    let euro = try await store.deal {
      ($0.state, $0.actualValue) = (.won, Money(minorUnits: 1, currency: .eur))
    }
    await #expect(throws: ValueError.self) { try await live.next() }
    try await store.delete(euro.id)
    let after = try await live.next()
    #expect(after?.count == 0)
  }

  @Test("A report is answered in a transaction as it has come so far, and on a snapshot as it was")
  func scopes() async throws {
    let store = try await AnalyticsOffice().store
    let before = try await store.snapshot()
    let inside = try await store.write { crm in
      var deal = Opportunity(id: crm.newID())
      (deal.name, deal.state, deal.actualValue) = ("x", .won, .usd(3))
      try await crm.insert(deal)
      return try await crm.analytics.report(.revenue(in: .usd)).total
    }
    let then = try await before.analytics.report(.revenue(in: .usd)).total
    #expect(inside == .usd(3) && then == .usd(0))
    await before.end()
  }
}

/// Finds one record, and counts others by it.
private struct DealsOfFirstAccount: Report {
  func answer(from crm: borrowing Snapshot) async throws -> Int {
    guard let account = try await crm.first(Account.self, sort: .ascending(\.name)) else { return 0 }
    return try await crm.count(Opportunity.self, where: \.account == account.id)
  }
}
