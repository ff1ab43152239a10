import CRMContacts
import Foundation
import Testing

@Suite("Recognising a CSV file's encoding and delimiter")
struct CSVRecognitionTests {
  private static let persian = "نام;شهر\nمریم;تهران\n😀 گلی;شیراز\n"
  private static let latin = "Name;Straße\r\nJosé;Łódź €\r\n"

  private func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      let bytes = [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
      return bigEndian ? bytes.reversed() : bytes
    }
  }

  private func read(_ bytes: [UInt8], named: CSVEncoding? = nil) throws -> (encoding: CSVEncoding, rows: [[String]]) {
    let reader = try CSVReader(bytes: bytes, options: .init(encoding: named, hasHeader: false))
    let rows = try csvRows(reader)
    #expect(rows.allSatisfy { $0.faults.isEmpty })
    return (reader.encoding, rows.map(\.fields))
  }

  @Test("Unicode text is read with a mark, without one, and when named", arguments: [persian, latin])
  func unicode(text: String) throws {
    let expected = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ";").map(String.init) }
    for mark in ["", "\u{FEFF}"] {
      let encoded: [(CSVEncoding, [UInt8])] = [
        (.utf8, Array((mark + text).utf8)), (.utf16LittleEndian, utf16(mark + text, bigEndian: false)),
        (.utf16BigEndian, utf16(mark + text, bigEndian: true)),
      ]
      for (encoding, bytes) in encoded {
        for named in [nil, encoding] {
          let result = try read(bytes, named: named)
          #expect(result.encoding == encoding)
          #expect(result.rows == expected)
        }
      }
    }
  }

  @Test("A mark overrides the encoding named")
  func markWins() throws {
    #expect(try read(utf16("\u{FEFF}a,b", bigEndian: true), named: .windows1252).encoding == .utf16BigEndian)
  }

  @Test("UTF-16 without white space is told by its zeros, and stray zeros are no UTF-16")
  func zeros() throws {
    #expect(try read(utf16("a,b", bigEndian: false)).rows == [["a", "b"]])
    #expect(try read(utf16("a,b", bigEndian: true)).encoding == .utf16BigEndian)
    #expect(try CSVReader(bytes: Array("a,b\n1\0,2\n3,\0 4\n".utf8)).encoding == .utf8)
  }

  @Test("Every byte of Windows-1252 has its letter")
  func windows1252() throws {
    let bytes = [UInt8](0x80...0xFF)
    let result = try read(bytes)
    #expect(result.encoding == .windows1252)
    let undefined: Set<UInt8> = [0x81, 0x8D, 0x8F, 0x90, 0x9D]
    for (byte, scalar) in zip(bytes, result.rows[0][0].unicodeScalars) {
      let expected =
        undefined.contains(byte) ? String(Unicode.Scalar(byte)) : String(data: Data([byte]), encoding: .windowsCP1252)
      #expect(String(scalar) == expected)
    }
    #expect(result.rows[0][0].unicodeScalars.count == 128)
  }

  @Test("The only accented name may be far down the file, in memory and on disk")
  func lateEvidence() throws {
    let bytes = Array(String(repeating: "Smith,London\n", count: 40_000).utf8) + [0x4A, 0x6F, 0x73, 0xE9, 0x2C, 0x58]
    let reader = try withCSVFile(bytes) { try CSVReader(file: $0) }
    #expect(reader.encoding == .windows1252)
    #expect(try csvRows(reader).last?.fields == ["José", "X"])
    #expect(try CSVReader(bytes: bytes).encoding == .windows1252)
  }

  @Test("One damaged character does not change a file's encoding")
  func damagedUTF8() throws {
    let bytes = Array("نام,شهر\nعلی,".utf8) + [0xD9] + Array("\nمریم,تهران".utf8)
    let reader = try CSVReader(bytes: bytes)
    #expect(reader.encoding == .utf8)
    let rows = try csvRows(reader)
    #expect(rows.map(\.fields) == [["علی", "\u{FFFD}"], ["مریم", "تهران"]])
    #expect(rows[0].faults == [CSVFault(.malformedText, line: 2, column: 5)])
  }

  @Test("Truncated and unpaired UTF-16 is repaired in its place")
  func malformedUTF16() throws {
    let options = CSVReader.Options(encoding: .utf16LittleEndian, hasHeader: false)
    func row(_ units: [UInt16], _ tail: [UInt8] = []) throws -> CSVRow? {
      try csvRows(units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] } + tail, options).first
    }
    let fault = [CSVFault(.malformedText, line: 1, column: 2)]
    #expect(try row([0x61], [0x62]) == CSVRow(line: 1, fields: ["a\u{FFFD}"], faults: fault))
    #expect(try row([0x61, 0xD83D]) == CSVRow(line: 1, fields: ["a\u{FFFD}"], faults: fault))
    #expect(try row([0x61, 0xD83D], [0]) == CSVRow(line: 1, fields: ["a\u{FFFD}\u{FFFD}"], faults: fault))
    #expect(try row([0x61, 0xDE00, 0x62]) == CSVRow(line: 1, fields: ["a\u{FFFD}b"], faults: fault))
    #expect(try row([0x61, 0xD83D, 0xD83D, 0xDE00]) == CSVRow(line: 1, fields: ["a\u{FFFD}😀"], faults: fault))
    #expect(try row([0x61, 0xD83D, 0x2C, 0x62]) == CSVRow(line: 1, fields: ["a\u{FFFD}", "b"], faults: fault))
  }

  @Test("Characters cut by a chunk's end stay whole", arguments: 0..<3)
  func chunks(shift: Int) throws {
    let text = String(repeating: "x", count: shift) + String(repeating: "گ😀é", count: 30_000) + "\n"
    for bigEndian in [false, true] {
      let bytes = utf16("\u{FEFF}" + text, bigEndian: bigEndian)
      let rows = try csvRows(bytes, .init(hasHeader: false, maximumFieldBytes: 8 << 20))
      #expect(rows == [CSVRow(line: 1, fields: [String(text.dropLast())])])
    }
  }

  @Test(
    "The delimiter is the one that makes a table",
    arguments: [
      ("a,b;c\n1,2\n3,4\n", CSVDelimiter.comma),
      ("name;price\nA;1,5\nB;2,75\n", .semicolon),
      ("name;price, EUR;x\nA;1,5;y\nB;2,75;z\n", .semicolon),
      ("Last, First\tMail\tCity\nDoe, J\tx\ty\n", .tab),
      ("a|b|c\n\"x,y,z\"|2|3\n", .pipe),
      ("name,tags\nA,x;y\nB,z;w\nC,u;v\nD\n", .comma),
      ("\"a;b\",\"c;d\"\n\"e;f\",\"g;h\"\n", .comma),
      ("address\n\"1, High St\"\n", .comma),
      ("Contacts\n\nid;name\n1;A\n2;B\n", .semicolon),
      ("a;b", .semicolon), ("x", .comma), ("", .comma),
    ])
  func delimiter(text: String, expected: CSVDelimiter) throws {
    #expect(try CSVReader(bytes: Array(text.utf8)).delimiter == expected)
  }

  @Test("A head that cuts a row is enough to recognise by")
  func cutHead() throws {
    let long = String(repeating: "x,", count: 50_000)
    let options = CSVReader.Options(maximumFields: .max)
    #expect(try CSVReader(bytes: Array("a;b;\"\(long)\"\n".utf8), options: options).delimiter == .semicolon)
    #expect(try CSVReader(bytes: Array("a;b;c\n1;2;\"\(long)\"\n".utf8), options: options).delimiter == .semicolon)
  }

  @Test("Excel's sep= line names the delimiter and is no row", arguments: ["\r\n", "\n", "\r"])
  func directive(lineEnd: String) throws {
    let text = "SEP=;" + lineEnd + "a,b;c" + lineEnd + "1,5;2"
    let reader = try CSVReader(bytes: Array(text.utf8))
    #expect(reader.delimiter == .semicolon)
    #expect(reader.header == ["a,b", "c"])
    #expect(try reader.next() == CSVRow(line: 3, fields: ["1,5", "2"]))
    let named = try CSVReader(bytes: Array(text.utf8), options: .init(delimiter: .comma))
    #expect(named.header == ["a", "b;c"])
    #expect(try csvFields("sep=") == [["sep="]])
    #expect(try csvFields("sep=xy,1") == [["sep=xy", "1"]])
    #expect(try csvFields("sep=,").isEmpty)
  }

  @Test("A pipe, which can't be read twice, is read")
  func pipe() throws {
    let pipe = Pipe()
    let text = Array("name,city\nJos".utf8) + [0xE9] + Array(",X\n".utf8)
    try pipe.fileHandleForWriting.write(contentsOf: Data(text))
    try pipe.fileHandleForWriting.close()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    let reader = try CSVReader(file: URL(fileURLWithPath: path))
    #expect(reader.byteCount == nil)
    #expect(reader.encoding == .windows1252)
    #expect(try csvRows(reader).map(\.fields) == [["José", "X"]])
  }
}
