import CRMKit
import Testing

@testable import crm

@Suite("JSON")
struct JSONValueTests {
  @Test("Values keep their digits, their order and their types")
  func values() throws {
    let values: [(AnyValue, String)] = [
      (.null, "null"), (.boolean(true), "true"), (.integer(-12), "-12"), (.integer(.min), "-9223372036854775808"),
      (.decimal(try ExactDecimal("0.100000000000000005")), "0.100000000000000005"), (.number(0.1), "0.1"),
      (.money(Money(minorUnits: 1_000_553_400, currency: .usd)), #"{"amount": "10005534.00", "currency": "USD"}"#),
      (.amount(try ExactDecimal("2360.909391"), .usd), #"{"amount": "2360.909391", "currency": "USD"}"#),
      (.amount(try ExactDecimal("7"), .usd), #"{"amount": "7.00", "currency": "USD"}"#),
      (.date(try CalendarDate(iso8601: "2017-03-01")), #""2017-03-01""#),
      (.instant(try Instant(iso8601: "2017-03-01T10:00:00Z")), #""2017-03-01T10:00:00Z""#),
      (.duration(.seconds(5400)), #""PT1H30M""#), (.list(["a", "b"]), #"["a", "b"]"#),
      (.group(["b": 1, "a": .null]), #"{"a": null, "b": 1}"#),
    ]
    for (value, text) in values {
      #expect(JSONValue.array([.object(["v": value.json])]).text == "[\n  {\"v\": \(text)}\n]")
    }
  }

  @Test("A row of a list is a line")
  func layout() {
    let rows = JSONValue.object([
      "rows": .array([.object(["b": .null, "a": .array([])]), .object([])]), "n": .number(2),
    ])
    #expect(rows.text == "{\n  \"rows\": [\n    {\"b\": null, \"a\": []},\n    {}\n  ],\n  \"n\": 2\n}")
    #expect(JSONValue.object([]).text == "{}")
  }

  @Test("Nothing in a text can drive a terminal")
  func escapes() {
    let text = JSONValue.string("\"\\\n\u{1B}[2J\u{7F}\u{9B}\u{2028}\u{202E}\u{E0001}تهران\u{200C}🎉").text
    #expect(text == #""\"\\\n\u001b[2J\u007f\u009b\u2028\u202e\#u{E0001}تهران\#u{200C}🎉""#)
  }
}
