import CRMCore
import Testing

@Suite("Values as people type them")
struct AnyValueTypedTests {
  private static let states = FieldType.enumeration(EnumerationType(names: ["open", "onHold"], isOpen: false))
  private static let industries = FieldType.enumeration(EnumerationType(names: ["retail"], isOpen: true))

  @Test(
    "Digits, booleans, names, dates and lists are read in more than one form",
    arguments: [
      (" 1234567 ", FieldType.integer, "1234567"), ("۱۹۹۶", .integer, "1996"), ("\u{200F}−٣", .integer, "-3"),
      ("۱۲٬۳۴۵٫۵۰ USD", .money, "12345.50 USD"), ("12 usd", .money, "12.00 USD"), ("۳٫۵", .decimal, "3.5"),
      ("۱۲٬۵", .text, "۱۲٬۵"), (" a ", .text, " a "),
      ("Yes", .boolean, "true"), ("0", .boolean, "false"), ("بله", .boolean, "true"), ("خير", .boolean, "false"),
      ("1404/03/15", .date, "2025-06-05"), ("۱۴۰۴-۰۳-۱۵", .date, "2025-06-05"), ("1404/3/5", .date, "2025-05-26"),
      ("2025-06-05", .date, "2025-06-05"), ("1404-03-15", .date, "1404-03-15"), ("۲۰۲۵-۰۶-۰۵", .date, "2025-06-05"),
      ("OPEN", states, "open"), ("on hold", states, "onHold"), ("Retail", industries, "retail"),
      (" Mining", industries, " Mining"),
      ("a, b,", .list(.text), #"["a","b"]"#), (#"["a, b"]"#, .list(.text), #"["a, b"]"#),
      ("yes,no", .list(.boolean), #"["true","false"]"#),
      ("2017-03-01T10:00:00Z", .instant, "2017-03-01T10:00:00Z"), (" PT1H ", .duration, "PT1H"),
    ])
  func read(text: String, type: FieldType, expected: String) throws {
    #expect(try AnyValue(typed: text, as: type).text == expected)
  }

  @Test("Blank is nothing", arguments: ["", "  ", "\u{200F}", "\t\n"])
  func blank(text: String) throws {
    for type in [FieldType.text, .integer, .date, .boolean, .list(.text), Self.states] {
      #expect(try AnyValue(typed: text, as: type) == .null)
    }
  }

  @Test(
    "What may be meant in two ways, or in none, is refused, and shown as it was typed",
    arguments: [
      ("1,234", FieldType.integer), ("1.5", .integer), ("maybe", .boolean), ("1404/13/01", .date), ("۱۲", .money),
      ("01/03/2017", .date), ("gone", states),
    ])
  func refused(text: String, type: FieldType) {
    let error = #expect(throws: FieldValueError.self) { try AnyValue(typed: text, as: type) }
    #expect(error?.value == .text(text))
  }

  @Test("Whatever has a text form is read from it")
  func textForm() throws {
    let values: [(AnyValue, FieldType)] = [
      (.integer(.min), .integer), (.decimal(try ExactDecimal("-0.5")), .decimal), (.number(1e-300), .number),
      (.money(Money(minorUnits: -5, currency: .usd)), .money), (.date(try CalendarDate(iso8601: "1300-01-01")), .date),
      (.boolean(false), .boolean), (.list(["a,b", "c"]), .list(.text)), (.duration(.seconds(-90)), .duration),
    ]
    for (value, type) in values { #expect(try AnyValue(typed: value.text ?? "", as: type) == value) }
  }
}
