import CRMContacts
import CRMCore
import Testing

@Suite("Malformed CSV")
struct CSVMalformedTests {
  private let strict = CSVReader.Options(encoding: .utf8, delimiter: .comma, hasHeader: false, isStrict: true)
  private let lenient = CSVReader.Options(encoding: .utf8, delimiter: .comma, hasHeader: false)

  /// What a lenient reader makes of the bytes' only row; checks that a strict one throws its first fault.
  private func repaired(_ bytes: [UInt8]) throws -> CSVRow {
    let rows = try csvRows(bytes, lenient)
    let row = try #require(rows.first)
    #expect(rows.count == 1)
    let fault = try #require(row.faults.first)
    #expect(throws: CSVError.malformed(fault)) { try csvRows(bytes, strict) }
    return row
  }

  private func repaired(_ text: String) throws -> CSVRow { try repaired(Array(text.utf8)) }

  @Test("A quote inside a field without quotes stays")
  func quoteInPlainField() throws {
    let row = try repaired("علی,5\" pipe 6\",x\n")
    #expect(row.fields == ["علی", "5\" pipe 6\"", "x"])
    #expect(row.faults == [CSVFault(.strayQuote, line: 1, column: 6)])
  }

  @Test("A quotation that was not doubled stays inside its field")
  func quoteInQuotedField() throws {
    let row = try repaired("\"the \"best\" one\",\"a\n\"b\"\n")
    #expect(row.fields == ["the \"best\" one", "a\n\"b"])
    #expect(row.faults == [CSVFault(.strayQuote, line: 1, column: 6), CSVFault(.strayQuote, line: 2, column: 1)])
  }

  @Test("Spaces after a closing quote go")
  func spaceAfterQuote() throws {
    let row = try repaired("\"a\"  ,\"b\" \r\n")
    #expect(row.fields == ["a", "b"])
    #expect(row.faults == [CSVFault(.strayQuote, line: 1, column: 3), CSVFault(.strayQuote, line: 1, column: 9)])
  }

  @Test("An open quote ends with the file")
  func unterminatedQuote() throws {
    let row = try repaired("a,\"b,\nc\"\"")
    #expect(row.fields == ["a", "b,\nc\""])
    #expect(row.faults == [CSVFault(.unterminatedQuote, line: 1, column: 3)])
    #expect(try repaired("\"").fields == [""])
    #expect(try csvFields("\"\"", lenient) == [[""]])
    #expect(try repaired("\"\"\"").fields == ["\""])
  }

  @Test("NUL characters are left out")
  func nulCharacters() throws {
    let row = try repaired("a\0b,\"c\n\0\"\"\0\",\0")
    #expect(row.fields == ["ab", "c\n\"", ""])
    #expect(
      row.faults == [
        CSVFault(.nulCharacter, line: 1, column: 2), CSVFault(.nulCharacter, line: 2, column: 1),
        CSVFault(.nulCharacter, line: 2, column: 7),
      ])
  }

  @Test("Bytes that are no UTF-8 become replacement characters")
  func malformedUTF8() throws {
    // A lone continuation, a cut sequence, a surrogate, an overlong slash, a scalar beyond the last.
    for (bytes, text): ([UInt8], String) in [
      ([0xBA], "\u{FFFD}"), ([0xD9], "\u{FFFD}"), ([0xF0, 0x9F, 0x98], "\u{FFFD}"),
      ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}"),
      ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
    ] {
      let row = try repaired(Array("é,\"x".utf8) + bytes + Array("y\",z".utf8))
      #expect(row.fields == ["é", "x\(text)y", "z"])
      #expect(row.faults == [CSVFault(.malformedText, line: 1, column: 5)])
    }
  }

  @Test("Reading goes on after a repair, and faults in a row are bounded")
  func manyFaults() throws {
    let text = String(repeating: "\"a\" ,", count: 100) + "\nb\n"
    let rows = try csvRows(text, lenient)
    #expect(rows.count == 2)
    #expect(rows[0].fields == Array(repeating: "a", count: 100) + [""])
    #expect(rows[0].faults.count == 16)
    #expect(rows[1] == CSVRow(line: 2, fields: ["b"]))
  }

  @Test("A strict reader also refuses a malformed header")
  func strictHeader() {
    #expect(throws: CSVError.malformed(CSVFault(.strayQuote, line: 1, column: 2))) {
      try CSVReader(bytes: Array("a\",b".utf8), options: .init(isStrict: true))
    }
  }

  @Test("Faults and errors say where and what to do")
  func descriptions() {
    let fault = CSVFault(.unterminatedQuote, line: 3, column: 9)
    #expect("\(CSVError.malformed(fault))".hasPrefix("line 3, column 9: this quote is never closed; close it"))
  }

  @Test("No bytes whatever trap, hang or lose the end", arguments: 0..<8)
  func arbitraryBytes(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let alphabet: [UInt8] =
      Array("ab,;\t| \"\"\n\r\0".utf8) + [0xEF, 0xBB, 0xBF, 0xFF, 0xFE, 0xD9, 0x85, 0xD8, 0x3D, 0xDE]
    for _ in 0..<200 {
      let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        Int.random(in: 0..<8, using: &generator) == 0
          ? UInt8.random(in: 0...255, using: &generator) : alphabet.randomElement(using: &generator) ?? 0
      }
      for encoding in [nil] + CSVEncoding.allCases.map(Optional.some) {
        let options = CSVReader.Options(encoding: encoding, hasHeader: Bool.random(using: &generator))
        let reader = try CSVReader(bytes: bytes, options: options)
        var line = 0
        while let row = try reader.next() {
          #expect(row.line > line && !row.fields.isEmpty)
          #expect(!row.fields.contains { $0.unicodeScalars.contains("\0") })
          line = row.line
        }
        #expect(reader.bytesRead == bytes.count)
      }
    }
  }
}
