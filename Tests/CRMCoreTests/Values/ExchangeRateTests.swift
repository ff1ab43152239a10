import CRMCore
import Foundation
import Testing

@Suite("Exchange rates")
struct ExchangeRateTests {
  private func day(_ text: String) throws -> CalendarDate { try CalendarDate(iso8601: text) }

  private func rate(_ from: Currency, _ to: Currency, _ day: String, _ rate: String) throws -> ExchangeRate {
    try ExchangeRate(from: from, to: to, on: self.day(day), rate: ExactDecimal(rate))
  }

  @Test("The latest rate on or before the day holds")
  func lookup() throws {
    let rates = ExchangeRates([
      try rate(.eur, .usd, "2024-03-01", "1.10"), try rate(.eur, .usd, "2024-01-01", "1.05"),
      try rate(.eur, .usd, "2024-02-01", "1.08"),
    ])
    for (on, expected) in [
      ("2024-01-01", "1.05"), ("2024-01-31", "1.05"), ("2024-02-01", "1.08"), ("2030-01-01", "1.1"),
    ] {
      #expect(try rates.rate(from: .eur, to: .usd, on: day(on)).rate.description == expected)
    }
    let early = try day("2023-12-31")
    #expect(throws: ValueError.noExchangeRate(from: .eur, to: .usd, on: early)) {
      try rates.rate(from: .eur, to: .usd, on: early)
    }
    #expect(throws: ValueError.noExchangeRate(from: .eur, to: .gbp, on: early)) {
      try rates.rate(from: .eur, to: .gbp, on: early)
    }
    #expect(
      ValueError.noExchangeRate(from: .eur, to: .usd, on: early).description
        == "There is no rate between EUR and USD on 2023-12-31 or before; add one.")
    #expect(rates.all.map(\.date) == (try ["2024-01-01", "2024-02-01", "2024-03-01"].map(day)))
  }

  @Test("Lookup agrees with a scan of all rates")
  func model() throws {
    var generator = SplitMix64(seed: 7)
    var rates = ExchangeRates()
    var inserted: [Int32: ExchangeRate] = [:]
    for _ in 0..<300 {
      let date = try CalendarDate(daysSince1970: .random(in: 0...400, using: &generator))
      let value = ExactDecimal(.random(in: 1...1000, using: &generator))
      let rate = try ExchangeRate(from: .usd, to: .irr, on: date, rate: value)
      rates.insert(rate)
      inserted[date.daysSince1970] = rate
    }
    for days in 0...420 {
      let expected = inserted.filter { $0.key <= days }.max { $0.key < $1.key }?.value
      let date = try CalendarDate(daysSince1970: days)
      #expect((try? rates.rate(from: .usd, to: .irr, on: date)) == expected)
    }
    #expect(rates == ExchangeRates(rates.all))
  }

  @Test("An amount is converted in both directions, rounded once")
  func conversion() throws {
    let rates = ExchangeRates([try rate(.usd, .toman, "2024-01-01", "50000.5")])
    let on = try day("2024-01-02")
    let tomans = try rates.convert(Money(text: "19.99 USD"), to: .toman, on: on)
    #expect(tomans.result.description == "999510 IRT")
    let dollars = try rates.convert(Money(minorUnits: 1_000_000, currency: .toman), to: .usd, on: on)
    #expect(dollars.result.description == "20.00 USD")
    #expect(dollars.rate == tomans.rate)
    #expect(dollars.original == Money(minorUnits: 1_000_000, currency: .toman))
    let same = try rates.convert(Money(text: "1.00 GBP"), to: .gbp, on: on)
    #expect(same.result == same.original)
    #expect(same.rate.rate == 1)
  }

  @Test("Of both directions the later rate counts, of one day the asked direction")
  func directions() throws {
    var rates = ExchangeRates([try rate(.eur, .usd, "2024-01-01", "2"), try rate(.usd, .eur, "2024-01-02", "0.25")])
    let euro = try Money(text: "1.00 EUR")
    let on = try day("2024-06-01")
    #expect(try rates.convert(euro, to: .usd, on: on).result.description == "4.00 USD")
    #expect(try rates.convert(euro, to: .usd, on: day("2024-01-01")).result.description == "2.00 USD")
    rates.insert(try rate(.eur, .usd, "2024-01-02", "3"))
    #expect(try rates.convert(euro, to: .usd, on: on).result.description == "3.00 USD")
  }

  @Test("A converted amount keeps its rate when a later one is added, also through JSON")
  func past() throws {
    var rates = ExchangeRates([try rate(.eur, .usd, "2024-01-01", "1.05")])
    let on = try day("2024-02-01")
    let won = try rates.convert(Money(text: "100.00 EUR"), to: .usd, on: on)
    rates.insert(try rate(.eur, .usd, "2024-02-01", "1.10"))
    let stored = try JSONDecoder().decode(ConvertedMoney.self, from: JSONEncoder().encode(won))
    #expect(stored == won)
    #expect(stored.result.description == "105.00 USD")
    #expect(stored.rate.date == (try day("2024-01-01")))
  }

  @Test("A rate that is not positive, or not 1 within a currency, is refused, also in JSON")
  func unusable() throws {
    let on = try day("2024-01-01")
    for (to, value) in [(Currency.usd, ExactDecimal(0)), (.usd, -1), (.eur, 2)] {
      #expect(throws: ValueError.unusableExchangeRate(from: .eur, to: to, rate: value)) {
        try ExchangeRate(from: .eur, to: to, on: on, rate: value)
      }
    }
    let damaged = Data(#"{"from":"EUR","to":"USD","date":"2024-01-01","rate":"0"}"#.utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ExchangeRate.self, from: damaged) }
    let third = try Money(text: "1.00 GBP")
    let euros = try rate(.eur, .usd, "2024-01-01", "1.05")
    #expect(throws: ValueError.differentCurrencies(.gbp, .eur)) { try euros.convert(third) }
  }
}
