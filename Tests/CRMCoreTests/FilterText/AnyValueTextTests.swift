import CRMCore
import Foundation
import Testing

@Suite("The text of values")
struct AnyValueTextTests {
  static let group = FieldType.group([
    FieldDescription(name: "label", type: .text), FieldDescription(name: "amounts", type: .list(.money)),
    FieldDescription(name: "isPrimary", type: .boolean),
  ])

  static func written() throws -> [(String, FieldType, AnyValue)] {
    [
      ("", .text, .text("")), ("احمدی\n", .text, .text("احمدی\n")), ("-12", .integer, .integer(-12)),
      ("9223372036854775807", .integer, .integer(.max)), ("-12.5", .decimal, .decimal(try ExactDecimal("-12.50"))),
      ("0.1", .number, .number(0.1)), ("5e-324", .number, .number(.leastNonzeroMagnitude)),
      ("true", .boolean, .boolean(true)),
      ("12.50 USD", .money, .money(Money(minorUnits: 1250, currency: .usd))),
      (
        "500 MILES/0", .money,
        .money(try Money(minorUnits: 500, currency: Currency(declaring: "MILES", minorUnits: 0)))
      ),
      ("2017-03-01", .date, .date(try CalendarDate(year: 2017, month: 3, day: 1))),
      ("2017-03-01T10:00:00Z", .instant, .instant(try Instant(iso8601: "2017-03-01T13:30:00+03:30"))),
      ("PT1H30M", .duration, .duration(.seconds(5400))),
      (
        "018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f", .reference(to: "account"),
        .reference(Identifier(high: 0x018f_3c2e_7c1a_7b2e, low: 0x8d43_0a1b_2c3d_4e5f))
      ),
      (#"["a","b\"/"]"#, .list(.text), .list(["a", "b\"/"])), ("[]", .list(.integer), .list([])),
      (#"["1","2"]"#, .list(.integer), .list([1, 2])),
      (
        #"[{"amounts":["1.00 USD"],"isPrimary":"false","label":"خانه"},{}]"#, .list(group),
        .list([
          .group([
            "label": "خانه", "isPrimary": false, "amounts": .list([.money(Money(minorUnits: 100, currency: .usd))]),
          ]), .group([:]),
        ])
      ),
    ]
  }

  @Test("Each type has one form", arguments: try written())
  func forms(text: String, type: FieldType, value: AnyValue) throws {
    #expect(try AnyValue(text: text, as: type) == value)
    #expect(value.text == text)
    #expect(value.description == text)
  }

  @Test("Other ways to write a value are read where nothing has to be guessed")
  func generosity() throws {
    #expect(try AnyValue(text: "+007", as: .integer) == 7)
    #expect(try AnyValue(text: "12.5 USD", as: .money) == .money(Money(minorUnits: 1250, currency: .usd)))
    #expect(try AnyValue(text: "-0.0", as: .number).text == "0.0")
    #expect(try AnyValue(text: #" [ 1, 2 ] "#, as: .list(.integer)) == .list([1, 2]))
    #expect(
      try AnyValue(text: #"[{"isPrimary":true,"label":null}]"#, as: .list(Self.group))
        == .list([.group(["isPrimary": true])]))
    #expect(AnyValue.null.text == nil)
    #expect(AnyValue.null.description == "nil")
    #expect(AnyValue.amount(try ExactDecimal("12.345"), .usd).text == "12.345 USD")
  }

  @Test(
    "What is no value of the type is refused, with advice",
    arguments: [
      ("a\0", .text, "U+0000"), ("12.0", .integer, "digits"), ("9223372036854775808", .integer, "19"),
      ("1e5", .decimal, "plain notation"), ("", .decimal, "plain notation"),
      (String(repeating: "9", count: 39), .decimal, "38 digits"),
      ("nan", .number, "1e20"), ("inf", .number, "1e20"), ("0x10", .number, "1e20"), ("1e999", .number, "1.8e308"),
      ("yes", .boolean, "true or false"), ("True", .boolean, "true or false"), ("12.50", .money, "12.50 USD"),
      ("12.50 USX", .money, "USX/2"), ("1.5 JPY", .money, "JPY"), ("5 MILES/11", .money, "0 to 9"),
      ("5 MILES/x", .money, "MILES/x"), ("1/2", .money, "12.50 USD"),
      ("5 USD/3", .money, "USD"),
      ("01/03/2017", .date, "YYYY-MM-DD"), ("2017-02-29", .date, "YYYY-MM-DD"), ("2017-03-01", .instant, "offset"),
      ("1:30", .duration, "PT1H30M"), ("P1Y", .duration, "PT1H30M"), ("7", .reference(to: "account"), "UUID"),
      ("wno", .enumeration(EnumerationType(names: ["open", "won", "lost"], isOpen: false)), "did you mean won?"),
      ("a,b", .list(.text), #"["a","b"]"#), (#"["a""#, .list(.text), "JSON"), (#"[null]"#, .list(.text), "JSON"),
      ("[0.1]", .list(.decimal), "JSON"), (#"["x"]"#, .list(.integer), "digits"), (#"{"labl":"x"}"#, group, "label"),
      ("[]", group, #"{"label":"work"}"#),
    ] as [(String, FieldType, String)])
  func refusals(text: String, type: FieldType, advice: String) {
    let error = #expect(throws: FieldValueError.self) { try AnyValue(text: text, as: type) }
    #expect(error?.description.contains(advice) == true, "\(error?.description ?? "")")
  }

  @Test("A hundred thousand brackets are no list")
  func deepList() {
    #expect(throws: FieldValueError.self) {
      try AnyValue(text: String(repeating: "[", count: 100_000), as: .list(.list(.text)))
    }
  }

  @Test("An open enumeration takes any name")
  func openEnumeration() throws {
    let type = FieldType.enumeration(EnumerationType(names: ["retail"], isOpen: true))
    #expect(try AnyValue(text: "mining", as: type) == "mining")
  }

  @Test("What was written is read again, whatever it is")
  func roundTrip() throws {
    var draw = TextGenerator(seed: 1)
    for _ in 0..<5000 {
      let value = try draw.scalar()
      guard let type = value.simpleType, let text = value.text else { continue }
      #expect(try AnyValue(text: text, as: type) == value)
      let list = AnyValue.list([value, value])
      #expect(try AnyValue(text: list.text ?? "", as: .list(type)) == list)
      let group = AnyValue.group(["a": value, "b": list])
      let groupType = FieldType.group([
        FieldDescription(name: "a", type: type), FieldDescription(name: "b", type: .list(type)),
      ])
      #expect(try AnyValue(text: group.text ?? "", as: groupType) == group)
    }
  }
}

extension AnyValue {
  /// A type that can hold the value; nil for null, lists and texts that no field holds.
  var simpleType: FieldType? {
    switch self {
    case .text: .text
    case .integer: .integer
    case .decimal: .decimal
    case .number: .number
    case .boolean: .boolean
    case .money: .money
    case .date: .date
    case .instant: .instant
    case .duration: .duration
    case .reference: .reference(to: "account")
    case .null, .amount, .list, .group: nil
    }
  }
}
