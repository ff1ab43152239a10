import CRMContacts
import CRMCore
import Foundation
import Testing

@Suite("Reading CSV")
struct CSVReaderTests {
  @Test("Delimiters, quotes and line ends inside quotes belong to the text")
  func quotedText() throws {
    let rows = try csvFields("a,\"b,c\",\"d\"\"e\"\"\",\"f\r\ng\"\n")
    #expect(rows == [["a", "b,c", "d\"e\"", "f\r\ng"]])
  }

  @Test("CRLF, LF and CR end lines, even mixed, and the last line may lack its end")
  func lineEnds() throws {
    let rows = try csvRows("a,b\r\nc,d\ne,f\rg,\"h\n\ri\"\r\nj,")
    #expect(rows.map(\.fields) == [["a", "b"], ["c", "d"], ["e", "f"], ["g", "h\n\ri"], ["j", ""]])
    #expect(rows.map(\.line) == [1, 2, 3, 4, 7])
  }

  @Test("Blank lines are skipped and counted")
  func blankLines() throws {
    let rows = try csvRows("\n\r\na\n\n\r\r\n\"\"\n \n\n")
    #expect(rows.map(\.fields) == [["a"], [""], [" "]])
    #expect(rows.map(\.line) == [3, 7, 8])
    #expect(try csvRows("").isEmpty)
    #expect(try csvRows("\r\n\n\r").isEmpty)
  }

  @Test("Rows of any width come as they are")
  func raggedRows() throws {
    let reader = try CSVReader(bytes: Array("a,b,c\n1\n1,2,3,4\n,,\n".utf8))
    #expect(reader.header == ["a", "b", "c"])
    #expect(reader.headerRow == CSVRow(line: 1, fields: ["a", "b", "c"]))
    #expect(try csvRows(reader).map(\.fields) == [["1"], ["1", "2", "3", "4"], ["", "", ""]])
    #expect(try reader.next() == nil)
  }

  @Test("Column names are trimmed, filled in and made different")
  func header() throws {
    func header(_ line: String) throws -> [String] { try CSVReader(bytes: Array(line.utf8)).header }
    #expect(try header(" Name ,\u{200E}E-mail\t,\"\u{FEFF}Phone\"\n") == ["Name", "E-mail", "Phone"])
    #expect(try header("a,,\" \",d") == ["a", "Column 2", "Column 3", "d"])
    #expect(try header("c,c,c,c_2,c_2") == ["c", "c_3", "c_4", "c_2", "c_2_2"])
    #expect(try header("Column 2,,") == ["Column 2", "Column 2_2", "Column 3"])
    #expect(try header("") == [])
    let many = try header(String(repeating: "x,", count: 16_383))
    #expect(Set(many).count == 16_384)
  }

  @Test("A file is read like its bytes, and says how far it is", arguments: [0, 1, 10, 30_000])
  func file(rowCount: Int) throws {
    let text = "id,name\n" + (0..<rowCount).map { "\($0),\"مریم\n\($0)\"\n" }.joined()
    try withCSVFile(Array(text.utf8)) { file in
      let reader = try CSVReader(file: file)
      #expect(reader.byteCount == text.utf8.count)
      var count = 0
      var read = reader.bytesRead
      #expect(read == 8)
      while let row = try reader.next() {
        guard row.fields == ["\(count)", "مریم\n\(count)"], row.line == 2 + 2 * count, reader.bytesRead > read else {
          Issue.record("row \(count) is \(row), after \(read) bytes")
          return
        }
        read = reader.bytesRead
        count += 1
      }
      #expect(count == rowCount)
      #expect(reader.bytesRead == text.utf8.count)
    }
  }

  @Test("A row may be longer than the buffer, and may start anywhere in it")
  func longRows() throws {
    var generator = SplitMix64(seed: 7)
    var expected: [[String]] = []
    var text = ""
    for length in [1, 262_139, 300, 600_000, 5, 90_000, 262_144, 1_000_000, 2] {
      let field = String(repeating: Bool.random(using: &generator) ? "گ\"\r\n" : "xy,z", count: length / 4)
      expected.append([field, "\(length)"])
      text += "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\",\(length)\r\n"
    }
    let options = CSVReader.Options(delimiter: .comma, hasHeader: false, maximumFieldBytes: 8 << 20)
    #expect(try csvFields(text, options) == expected)
    let rows = try withCSVFile(Array(text.utf8)) { try csvRows(CSVReader(file: $0, options: options)) }
    #expect(rows.map(\.fields) == expected)
  }

  @Test("Limits on field, row and width are errors with a place, and end the reading")
  func limits() throws {
    let options = CSVReader.Options(hasHeader: false, maximumFieldBytes: 10, maximumRowBytes: 30, maximumFields: 4)
    func failure(_ text: String) throws -> CSVError? {
      let reader = try CSVReader(bytes: Array(text.utf8), options: options)
      do {
        while try reader.next() != nil {}
        return nil
      } catch {
        #expect(try reader.next() == nil)
        return error
      }
    }
    #expect(try failure("1234567890,1\n1,2,3,4") == nil)
    #expect(try failure("ok\na,12345678901\n") == .fieldTooLong(line: 2, column: 3, limit: 10))
    #expect(
      try failure("ok\n\"a\nb\",\"" + String(repeating: "x", count: 10)) == .fieldTooLong(line: 3, column: 4, limit: 10)
    )
    #expect(try failure("1,2,3,4,5") == .tooManyFields(line: 1, limit: 4))
    #expect(try failure("\n12345678,12345678,12345678,1234") == .rowTooLong(line: 2, limit: 30))
    let endless = [UInt8](repeating: 0x61, count: 1 << 20 + 1)
    #expect(throws: CSVError.fieldTooLong(line: 1, column: 1, limit: 1 << 20)) { try CSVReader(bytes: endless) }
    let commas = [UInt8](repeating: 0x2C, count: 300_000)
    #expect(throws: CSVError.tooManyFields(line: 1, limit: 16_384)) { try CSVReader(bytes: commas) }
    let wide = CSVReader.Options(maximumRowBytes: 1 << 17, maximumFields: .max)
    #expect(throws: CSVError.rowTooLong(line: 1, limit: 1 << 17)) { try CSVReader(bytes: commas, options: wide) }
  }

  @Test("A file that can't be opened or read says why")
  func unreadable() throws {
    #expect(throws: CSVError.cannotOpen(path: "/nowhere/list.csv", code: 2)) {
      try CSVReader(file: URL(fileURLWithPath: "/nowhere/list.csv"))
    }
    #expect(throws: CSVError.self) { try CSVReader(file: FileManager.default.temporaryDirectory) }
    #expect(throws: CSVError.self) { try CSVReader(file: #require(URL(string: "https://example.com/list.csv"))) }
    #expect("\(CSVError.cannotOpen(path: "x.csv", code: 2))".contains("x.csv: No such file"))
  }

  @Test("A delimiter is any ASCII character that means nothing else")
  func delimiters() throws {
    for character: Character in ["\"", "\n", "\r", "\r\n", "\0", "é", "،"] { #expect(CSVDelimiter(character) == nil) }
    #expect(CSVDelimiter(";") == .semicolon)
    #expect(CSVDelimiter.tab.character == "\t")
    let unit = try #require(CSVDelimiter("\u{1F}"))
    #expect(try csvFields("a\u{1F}b,c", .init(delimiter: unit, hasHeader: false)) == [["a", "b,c"]])
    let space = try #require(CSVDelimiter(" "))
    #expect(try csvFields("\"a b\" c  d", .init(delimiter: space, hasHeader: false)) == [["a b", "c", "", "d"]])
  }
}
