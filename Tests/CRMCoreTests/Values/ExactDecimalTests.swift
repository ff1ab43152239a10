import CRMCore
import Foundation
import Testing

@Suite("Exact decimals")
struct ExactDecimalTests {
  @Test("Operations are exact, or rounded as asked, to the last of 38 digits", arguments: DecimalVector.all)
  func vectors(_ vector: DecimalVector) throws {
    #expect(try vector.compute() == vector.answer)
  }

  @Test("The table of operations is complete")
  func tableSize() {
    #expect(DecimalVector.all.count == 70)
  }

  @Test(
    "A number is written plainly, with the digits that it needs",
    arguments: [
      ("0", "0"), ("-0", "0"), ("0.000", "0"), ("+1", "1"), ("007.50", "7.5"), ("-12.5", "-12.5"), ("100", "100"),
      ("0.000000000000000001", "0.000000000000000001"), ("1.0000000000000000000000000000", "1"),
      ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
      ("-99999999999999999999.999999999999999999", "-99999999999999999999.999999999999999999"),
      ("0000000000000000000000000000000000000000000001", "1"),
    ])
  func text(_ text: String, expected: String) throws {
    let number = try ExactDecimal(text)
    #expect(number.description == expected)
    #expect(try ExactDecimal(expected) == number)
  }

  @Test("Digits are filled up to a scale on a bill")
  func padding() throws {
    #expect(try ExactDecimal("12.5").text(minimumScale: 2) == "12.50")
    #expect(try ExactDecimal("-0.125").text(minimumScale: 2) == "-0.125")
    #expect(ExactDecimal(7).text(minimumScale: 3) == "7.000")
    #expect(ExactDecimal(7).text(minimumScale: -1) == "7")
    #expect(ExactDecimal(7).text(minimumScale: .max) == "7.000000000000000000")
    let longest = try ExactDecimal("-99999999999999999999999999999999999999").text(minimumScale: 18)
    #expect(longest == "-99999999999999999999999999999999999999.000000000000000000")
  }

  @Test(
    "What is not in plain notation is refused",
    arguments: [
      "", "-", "+", ".5", "5.", "1e3", "1,5", "1 000", "--1", "0x1", " 1", "1 ", "١", "NaN", "inf", "1.-2", "1.2.3",
    ])
  func refused(_ text: String) {
    #expect(throws: ValueError.malformedDecimal(text)) { try ExactDecimal(text) }
  }

  @Test(
    "Too many digits are refused, not cut off",
    arguments: [
      "100000000000000000000000000000000000000", "0.0000000000000000001", "1.1234567890123456789",
      "123456789012345678901.123456789012345678", String(repeating: "9", count: 400),
      "0." + String(repeating: "0", count: 400) + "1",
    ])
  func tooManyDigits(_ text: String) {
    #expect(throws: ValueError.decimalOutOfRange) { try ExactDecimal(text) }
  }

  @Test(
    "Each rounding treats halves and signs in its own way",
    arguments: [
      (DecimalRounding.halfEven, ["0.12", "-0.12", "0.14", "-0.13", "0.12"]),
      (.halfUp, ["0.13", "-0.13", "0.14", "-0.13", "0.12"]), (.down, ["0.12", "-0.12", "0.13", "-0.12", "0.12"]),
      (.up, ["0.13", "-0.13", "0.14", "-0.13", "0.13"]), (.floor, ["0.12", "-0.13", "0.13", "-0.13", "0.12"]),
      (.ceiling, ["0.13", "-0.12", "0.14", "-0.12", "0.13"]),
    ])
  func roundings(_ rounding: DecimalRounding, expected: [String]) throws {
    for (text, answer) in zip(["0.125", "-0.125", "0.135", "-0.1251", "0.1249"], expected) {
      let number = try ExactDecimal(text)
      let rounded = try number.rounded(toScale: 2, rounding)
      let product = try number.multiplied(by: 1, scale: 2, rounding: rounding)
      let quotient = try number.divided(by: 1, scale: 2, rounding: rounding)
      #expect([rounded, product, quotient].map(\.description) == [answer, answer, answer])
    }
  }

  @Test("A scale outside 0 to 18 is refused")
  func scales() {
    for scale in [-1, 19, Int.min, .max] {
      #expect(throws: ValueError.scaleOutOfRange(scale)) { try ExactDecimal(1).rounded(toScale: scale, .down) }
      #expect(throws: ValueError.scaleOutOfRange(scale)) {
        try ExactDecimal(1).divided(by: 3, scale: scale, rounding: .down)
      }
      #expect(throws: ValueError.scaleOutOfRange(scale)) {
        try ExactDecimal(1).multiplied(by: 3, scale: scale, rounding: .down)
      }
    }
  }

  @Test("Sums, differences, products and order agree with whole numbers of a common scale")
  func model() throws {
    var generator = SplitMix64(seed: 5)
    for _ in 0..<2000 {
      let (x, y) = (
        Int64.random(in: -99_999...99_999, using: &generator), Int64.random(in: -99_999...99_999, using: &generator)
      )
      let (a, b) = (
        try ExactDecimal(coefficient: Int128(x), scale: 3), try ExactDecimal(coefficient: Int128(y), scale: 3)
      )
      #expect(try a + b == ExactDecimal(coefficient: Int128(x + y), scale: 3))
      #expect(try a - b == ExactDecimal(coefficient: Int128(x - y), scale: 3))
      #expect(try a * b == ExactDecimal(coefficient: Int128(x * y), scale: 6))
      #expect((a < b) == (x < y))
      #expect((a == b) == (x == y))
      #expect((a.hashValue == b.hashValue) || x != y)
      #expect(-a == (try 0 - a))
    }
  }

  @Test("Equal numbers are equal and hash alike however they were written")
  func normalised() throws {
    let numbers = Set(try ["1.5", "1.50", "01.500000", "+1.5"].map { text in try ExactDecimal(text) })
    #expect(numbers.count == 1)
    #expect(try ExactDecimal(coefficient: 15_000, scale: 4) == ExactDecimal("1.5"))
    #expect(try ExactDecimal("1.5").scale == 1)
    #expect(ExactDecimal(100).scale == 0)
  }

  @Test("Foundation's decimals and doubles are converted exactly, as far as they can")
  func conversions() throws {
    for text in ["0", "-12.5", "99999999999999999999999999999999999999", "-99999999999999999999.999999999999999999"] {
      let number = try ExactDecimal(text)
      #expect(Decimal(number) == Decimal(string: text))
      #expect(try ExactDecimal(Decimal(number)) == number)
      #expect(Double(number) == Double(text))
    }
    #expect(throws: ValueError.malformedDecimal("NaN")) { try ExactDecimal(Decimal.nan) }
    #expect(throws: ValueError.decimalOutOfRange) { try ExactDecimal(Decimal.greatestFiniteMagnitude) }
    #expect(throws: ValueError.decimalOutOfRange) { try ExactDecimal(Decimal.leastNonzeroMagnitude) }
  }

  @Test("Numbers are text in JSON")
  func json() throws {
    let numbers = try [ExactDecimal("-12.5"), 0, ExactDecimal(.min)]
    let data = try JSONEncoder().encode(numbers)
    #expect(String(decoding: data, as: UTF8.self) == #"["-12.5","0","-9223372036854775808"]"#)
    #expect(try JSONDecoder().decode([ExactDecimal].self, from: data) == numbers)
  }
}
