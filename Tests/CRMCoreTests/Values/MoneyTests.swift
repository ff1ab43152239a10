import CRMCore
import Foundation
import Testing

@Suite("Money")
struct MoneyTests {
  @Test(
    "An amount is written with all its currency's digits, and read back",
    arguments: [
      ("10005534.00 USD", 1_000_553_400), ("0.05 EUR", 5), ("-0.05 EUR", -5), ("-7 JPY", -7), ("1.250 BHD", 1250),
      ("92233720368547758.07 USD", Int64.max), ("-92233720368547758.08 USD", Int64.min), ("0.00 IRR", 0),
    ])
  func text(_ text: String, minorUnits: Int64) throws {
    let money = try Money(text: text)
    #expect(money.minorUnits == minorUnits)
    #expect(money.description == text)
    #expect(try Money(money.amount, money.currency) == money)
  }

  @Test("Declared currencies are read where they are named")
  func declared() throws {
    #expect(try Money(text: "150000 IRT", declared: [.toman]) == Money(minorUnits: 150_000, currency: .toman))
    #expect(throws: ValueError.unknownCurrency("IRT")) { try Money(text: "150000 IRT") }
  }

  @Test(
    "What is not an amount and a code is refused",
    arguments: ["", "USD", "1", "1USD", "1  USD", "USD 1", "1 usd", "1,5 USD", "1 USD ", "1 ABCDEFGH", "1 "])
  func refused(_ text: String) {
    #expect(throws: ValueError.malformedMoney(text)) { try Money(text: text) }
  }

  @Test("More digits than the currency's are refused unless a rounding is named")
  func exactness() throws {
    let third = try ExactDecimal("33.335")
    #expect(throws: ValueError.inexactMoney(third, .usd)) { try Money(third, .usd) }
    #expect(throws: ValueError.inexactMoney(third, .usd)) { try Money(text: "33.335 USD") }
    #expect(try Money(third, .usd, rounding: .halfEven).description == "33.34 USD")
    #expect(try Money(third, .usd, rounding: .down).description == "33.33 USD")
    #expect(try Money(third, .jpy, rounding: .up).description == "34 JPY")
  }

  @Test("What does not fit 64-bit minor units throws")
  func range() throws {
    let most = Money(minorUnits: .max, currency: .usd)
    let least = Money(minorUnits: .min, currency: .usd)
    let cent = Money(minorUnits: 1, currency: .usd)
    let error = ValueError.moneyOutOfRange(.usd)
    #expect(throws: error) { try most + cent }
    #expect(throws: error) { try least - cent }
    #expect(throws: error) { try least.negated() }
    #expect(throws: error) { try most.multiplied(by: 2, rounding: .down) }
    #expect(throws: error) { try most.multiplied(by: ExactDecimal(.max), rounding: .down) }
    #expect(throws: error) { try most.divided(by: ExactDecimal("0.000000000000000001"), rounding: .down) }
    #expect(throws: error) { try Money(text: "92233720368547758.08 USD") }
    #expect(throws: error) { try Money(ExactDecimal("99999999999999999999999999999999999999"), .usd) }
    #expect(throws: ValueError.divisionByZero) { try most.divided(by: 0, rounding: .down) }
    #expect(try most + least == Money(minorUnits: -1, currency: .usd))
    #expect(try most.negated().minorUnits == -Int64.max)
  }

  @Test("Two currencies are never added or compared")
  func currencies() throws {
    let (dollar, euro) = (Money(minorUnits: 100, currency: .usd), Money(minorUnits: 100, currency: .eur))
    let error = ValueError.differentCurrencies(.usd, .eur)
    #expect(throws: error) { try dollar + euro }
    #expect(throws: error) { try dollar - euro }
    #expect(throws: error) { try dollar < euro }
    #expect(throws: error) { try dollar >= euro }
    #expect(throws: error) { try dollar.compare(to: euro) }
    #expect(dollar != euro)
    #expect(error.description == "USD and EUR can't be added or compared; convert one of them with a dated rate first.")
  }

  @Test("Amounts of one currency are ordered")
  func order() throws {
    let (less, more) = (Money(minorUnits: -1, currency: .usd), Money(minorUnits: 1, currency: .usd))
    let answers = try [less < more, less <= more, more > less, more >= less, less <= less, less >= less]
    #expect(answers == Array(repeating: true, count: 6))
    let opposites = try [more < less, more <= less, less > more, less >= more, less < less, less > less]
    #expect(opposites == Array(repeating: false, count: 6))
    #expect(try less.compare(to: more) == .orderedAscending)
    #expect(try less.compare(to: less) == .orderedSame)
  }

  @Test("Products and quotients are rounded once, as asked")
  func products() throws {
    let price = try Money(text: "19.99 USD")
    #expect(try price.multiplied(by: ExactDecimal("0.0825"), rounding: .halfUp).description == "1.65 USD")
    #expect(try price.multiplied(by: ExactDecimal("-1.5"), rounding: .floor).description == "-29.99 USD")
    #expect(try price.divided(by: 3, rounding: .halfEven).description == "6.66 USD")
    #expect(try price.divided(by: ExactDecimal("0.01"), rounding: .down).description == "1999.00 USD")
  }

  @Test("Money is an amount as text and a currency in JSON")
  func json() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let amounts = [try Money(text: "10005534.00 USD"), Money(minorUnits: -5, currency: .toman)]
    let data = try encoder.encode(amounts)
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"[{"amount":"10005534.00","currency":"USD"},{"amount":"-5","currency":{"code":"IRT","minorUnits":0}}]"#)
    #expect(try JSONDecoder().decode([Money].self, from: data) == amounts)
    for damaged in [
      #"[{"amount":"1.005","currency":"USD"}]"#, #"[{"amount":1,"currency":"USD"}]"#, #"[{"amount":"1"}]"#,
      #"[{"amount":"99999999999999999999","currency":"USD"}]"#,
    ] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode([Money].self, from: Data(damaged.utf8)) }
    }
  }
}
