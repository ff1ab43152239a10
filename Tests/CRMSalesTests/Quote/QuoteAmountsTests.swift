import CRMCore
import CRMSales
import Testing

@Suite("What quotes come to")
struct QuoteAmountsTests {
  /// Half away from zero, of what is not negative.
  private func rounded(_ part: Int128, _ whole: Int128) -> Int64 { Int64((2 * part + whole) / (2 * whole)) }

  private func decimal(_ coefficient: Int64, _ digits: Int) throws -> ExactDecimal {
    try ExactDecimal(coefficient).multiplied(by: ExactDecimal("0." + String(repeating: "0", count: digits - 1) + "1"))
  }

  @Test("Every amount is the exact one, rounded once, and totals are sums", arguments: [UInt64(1), 2, 3])
  func exact(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for round in 0..<200 {
      var quote = Quote(id: Quote.ID(random.identifier))
      quote.isTaxIncluded = Bool.random(using: &random)
      let percent = Int64.random(in: 0...10_000, using: &random)
      quote.discountPercent = try decimal(percent, 2)
      var lines: [QuoteLine] = []
      var (bases, discounts, rates): ([Int64], [Int64], [Int64]) = ([], [], [])
      for _ in 0..<Int.random(in: 0...7, using: &random) {
        var line = QuoteLine(id: QuoteLine.ID(random.identifier))
        let price = Int64.random(in: 0...99_999_999, using: &random)
        let lower = Int64.random(in: 0...price, using: &random)
        let quantity = Int64.random(in: 1...999_999, using: &random)
        let off = Int64.random(in: 0...10_000, using: &random)
        let rate = Int64.random(in: 0...3000, using: &random)
        (line.unitPrice, line.volumeDiscount) = (try decimal(price, 4), try decimal(lower, 4))
        (line.quantity, line.discountPercent) = (try decimal(quantity, 3), try decimal(off, 2))
        line.taxRate = try decimal(rate, 2)
        lines.append(line)
        let base = rounded(Int128(price - lower) * Int128(quantity), 100_000)
        bases.append(base)
        discounts.append(rounded(Int128(base) * Int128(off), 10_000))
        rates.append(rate)
      }
      let amounts = try QuoteAmounts(of: quote, in: .usd, lines: lines)
      let nets = zip(bases, discounts).map { $0 - $1 }
      let sum = nets.reduce(0, +)
      let discount = rounded(Int128(sum) * Int128(percent), 10_000)
      #expect(amounts.lines.map(\.base.minorUnits) == bases, "round \(round)")
      #expect(amounts.lines.map(\.manualDiscount.minorUnits) == discounts)
      #expect(amounts.lineTotal.minorUnits == sum && amounts.discount.minorUnits == discount)
      let shares = amounts.lines.map(\.quoteDiscount.minorUnits)
      if !lines.isEmpty { #expect(shares.reduce(0, +) == discount) }
      var (tax, total): (Int64, Int64) = (0, 0)
      for (place, line) in amounts.lines.enumerated() {
        // A share is less than one minor unit from what it is in proportion.
        let error = Int128(shares[place]) * Int128(sum) - Int128(discount) * Int128(nets[place])
        #expect(error.magnitude < max(UInt128(sum), 1))
        let (rest, rate) = (nets[place] - shares[place], Int128(rates[place]))
        let own = rounded(Int128(rest) * rate, quote.isTaxIncluded ? 10_000 + rate : 10_000)
        #expect(line.tax.minorUnits == own)
        #expect(line.extended.minorUnits == (quote.isTaxIncluded ? rest : rest + own))
        (tax, total) = (tax + own, total + line.extended.minorUnits)
      }
      #expect(amounts.tax.minorUnits == tax && amounts.total.minorUnits == total)
      #expect(total == sum - discount + (quote.isTaxIncluded ? 0 : tax))
      #expect(amounts.net.minorUnits == total - tax)
    }
  }

  @Test("What is too large is an error, not another number")
  func overflow() throws {
    let quote = Quote(id: Quote.ID(Identifier(high: 1, low: 1)))
    var line = QuoteLine(id: QuoteLine.ID(Identifier(high: 1, low: 2)))
    line.unitPrice = try ExactDecimal("99999999999999999999")
    line.quantity = try ExactDecimal("99999999999999999999")
    #expect(throws: ValueError.self) { try QuoteAmounts(of: quote, in: .usd, lines: [line]) }
    (line.unitPrice, line.quantity) = (92_233_720_368_547_758, 1)
    #expect(throws: ValueError.self) { try QuoteAmounts(of: quote, in: .usd, lines: [line, line]) }
  }
}

extension SplitMix64 {
  fileprivate var identifier: Identifier { mutating get { Identifier(high: next(), low: next()) } }
}
