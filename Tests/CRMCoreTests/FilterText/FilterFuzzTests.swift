import CRMCore
import Foundation
import Testing

@Suite("Hostile texts of filters")
struct FilterFuzzTests {
  private static let tokens = [
    "a", "name", "not", "and", "or", "any", "all", "in", "between", "is", "contains", "hasPrefix", "matches", "true",
    "nil", "(", ")", "[",
    "]", "{", "}", ",", "،", "==", "=", "!=", "!", "<", "<=", "≥", "&&", "||", "1", "-2", "1.5", "1e3", "USD", "5 EUR",
    "/2", "2017-03-01",
    "2017-03-01T10:00:00Z", "PT1H", "\"x\"", "'y'", "«", "»", "\"", "`", "`b`", ".", "a.b", "last", "90", "days",
    "today", "\\", "\n", ":",
    "018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f", "é", "\u{200C}", "۵", "🙂", "\u{0}", "+", "-", "%",
  ]

  /// Reads a text, which must give a filter that survives writing, or an error that points into the text.
  private func check(_ text: String) throws {
    let result = Result { try FilterExpression(parsing: text) }
    switch result {
    case .success(let filter):
      let again = try FilterExpression(parsing: filter.description)
      #expect(again == filter)
    case .failure(let error):
      let error = try #require(error as? FilterSyntaxError)
      #expect((1...text.count + 1).contains(error.column))
      #expect(error.description.count < 600)
    }
  }

  @Test("Random bytes are read or refused")
  func bytes() throws {
    var draw = TextGenerator(seed: 21)
    for _ in 0..<4000 {
      let isASCII = draw.chance(70)
      let bytes = (0..<draw.below(40)).map { _ in UInt8(draw.below(isASCII ? 128 : 256)) }
      try check(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test("Random tokens are read or refused")
  func tokens() throws {
    var draw = TextGenerator(seed: 22)
    for _ in 0..<8000 {
      let separator = draw.chance(80) ? " " : ""
      try check((0..<draw.below(14)).map { _ in draw.pick(Self.tokens) }.joined(separator: separator))
    }
  }

  @Test("Filters with a few changed characters are read or refused")
  func mutations() throws {
    var draw = TextGenerator(seed: 23)
    for _ in 0..<2000 {
      var scalars = Array(try draw.filter(depth: 4).description.unicodeScalars)
      for _ in 0...draw.below(3) where !scalars.isEmpty {
        let position = draw.below(scalars.count)
        switch draw.below(3) {
        case 0: scalars.remove(at: position)
        case 1: scalars.insert(contentsOf: draw.pick(Self.tokens).unicodeScalars, at: position)
        default: scalars[position] = draw.pick(Array(draw.pick(Self.tokens).unicodeScalars))
        }
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      try check(String(text))
    }
  }

  @Test(
    "Depth beyond the limit is refused",
    arguments: [
      "(", "not ", "!", "any a (", "and(", "a in (", "a == [", "a == [[", "a == {x: ", "not (", "(a == 1 or ", "`",
      "\"", "a.", "a or ",
    ])
  func depth(opening: String) throws {
    for count in [99, 101, 10_000] {
      try check(String(repeating: opening, count: count))
      try check(String(repeating: opening, count: count) + "a == 1" + String(repeating: ")", count: count))
    }
  }

  @Test("The limits are where they are said to be")
  func limits() throws {
    let deep = String(repeating: "(", count: 100) + "a == 1" + String(repeating: ")", count: 100)
    #expect(try FilterExpression(parsing: deep) == .compare("a", .equal, 1))
    #expect(throws: FilterSyntaxError.self) { try FilterExpression(parsing: "(\(deep))") }
    let nots = String(repeating: "not ", count: 99) + "true"
    #expect(try FilterExpression(parsing: nots).description == nots)
    #expect(throws: FilterSyntaxError.self) { try FilterExpression(parsing: "not " + nots) }
    let values = Array(repeating: "1", count: 10_000).joined(separator: ",")
    #expect(try FilterExpression(parsing: "a in (\(values))") == .isIn("a", Array(repeating: 1, count: 10_000)))
    let tooMany = #expect(throws: FilterSyntaxError.self) { try FilterExpression(parsing: "a in (\(values),1)") }
    #expect(tooMany?.message.contains("10000") == true)
    let long = "a == \"" + String(repeating: "x", count: 65_536 - 7) + "\""
    #expect(throws: Never.self) { try FilterExpression(parsing: long) }
    let tooLong = #expect(throws: FilterSyntaxError.self) { try FilterExpression(parsing: long + " ") }
    #expect(tooLong?.message.contains("65537") == true)
  }

  @Test("Texts of a megabyte are refused", arguments: ["(", "a == 1 and ", "🙂", "\"", "é", "a.", "`"])
  func megabyte(piece: String) throws {
    let text = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
    let error = #expect(throws: FilterSyntaxError.self) { try FilterExpression(parsing: text) }
    #expect(error?.description.count ?? 0 < 400)
  }

  @Test("The longest texts that are read take no quadratic time")
  func longest() throws {
    for piece in [
      "a == 1 and ", "a in (1,2,3) or ", "not a == 1 and ", "any a == 1 or ", "a.b.c == 'x' and ", "a in today and ",
    ] {
      let text = String(repeating: piece, count: 65_000 / piece.utf8.count)
      #expect(throws: FilterSyntaxError.self) { try FilterExpression(parsing: text) }
      #expect(throws: Never.self) { try FilterExpression(parsing: text + "true") }
    }
    for piece in [".a", "\\u{301}", "\u{301}", " ", "1", "-", "=", "a", "é", "|", "\\", "«"] {
      for start in ["", "a", "a == ", "a == '", "`", "a in ", "a in (", "a == 1 "] {
        try check(start + String(repeating: piece, count: 20_000 / piece.utf8.count))
      }
    }
  }

  @Test("The deepest filters fit the stack of a secondary thread on every platform")
  func stack() async throws {
    let text = (0..<32).map { "not any a (x == \($0) and (" }.joined() + "true" + String(repeating: "))", count: 32)
    let values = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
    let isSame = await withCheckedContinuation { continuation in
      let thread = Thread {
        let filter = try? FilterExpression(parsing: text + " or b == " + values)
        let json = filter.flatMap { try? JSONEncoder().encode($0) } ?? Data()
        let decoded = try? JSONDecoder().decode(FilterExpression.self, from: json)
        continuation.resume(
          returning: filter != nil && decoded == filter && filter?.description == decoded?.description)
      }
      thread.stackSize = 512 << 10
      thread.start()
    }
    #expect(isSame)
  }
}
