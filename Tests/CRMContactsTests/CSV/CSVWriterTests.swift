import CRMContacts
import CRMCore
import Foundation
import Testing

@Suite("Writing CSV")
struct CSVWriterTests {
  private func bytes(_ rows: [[String]], _ options: CSVWriter.Options = .init()) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let writer = CSVWriter(options: options) { bytes += $0 }
    for row in rows { try writer.write(row) }
    try writer.close()
    return bytes
  }

  private func text(_ rows: [[String]], _ options: CSVWriter.Options = .init()) throws -> String {
    String(decoding: try bytes(rows, options), as: UTF8.self)
  }

  @Test("Fields are quoted where they must be, and only there")
  func quoting() throws {
    #expect(try text([["a", "b c", "", "é\u{200C}۱"]]) == "a,b c,,é\u{200C}۱\r\n")
    #expect(try text([["a,b", "c\"d", "e\nf", "g\rh", ";"]]) == "\"a,b\",\"c\"\"d\",\"e\nf\",\"g\rh\",;\r\n")
    #expect(
      try text([[" a", "b ", "\tc", "\u{FEFF}d", "Sep=1"]]) == "\" a\",\"b \",\"\tc\",\"\u{FEFF}d\",\"Sep=1\"\r\n")
    #expect(try text([[""], ["", ""]]) == "\"\"\r\n,\r\n")
    #expect(try text([]) == "")
  }

  @Test("Delimiter, line end and byte-order mark are the caller's choice")
  func options() throws {
    let options = CSVWriter.Options(delimiter: .semicolon, lineEnding: .lf, writesByteOrderMark: true)
    #expect(try text([["a;b", "c,d"], ["e"]], options) == "\u{FEFF}\"a;b\";c,d\ne\n")
    #expect(try bytes([], options) == [0xEF, 0xBB, 0xBF])
  }

  @Test("Formulas are left alone unless asked, and plain numbers always")
  func formulas() throws {
    let row = ["=1+1", "+98 21", "-2+3", "@x", "\ty", "\rz", "-12.50", "+7", "-", "-1.2.3", "＝1", "\nq", "a=b", ""]
    #expect(try text([row]).hasPrefix("=1+1,+98 21,-2+3,@x,\"\ty\""))
    let expected =
      "\"'=1+1\",\"'+98 21\",\"'-2+3\",\"'@x\",\"'\ty\",\"'\rz\",-12.50,+7,\"'-\",\"'-1.2.3\",\"'＝1\",\"'\nq\",a=b,\r\n"
    #expect(try text([row], .init(neutralizesFormulas: true)) == expected)
  }

  @Test("A refused row leaves no trace")
  func refusals() throws {
    var written = ""
    let writer = CSVWriter { written += String(decoding: $0, as: UTF8.self) }
    try writer.write(["a"])
    #expect(throws: CSVError.nulInField(row: 2, field: 2)) { try writer.write(["b", "c\0"]) }
    #expect(throws: CSVError.emptyRow(row: 2)) { try writer.write([]) }
    try writer.write(["d"])
    #expect(writer.rowCount == 2)
    try writer.close()
    try writer.close()
    #expect(throws: CSVError.writerClosed) { try writer.write(["e"]) }
    #expect(written == "a\r\nd\r\n")
  }

  @Test("A sink's failure comes through, and closes the writer")
  func failingSink() throws {
    struct Full: Error {}
    let writer = CSVWriter { _ in throw Full() }
    try writer.write(["a"])
    #expect(throws: Full.self) { try writer.write([String(repeating: "x", count: 100_000)]) }
    #expect(throws: CSVError.writerClosed) { try writer.write(["b"]) }
    try writer.close()
  }

  @Test("A file appears when it is whole, and an unfinished one goes")
  func file() throws {
    try withCSVFile(Array("old".utf8)) { file in
      let partial = file.path + ".partial"
      var writer: CSVWriter? = try CSVWriter(file: file)
      try writer?.write(["a", String(repeating: "x", count: 100_000)])
      #expect(FileManager.default.fileExists(atPath: partial))
      writer = nil
      #expect(!FileManager.default.fileExists(atPath: partial))
      let kept = try String(contentsOf: file, encoding: .utf8)
      #expect(kept == "old")

      let whole = try CSVWriter(file: file)
      for number in 0..<20_000 { try whole.write(["\(number)", "نام"]) }
      try whole.close()
      #expect(!FileManager.default.fileExists(atPath: partial))
      let rows = try csvRows(CSVReader(file: file, options: .init(hasHeader: false)))
      #expect(rows.map { $0.fields[0] } == (0..<20_000).map(String.init))
      #expect(rows.allSatisfy { $0.fields[1] == "نام" })
    }
    #expect(throws: CSVError.cannotWrite(path: "/nowhere/x.csv.partial", code: 2)) {
      try CSVWriter(file: URL(fileURLWithPath: "/nowhere/x.csv"))
    }
    #expect(throws: CSVError.self) { try CSVWriter(file: #require(URL(string: "https://example.com/x.csv"))) }
  }

  private static let pieces = [
    "", " ", "\t", "a", "B", "0", "-", "=", ",", ";", "|", "\"", "\"\"", "'", "\n", "\r", "\r\n", "\u{85}", "\u{2028}",
    "مریم", "ی\u{200C}ها", "\u{200F}", "\u{202E}", "\u{2067}x\u{2069}", "۱۲۳", "é", "e\u{301}", "👨‍👩‍👧", "🇮🇷",
    "漢字", "\u{FEFF}", "\u{FFFD}", "\u{1B}[31m", "\u{7F}", "\u{10FFFF}", "sep=", "#",
  ]

  @Test("Whatever is written is read back", arguments: 0..<30)
  func roundTrip(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let rows = (0..<60).map { _ in
      (0..<Int.random(in: 1...6, using: &generator)).map { _ in
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }
          .joined()
      }
    }
    for delimiter in [CSVDelimiter.comma, .semicolon, .tab, .pipe, CSVDelimiter("a"), CSVDelimiter(" ")].compactMap({
      $0
    }) {
      for lineEnding in [CSVWriter.LineEnding.crlf, .lf] {
        let mark = Bool.random(using: &generator)
        let options = CSVWriter.Options(delimiter: delimiter, lineEnding: lineEnding, writesByteOrderMark: mark)
        let reading = CSVReader.Options(delimiter: delimiter, hasHeader: false, isStrict: true)
        let back = try csvRows(bytes(rows, options), reading).map(\.fields)
        // Swift's == holds é and e + ´ for equal; here every scalar counts.
        #expect(back.map { $0.map { Array($0.unicodeScalars) } } == rows.map { $0.map { Array($0.unicodeScalars) } })
      }
    }
  }

  @Test("A link stays a link, and the file behind it is written")
  func symbolicLink() throws {
    try withCSVFile(Array("old\n".utf8)) { file in
      let link = file.deletingLastPathComponent().appending(path: "link.csv")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
      let writer = try CSVWriter(file: link)
      try writer.write(["new"])
      try writer.close()
      #expect(try String(contentsOf: file, encoding: .utf8) == "new\r\n")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == file.path)
    }
  }

  @Test("A pipe is written as it is, and not replaced by a file")
  func pipe() throws {
    try withCSVFile([]) { file in
      let path = file.deletingLastPathComponent().appending(path: "pipe").path
      #expect(mkfifo(path, 0o600) == 0)
      let reader = open(path, O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      let writer = try CSVWriter(file: URL(filePath: path))
      try writer.write(["a", "b"])
      try writer.close()
      var bytes = [UInt8](repeating: 0, count: 64)
      let count = read(reader, &bytes, bytes.count)
      #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "a,b\r\n")
      var status = stat()
      #expect(lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }
  }

  @Test("A folder is no file to write to")
  func folder() throws {
    try withCSVFile([]) { file in
      let folder = file.deletingLastPathComponent()
      let error = #expect(throws: CSVError.self) { try CSVWriter(file: folder) }
      #expect(error?.description.contains("irectory") == true)
    }
  }

  /// Left out: what asks for other quote or escape characters, delimiters of several characters, quotes where none are
  /// needed, empty rows (refused here), values other than text, and objects that lack or add columns.
  @Test(
    "PapaParse's table is written alike",
    .enabled(if: CSVReferenceData.isPresent, "the reference data is not on this machine"))
  func papaParse() throws {
    let cases = try #require(
      try CSVReferenceData.json("08_formats/csv/papaparse_unparse_tests.json") as? [[String: Any]])
    var count = 0
    for test in cases {
      let config = test["config"] as? [String: Any] ?? [:]
      let input =
        test["input"] as? [[String]] ?? (test["input"] as? [String: [[String]]])?["data"]
        ?? table(test["input"], hasHeader: config["header"] as? Bool ?? true)
      guard let input, ["quotes", "quoteChar", "escapeChar"].allSatisfy({ config[$0] == nil }) else { continue }
      var options = CSVWriter.Options(neutralizesFormulas: config["escapeFormulae"] as? Bool ?? false)
      if let delimiter = config["delimiter"] as? String {
        guard delimiter.count == 1, let known = CSVDelimiter(Character(delimiter)) else { continue }
        options.delimiter = known
      }
      if config["newline"] as? String == "\n" { options.lineEnding = .lf }
      let expected = try #require(test["expected"] as? String)
      let end = input.isEmpty ? "" : options.lineEnding == .lf ? "\n" : "\r\n"
      #expect(try text(input, options) == expected + end, "\(test["description"] ?? "")")
      count += 1
    }
    #expect(count == 11)
  }

  /// A table given as PapaParse's objects of one row each, whose columns JSON's dictionaries do not keep in order: only
  /// those whose columns sort.
  private func table(_ input: Any?, hasHeader: Bool) -> [[String]]? {
    guard let objects = input as? [[String: String]], let first = objects.first else { return nil }
    let names = first.keys.sorted()
    guard objects.allSatisfy({ $0.keys.sorted() == names }) else { return nil }
    return (hasHeader ? [names] : []) + objects.map { object in names.map { object[$0] ?? "" } }
  }
}
