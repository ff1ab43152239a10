import CRMCore
import CRMMemoryStore
import Testing

@Suite("Rights with periods relative to now")
struct RightsPeriodTests {
  private let clock = HandClock()
  private let store: MemoryStore
  private let limited: RestrictedStore
  private let order: Order

  /// Sees the orders of the last 30 days.
  init() async throws {
    store = try MemoryStore([Customer.self, Order.self, Visit.self], environment: clock.environment)
    let today = try CalendarDate(iso8601: "2023-11-14")
    order = try await store.insert(store.newOrder { $0.placedOn = today })
    var rights = Rights()
    rights.limit(Order.self, to: \.placedOn ~= .isDuring(.last(30, .days)))
    limited = try store.acting(as: nil, with: rights)
  }

  @Test("A view sees the period as of its beginning, however long the rights have been composed")
  func reading() async throws {
    let before = try await limited.count(Order.self)
    let held = try await limited.snapshot()
    clock.advance(days: 31)
    let after = try await limited.fetch(Order.self)
    let found = try await limited.find(order.id)
    let stillThere = try await held.count(Order.self)
    await held.end()
    #expect(before == 1)
    #expect(after.isEmpty)
    #expect(found == nil)
    #expect(stillThere == 1)
  }

  @Test("A transaction sees the period as of its beginning")
  func writing() async throws {
    try await limited.update(order.id) { $0.total = Money(minorUnits: 1, currency: .usd) }
    try await limited.write { store in
      clock.advance(days: 31)
      try await store.update(order.id) { $0.total = Money(minorUnits: 2, currency: .usd) }
    }
    await #expect(throws: StoreError.notFound(order.key)) {
      try await limited.update(order.id) { $0.total = Money(minorUnits: 3, currency: .usd) }
    }
    let late = limited.newOrder { $0.placedOn = order.placedOn }
    await #expect(throws: StoreError.notAllowed("create", late.key)) { try await limited.insert(late) }
  }

  @Test("The feed sees the period as of each change set's arrival")
  func feed() async throws {
    var iterator = limited.feed.changes().makeAsyncIterator()
    try await store.update(order.id) { $0.total = Money(minorUnits: 1, currency: .usd) }
    let first = await iterator.next(isolation: nil)
    clock.advance(days: 31)
    try await store.update(order.id) { $0.total = Money(minorUnits: 2, currency: .usd) }
    let second = await iterator.next(isolation: nil)
    #expect(first?.changes.map(\.key) == [order.key])
    #expect(second?.changes.isEmpty == true)
  }

  @Test("A period of what lies in no period is refused when the rights are composed")
  func wrongPeriods() throws {
    for filter in [
      FilterExpression.during("total", .last(30, .days)), .any("customer", .during("it", .last(30, .days))),
      .not(.during("nothing", .last(30, .days))),
    ] {
      var rights = Rights()
      rights.limit("order", [.update], to: filter)
      #expect(throws: FilterError.self) { try RestrictedStore(store, rights: rights, actor: nil) }
    }
    var rights = Rights()
    rights.limit(Order.self, to: \.placedOn ~= .isDuring(.last(.max, .years)))
    #expect(throws: CalendarError.self) { try RestrictedStore(store, rights: rights, actor: nil) }
  }

  @Test("Rights without a period ask for no time")
  func timeless() async throws {
    var rights = Rights()
    rights.limit(
      Order.self, to: .init(.compare("createdAt", .greaterOrEqual, .date(try CalendarDate(iso8601: "2023-11-14")))))
    let timeless = try store.acting(as: nil, with: rights)
    let before = clock.readings
    let reader = try await timeless.beginRead()
    let count = try await reader.count(RecordQuery(Order.recordType))
    await reader.end()
    await (try await timeless.beginWrite()).end()
    #expect(clock.readings == before)
    #expect(count == 1)
    await (try await limited.beginRead()).end()
    #expect(clock.readings == before + 1)
  }
}
