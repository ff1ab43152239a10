import CRMCore
import Testing

@Suite("Splitting money")
struct MoneySplitTests {
  @Test("Equal parts differ by at most one minor unit, the larger ones first")
  func equalParts() throws {
    let parts = try Money(text: "100.00 USD").split(into: 3)
    #expect(parts.map(\.description) == ["33.34 USD", "33.33 USD", "33.33 USD"])
    let debts = try Money(text: "-0.05 USD").split(into: 3)
    #expect(debts.map(\.minorUnits) == [-2, -2, -1])
    #expect(try Money.zero(.usd).split(into: 2).map(\.minorUnits) == [0, 0])
  }

  @Test("Weights get the largest remainders, equal ones in order, and zero gets nothing")
  func weights() throws {
    let money = Money(minorUnits: 10, currency: .usd)
    #expect(try money.split(by: [1, 1, 1]).map(\.minorUnits) == [4, 3, 3])
    #expect(try money.split(by: [0, 1, 0, 2]).map(\.minorUnits) == [0, 3, 0, 7])
    #expect(
      try money.split(by: [ExactDecimal("0.5"), ExactDecimal("0.25"), ExactDecimal("0.25")]).map(\.minorUnits) == [
        5, 3, 2,
      ])
    #expect(try Money(minorUnits: -10, currency: .usd).split(by: [1, 1, 1]).map(\.minorUnits) == [-4, -3, -3])
  }

  @Test("Any split conserves the total, and no part is a minor unit off its share")
  func conservation() throws {
    var generator = SplitMix64(seed: 6)
    for round in 0..<500 {
      let total = Int64.random(in: .min ... .max, using: &generator) >> Int64(round % 63)
      let money = Money(minorUnits: total, currency: .eur)
      let equal = try money.split(into: Int.random(in: 1...50, using: &generator)).map(\.minorUnits)
      #expect(equal.reduce(0, +) == total)
      #expect((equal.max() ?? 0) - (equal.min() ?? 0) <= 1)

      let integers = (0..<Int.random(in: 1...20, using: &generator)).map { _ in
        Int64.random(in: 0...1000, using: &generator)
      }
      let sum = integers.reduce(0, +)
      guard sum > 0 else { continue }
      let parts = try money.split(by: integers.map { ExactDecimal($0) }).map(\.minorUnits)
      #expect(parts.reduce(0, +) == total)
      for (part, weight) in zip(parts, integers) {
        // |part − total · weight / sum| < 1, without the division.
        let error = Int128(part) * Int128(sum) - Int128(total) * Int128(weight)
        #expect(error.magnitude < Int128(sum).magnitude)
      }
    }
  }

  @Test("The lowest amount, single parts and huge weights are split as well")
  func extremes() throws {
    let least = Money(minorUnits: .min, currency: .usd)
    #expect(try least.split(into: 1) == [least])
    #expect(try least.split(by: [7]) == [least])
    let huge = try ExactDecimal("99999999999999999999999999999999999999")
    #expect(try least.split(by: [huge, huge]).map(\.minorUnits) == [.min / 2, .min / 2])
    #expect(throws: ValueError.decimalOutOfRange) { try least.split(by: [huge, huge, huge, huge]) }
    #expect(throws: ValueError.decimalOutOfRange) { try least.split(by: [huge, ExactDecimal("0.01")]) }
  }

  @Test("No parts, too many, and weights that share nothing out are refused")
  func refused() throws {
    let money = Money(minorUnits: 10, currency: .usd)
    for parts in [0, -1, 1_000_001, Int.max] {
      #expect(throws: ValueError.partsOutOfRange(parts)) { try money.split(into: parts) }
    }
    #expect(throws: ValueError.partsOutOfRange(0)) { try money.split(by: []) }
    #expect(throws: ValueError.unusableWeights) { try money.split(by: [0, 0]) }
    #expect(throws: ValueError.unusableWeights) { try money.split(by: [2, -1]) }
  }
}
