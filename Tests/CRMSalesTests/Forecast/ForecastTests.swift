import CRMContacts
import CRMCore
import CRMSales
import Foundation
import Testing

@Suite("The forecast")
struct ForecastTests {
  private let zone = TimeZone.gmt

  @Test("Each period has what is committed, what may come, and all by its chance")
  func periods() async throws {
    let office = try await SalesOffice()
    let store = office.store
    func open(_ day: String?, _ value: Money, _ change: (inout Opportunity) -> Void = { _ in }) async throws
      -> Opportunity
    {
      var draft = OpportunityDraft("x", value: value, owner: office.sara.id)
      draft.record.estimatedCloseDate = try day.map { try CalendarDate(iso8601: $0) }
      change(&draft.record)
      return try await store.sales.open(draft)
    }
    // By their stage 10 %; by themselves something else.
    _ = try await open("2024-03-05", Money(minorUnits: 333, currency: .usd))
    _ = try await open("2024-03-25", .usd(100)) { ($0.probability, $0.forecastCategory) = (90, .committed) }
    _ = try await open("2024-03-25", .usd(50)) { $0.forecastCategory = .bestCase }
    _ = try await open("2024-03-25", .usd(1000)) { $0.forecastCategory = .omitted }
    _ = try await open(nil, .usd(7)) { $0.owner = nil }
    let euro = try await open("2024-04-01", Money(minorUnits: 10_000, currency: .eur))
    try await store.sales.advance(euro.id, to: "Close")
    let won = try await open("2024-04-01", .usd(1))
    try await store.sales.close(won.id, as: .won, value: .usd(20), on: try CalendarDate(iso8601: "2024-04-02"))
    let lost = try await open("2024-04-01", .usd(1))
    try await store.sales.close(lost.id, as: .lost)
    var query = ForecastQuery(in: .usd, of: .gregorian(in: zone))
    await #expect(throws: ValueError.self) { try await store.sales.forecast(query) }
    query.rates.insert(
      try ExchangeRate(from: .eur, to: .usd, on: CalendarDate(iso8601: "2023-01-01"), rate: ExactDecimal("1.5")))
    let forecast = try await store.sales.forecast(query)
    #expect(forecast.rows.map(\.period) == [nil, "2024-03", "2024-04"])
    let march = forecast.rows[1].figures
    #expect(march.openCount == 3 && march.committed == .usd(100) && march.bestCase == .usd(150))
    #expect(march.pipeline == Money(minorUnits: 15_333, currency: .usd))
    // 0.333 + 90 + 5, rounded once.
    #expect(march.weighted == Money(minorUnits: 9533, currency: .usd))
    let april = forecast.rows[2].figures
    #expect(april.committed == .usd(150) && april.weighted == .usd(120) && april.won == .usd(20) && april.wonCount == 1)
    #expect(forecast.total.pipeline == Money(minorUnits: 700 + 15_333 + 15_000, currency: .usd))
    #expect(forecast.description.split(separator: "\n").count == 5)
    // By the Persian calendar Nowruz parts March, and by owners what nobody owns stands alone.
    query.calendar = .persian(in: zone)
    query.divisions = [.owner, .pipeline]
    query.dates = try CalendarDate(iso8601: "2024-01-01")..<CalendarDate(iso8601: "2024-04-01")
    let persian = try await store.sales.forecast(query)
    #expect(persian.rows.map(\.period) == ["1402-12", "1403-01"])
    #expect(persian.rows.map(\.owner) == [office.sara.id.identifier, office.sara.id.identifier])
    #expect(persian.rows.allSatisfy { $0.pipeline != nil })
  }

  @Test(
    "A forecast is what its opportunities make one by one, and is kept up to date by what changes",
    arguments: [UInt64(1), 2])
  func model(seed: UInt64) async throws {
    let office = try await SalesOffice(seed: seed)
    let store = office.store
    var random = SplitMix64(seed: seed)
    let query = ForecastQuery(in: .usd, by: .quarter, of: .gregorian(in: zone))
    #expect(store.live(query.open).maintenance == .kept && store.live(query.won).maintenance == .kept)
    var expected: [String: ExactDecimal] = [:]
    for _ in 0..<60 {
      var draft = OpportunityDraft(
        "x", value: Money(minorUnits: .random(in: 0...1_000_000, using: &random), currency: .usd))
      let day = try CalendarDate(daysSince1970: .random(in: 19_700...20_400, using: &random))
      let percent = Int.random(in: 0...100, using: &random)
      (draft.record.estimatedCloseDate, draft.record.probability) = (day, percent)
      let deal = try await store.sales.open(draft)
      let quarter = try query.calendar.bucket(.quarter, containing: day).label
      let part = try #require(deal.estimatedValue).amount * ExactDecimal(Int64(percent))
      expected[quarter] = try expected[quarter, default: .zero] + (part * ExactDecimal("0.01"))
    }
    let forecast = try await store.sales.forecast(query)
    let rounded = try expected.mapValues { try Money($0, .usd, rounding: .halfEven) }
    #expect(Dictionary(uniqueKeysWithValues: forecast.rows.map { ($0.period ?? "", $0.figures.weighted) }) == rounded)
    var rows = store.live(query.open).makeAsyncIterator()
    let today = try CalendarDate(iso8601: "2024-01-01")
    let live = try query.forecast(open: try #require(try await rows.next()), won: [], on: today)
    #expect(live == forecast)
    let first = try #require(try await store.first(Opportunity.self))
    try await store.sales.close(first.id, as: .lost)
    let after = try query.forecast(open: try #require(try await rows.next()), won: [], on: today)
    #expect(after.total.openCount == 59)
  }
}
