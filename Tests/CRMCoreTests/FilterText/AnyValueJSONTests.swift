import CRMCore
import Testing

@Suite("Values in JSON")
struct AnyValueJSONTests {
  @Test("Values keep their digits and their types")
  func values() throws {
    let values: [(AnyValue, String)] = [
      (.null, "null"), (.boolean(true), "true"), (.integer(-12), "-12"), (.integer(.min), "-9223372036854775808"),
      (.decimal(try ExactDecimal("0.100000000000000005")), "0.100000000000000005"), (.number(0.1), "0.1"),
      (.money(Money(minorUnits: 1_000_553_400, currency: .usd)), #"{"amount": "10005534.00", "currency": "USD"}"#),
      (.amount(try ExactDecimal("2360.909391"), .usd), #"{"amount": "2360.909391", "currency": "USD"}"#),
      (.amount(try ExactDecimal("7"), .usd), #"{"amount": "7.00", "currency": "USD"}"#),
      (.date(try CalendarDate(iso8601: "2017-03-01")), #""2017-03-01""#),
      (.instant(try Instant(iso8601: "2017-03-01T10:00:00Z")), #""2017-03-01T10:00:00Z""#),
      (.duration(.seconds(5400)), #""PT1H30M""#), (.list(["a", "b"]), #"["a", "b"]"#), (.list([]), "[]"),
      (.group(["b": 1, "a": .null]), #"{"a": null, "b": 1}"#), (.group([:]), "{}"),
    ]
    for (value, json) in values { #expect(value.json == json) }
  }

  @Test("Nothing in a text can drive a terminal, and the rest stays as it is")
  func escapes() {
    let text: AnyValue = "\"\\\n\u{1B}[2J\u{7F}\u{9B}\u{2028}\u{202E}\u{E0001}تهران\u{200C}🎉"
    #expect(text.json == #""\"\\\n\u001b[2J\u007f\u009b\u2028\u202e\#u{E0001}تهران\#u{200C}🎉""#)
  }
}
