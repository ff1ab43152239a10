import CRMCore
import Foundation
import Testing

@Suite("Coding of filters")
struct FilterCodingTests {
  private func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private func read(_ text: String) throws -> FilterExpression {
    try JSONDecoder().decode(FilterExpression.self, from: Data(text.utf8))
  }

  @Test(
    "A condition is an object whose one key is its kind",
    arguments: [
      ("true", #"{"constant":true}"#),
      (#"state == "won""#, #"{"compare":{"is":"==","path":"state","value":{"text":"won"}}}"#),
      ("a != nil", #"{"compare":{"is":"!=","path":"a","value":null}}"#),
      ("not a in (1, nil)", #"{"not":{"in":{"path":"a","values":[{"integer":1},null]}}}"#),
      ("a between nil and 5", #"{"between":{"from":null,"path":"a","to":{"integer":5}}}"#),
      (
        #"a contains "x" and a hasPrefix "y""#,
        #"{"and":[{"contains":{"path":"a","text":"x"}},{"hasPrefix":{"path":"a","text":"y"}}]}"#
      ),
      (
        #"a hasSuffix "x" or a matches "y""#,
        #"{"or":[{"hasSuffix":{"path":"a","text":"x"}},{"matches":{"path":"a","text":"y"}}]}"#
      ),
      ("a in last 90 days", #"{"during":{"path":"a","period":"last 90 days"}}"#),
      ("any tags > 1", #"{"any":{"path":"tags","where":{"compare":{"is":">","path":"it","value":{"integer":1}}}}}"#),
      ("all tags (true)", #"{"all":{"path":"tags","where":{"constant":true}}}"#),
      ("and()", #"{"and":[]}"#),
    ])
  func forms(text: String, coded: String) throws {
    let filter = try FilterExpression(parsing: text)
    #expect(try json(filter) == coded)
    #expect(try read(coded) == filter)
  }

  @Test("Whatever is encoded is decoded as the same")
  func roundTrip() throws {
    var draw = TextGenerator(seed: 11)
    for _ in 0..<1000 {
      let filter = try draw.filter(depth: 5)
      #expect(try read(json(filter)) == filter)
    }
    let filter = FilterExpression.and([.compare("a", .less, 1), .not(.isIn("b", [1, "x"]))])
    let plist = try PropertyListEncoder().encode(filter)
    #expect(try PropertyListDecoder().decode(FilterExpression.self, from: plist) == filter)
  }

  @Test(
    "What is no condition is refused",
    arguments: [
      "{}", "[]", "null", "true", #"{"constant":1}"#, #"{"and":{}}"#, #"{"and":[1]}"#, #"{"nand":[]}"#,
      #"{"and":[],"or":[]}"#,
      #"{"compare":{"path":"a","is":"===","value":null}}"#, #"{"compare":{"path":"a","is":"=="}}"#,
      #"{"compare":{"is":"==","value":null}}"#,
      #"{"in":{"path":"a","values":{}}}"#, #"{"during":{"path":"a","period":"some day"}}"#, #"{"any":{"path":"a"}}"#,
    ])
  func refusals(text: String) {
    #expect(throws: DecodingError.self) { try read(text) }
  }

  @Test("Conditions nested too deep are refused, both ways")
  func depth() throws {
    func nested(_ depth: Int) -> FilterExpression {
      (1..<depth).reduce(.constant(true)) { inner, level in
        switch level % 3 {
        case 0: .not(inner)
        case 1: .and([inner])
        default: .any("a", inner)
        }
      }
    }
    #expect(try read(json(nested(100))) == nested(100))
    #expect(throws: EncodingError.self) { try json(nested(101)) }
    for depth in [101, 200, 10_000] {
      let text =
        String(repeating: #"{"not":"#, count: depth) + #"{"constant":true}"# + String(repeating: "}", count: depth)
      #expect(throws: DecodingError.self) { try read(text) }
    }
  }
}
