import CRMAnalytics
import CRMContacts
import CRMCore
import CRMMarketing
import CRMMemoryStore
import CRMSales
import CRMService
import Foundation

/// A store with the records of all modules, a user, and a world that can be replayed.
struct AnalyticsOffice {
  /// 14 November 2023, 22:13 UTC.
  static let start = Instant(microsecondsSince1970: 1_700_000_000_000_000)

  static let recordTypes: [any Record.Type] =
    ContactsModule.recordTypes + SalesModule.recordTypes + MarketingModule.recordTypes + ServiceModule.recordTypes
    + AutomatedStore.recordTypes

  let store: AutomatedStore
  let sara: User
  let clock: SteppingClock

  init(seed: UInt64 = 1) async throws {
    let clock = SteppingClock(start: AnalyticsOffice.start)
    self.clock = clock
    var environment = CRMEnvironment(
      clock: { clock.next() }, identifiers: IdentifierGenerator(seed: seed), calendar: .gregorian(in: .gmt),
      sleepUntil: { try await clock.sleep(until: $0) })
    SalesModule.contribute(to: &environment)
    MarketingModule.contribute(to: &environment)
    ServiceModule.contribute(to: &environment)
    store = AutomatedStore(try MemoryStore(AnalyticsOffice.recordTypes, environment: environment))
    sara = try await store.user("سارا احمدی")
  }

  /// The store as somebody works with it who sees their own records.
  func own(_ user: User) throws -> RestrictedStore {
    try store.acting(as: user.id.identifier, with: .ownRecords(of: user.id, in: store.catalog))
  }

  /// Does what the agenda says about service levels.
  func work() async throws {
    var runner = AgendaRunner(store)
    runner.handleService()
    runner.handleAutomation()
    _ = try await runner.runDue()
  }

  /// Sets the clock to so many hours after its start.
  func pass(hours: Int) {
    clock.set(
      Instant(microsecondsSince1970: AnalyticsOffice.start.microsecondsSince1970 + Int64(hours) * 3_600_000_000))
  }
}

extension Store {
  func user(_ name: String) async throws -> User {
    var user = User(id: newID())
    user.name = name
    return try await insert(user)
  }

  func account(_ name: String, _ change: (inout Account) -> Void = { _ in }) async throws -> Account {
    var account = Account(id: newID())
    account.name = name
    change(&account)
    return try await insert(account)
  }

  func contact(_ name: String, _ change: (inout Contact) -> Void = { _ in }) async throws -> Contact {
    var contact = Contact(id: newID())
    contact.familyName = name
    change(&contact)
    return try await insert(contact)
  }

  /// An opportunity without a pipeline, as imports bring it.
  @discardableResult
  func deal(_ change: (inout Opportunity) throws -> Void) async throws -> Opportunity {
    var deal = Opportunity(id: newID())
    deal.name = "x"
    try change(&deal)
    return try await insert(deal)
  }
}

extension CalendarDate {
  /// The day so many days after the world begins, 14 November 2023.
  static func day(_ offset: Int) throws -> CalendarDate {
    try CalendarDate(AnalyticsOffice.start, in: .gmt).adding(days: offset)
  }
}

extension Money {
  static func usd(_ amount: Int64) -> Money { Money(minorUnits: amount * 100, currency: .usd) }
}

extension BusinessHours {
  /// All hours of the week.
  static func around(in zone: TimeZone) throws -> BusinessHours {
    let day = [try BusinessHours.Shift("00:00-24:00")]
    return try BusinessHours(
      timeZone: zone, weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, day) }))
  }
}
