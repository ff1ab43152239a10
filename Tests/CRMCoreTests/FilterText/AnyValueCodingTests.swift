import CRMCore
import Foundation
import Testing

@Suite("Coding of values and cursors")
struct AnyValueCodingTests {
  private func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private func read<T: Decodable>(_ text: String, as type: T.Type = T.self) throws -> T {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }

  @Test(
    "A value is an object whose one key is its type",
    arguments: [
      (.text("won"), #"{"text":"won"}"#), (.integer(.max), #"{"integer":9223372036854775807}"#),
      (.number(0.1), #"{"number":0.1}"#),
      (.boolean(true), #"{"boolean":true}"#), (.null, "null"), (.duration(.seconds(5400)), #"{"duration":"PT1H30M"}"#),
      (.money(Money(minorUnits: 1250, currency: .usd)), #"{"money":{"amount":"12.50","currency":"USD"}}"#),
      (.amount(12, .usd), #"{"amount":{"amount":"12","currency":"USD"}}"#), (.decimal(12), #"{"decimal":"12"}"#),
      (.list([.text("a"), .null]), #"{"list":[{"text":"a"},null]}"#),
      (.group(["a": .list([])]), #"{"group":{"a":{"list":[]}}}"#),
      (.instant(Instant(microsecondsSince1970: 1)), #"{"instant":"1970-01-01T00:00:00.000001Z"}"#),
      (.reference(Identifier(high: 0, low: 1)), #"{"reference":"00000000-0000-0000-0000-000000000001"}"#),
    ] as [(AnyValue, String)])
  func forms(value: AnyValue, text: String) throws {
    #expect(try json(value) == text)
    #expect(try read(text) == value)
  }

  @Test("Values come back from JSON, property lists and as members")
  func roundTrip() throws {
    struct Holder: Codable, Equatable {
      var value: AnyValue
      var list: [AnyValue]
      var byName: [String: AnyValue]
    }
    var draw = TextGenerator(seed: 2)
    for _ in 0..<2000 {
      let holder = Holder(
        value: try draw.value(), list: [try draw.value(), try draw.value()], byName: ["x": try draw.value()])
      #expect(try read(json(holder)) == holder)
    }
    let value = AnyValue.list([.text("a"), .integer(3), .group(["a": .boolean(false)])])
    let plist = try PropertyListEncoder().encode(value)
    #expect(try PropertyListDecoder().decode(AnyValue.self, from: plist) == value)
  }

  @Test(
    "What is no value is refused",
    arguments: [
      "{}", "3", "[]", #""text""#, #"{"text":3}"#, #"{"text":"a","integer":3}"#, #"{"txet":"a"}"#, #"{"text":null}"#,
      #"{"date":"2017-02-30"}"#, #"{"duration":"P1Y"}"#, #"{"money":{"amount":"1.555","currency":"USD"}}"#,
      #"{"list":{}}"#,
    ])
  func refusals(text: String) {
    #expect(throws: DecodingError.self) { try read(text, as: AnyValue.self) }
  }

  @Test("Values nested too deep are refused, both ways")
  func depth() throws {
    func nested(_ depth: Int) -> AnyValue { (0..<depth).reduce(.null) { value, _ in .list([value]) } }
    #expect(try read(json(nested(32))) == nested(32))
    #expect(throws: EncodingError.self) { try json(nested(33)) }
    for depth in [33, 200, 20_000] {
      let text = String(repeating: #"{"list":["#, count: depth) + "null" + String(repeating: "]}", count: depth)
      #expect(throws: DecodingError.self) { try read(text, as: AnyValue.self) }
    }
  }

  @Test("A cursor is opaque text that fits an address")
  func cursors() throws {
    var draw = TextGenerator(seed: 3)
    for _ in 0..<500 {
      let cursor = RecordCursor(
        keys: try (0..<draw.below(4)).map { _ in try draw.scalar() },
        id: Identifier(high: draw.next(), low: draw.next()))
      let text = cursor.description
      #expect(
        text.utf8.allSatisfy {
          Character(Unicode.Scalar($0)).isLetter || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
        })
      #expect(try RecordCursor(text: text) == cursor)
      #expect(RecordCursor(text) == cursor)
      #expect(try read(json(cursor)) == cursor)
      var bytes = Array(text.utf8)
      bytes[draw.below(bytes.count)] = UInt8(draw.below(128))
      // Whatever comes out, it must not trap; most changes are noticed.
      _ = RecordCursor(String(decoding: bytes.prefix(draw.below(bytes.count + 1)), as: UTF8.self))
    }
  }

  @Test(
    "Text that is no cursor gives a typed error",
    arguments: ["", "=", "a", "e30", "bnVsbA", "é", "W10=", "\0"])
  func hostileCursors(text: String) throws {
    let error = #expect(throws: RecordCursorError.self) { try RecordCursor(text: text) }
    #expect(error?.text == text)
    #expect(throws: RecordCursorError.self) { try RecordCursor(text: String(repeating: "W1tb", count: 100_000) + text) }
    #expect(error?.description.count ?? 0 < 200)
    #expect(throws: DecodingError.self) { try read(json(text), as: RecordCursor.self) }
  }
}
