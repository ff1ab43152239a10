import CRMCore
import Foundation
import Testing

@Suite("Currencies")
struct CurrencyTests {
  @Test("An ISO 4217 code knows its digits and its number")
  func iso() throws {
    for (code, minorUnits, number) in [
      ("USD", 2, 840), ("JPY", 0, 392), ("BHD", 3, 48), ("CLF", 4, 990), ("IRR", 2, 364),
    ] {
      let currency = try Currency(isoCode: code)
      #expect(currency.code == code)
      #expect(currency.minorUnits == minorUnits)
      #expect(currency.isoNumber == number)
      #expect(currency.isISO)
    }
  }

  @Test("The currencies that have names in code are those of the table")
  func named() throws {
    let named: [Currency] = [
      .aed, .afn, .aud, .azn, .bhd, .brl, .cad, .chf, .cny, .czk, .dkk, .egp, .eur, .gbp, .hkd, .inr, .iqd, .irr, .jod,
      .jpy, .krw, .kwd, .mxn, .nok, .nzd, .omr, .pkr, .pln, .qar, .rub, .sar, .sek, .sgd, .try, .usd, .zar,
    ]
    for currency in named { #expect(try Currency(isoCode: currency.code) == currency) }
    #expect(Set(named).count == named.count)
    #expect(!Currency.toman.isISO)
    #expect(try Currency(declaring: "IRT", minorUnits: 0) == .toman)
  }

  @Test(
    "What ISO 4217 lacks, or gives no minor units, is unknown",
    arguments: ["", "usd", "ABC", "XAU", "XXX", "US", "USDT", "ÄÖÜ"])
  func unknown(_ code: String) {
    #expect(throws: ValueError.unknownCurrency(code)) { try Currency(isoCode: code) }
  }

  @Test("An application declares its own, but no ISO 4217 code with other digits")
  func declaring() throws {
    let miles = try Currency(declaring: "MILES", minorUnits: 0)
    #expect(miles.code == "MILES" && miles.minorUnits == 0 && miles.isoNumber == nil)
    #expect(try Currency(declaring: "USD", minorUnits: 2) == .usd)
    #expect(try Currency(declaring: "XAU", minorUnits: 4).isoNumber == 959)
    #expect(throws: ValueError.currencyRedeclared(.usd, minorUnits: 3)) {
      try Currency(declaring: "USD", minorUnits: 3)
    }
    for code in ["", "miles", "TOOLONGX", "A B", "A-B", "É"] {
      #expect(throws: ValueError.malformedCurrencyCode(code)) { try Currency(declaring: code, minorUnits: 0) }
    }
    for digits in [-1, 10, Int.max] {
      #expect(throws: ValueError.minorUnitsOutOfRange(code: "MILES", minorUnits: digits)) {
        try Currency(declaring: "MILES", minorUnits: digits)
      }
    }
  }

  @Test("A currency takes eight bytes, and only sound ones come back from them")
  func packed() throws {
    #expect(MemoryLayout<Currency>.size == 8)
    for currency in Currency.allISO + [.toman, try Currency(declaring: "A234567", minorUnits: 9)] {
      #expect(Currency(packed: currency.packed) == currency)
    }
    for packed: UInt64 in [
      0, 2, .max, Currency.usd.packed | 0x0F, Currency.usd.packed | 0x20_00, Currency.usd.packed << 8,
    ] {
      #expect(Currency(packed: packed) == nil)
    }
    #expect(Currency(packed: Currency.usd.packed | 0x41_00) == nil)
  }

  @Test("An ISO currency is its code in JSON, a declared one an object")
  func json() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode([Currency.usd, .toman])
    #expect(String(decoding: data, as: UTF8.self) == #"["USD",{"code":"IRT","minorUnits":0}]"#)
    #expect(try JSONDecoder().decode([Currency].self, from: data) == [.usd, .toman])
    for damaged in [#"["IRT"]"#, #"[{"code":"USD","minorUnits":3}]"#, "[1]", "[{}]", "[null]"] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode([Currency].self, from: Data(damaged.utf8)) }
    }
  }

  @Test(
    "The table is ISO 4217's, with its minor units and not the customary ones",
    .enabled(if: CurrencyCalendarReference.isPresent, CurrencyCalendarReference.reason))
  func reference() throws {
    let rows = CurrencyCalendarReference.rows(of: "iso4217.csv")
    for row in rows {
      if let minorUnits = Int(row[2]) {
        let currency = try Currency(isoCode: row[0])
        #expect(currency.minorUnits == minorUnits)
        #expect(currency.isoNumber == Int(row[1]))
      } else {
        #expect(throws: ValueError.unknownCurrency(row[0])) { try Currency(isoCode: row[0]) }
      }
    }
    #expect(Currency.allISO.map(\.code) == rows.filter { !$0[2].isEmpty }.map { $0[0] })
  }
}
