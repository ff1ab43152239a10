import CRMContacts
import Foundation
import Testing

@Suite("CSV as others read it", .enabled(if: CSVReferenceData.isPresent, "the reference data is not on this machine"))
struct CSVReferenceTests {
  @Test(
    "csv-spectrum is read as its JSON says",
    arguments: [
      "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf",
      "quotes_and_newlines", "simple", "simple_crlf", "utf8",
    ])
  func spectrum(name: String) throws {
    let folder = "08_formats/csv/csv-spectrum"
    let file = CSVReferenceData.folder.appending(path: "\(folder)/csvs/\(name).csv")
    let reader = try CSVReader(file: file, options: .init(isStrict: true))
    let rows = try csvRows(reader).map { row in
      Dictionary(uniqueKeysWithValues: zip(reader.header, row.fields))
    }
    #expect(rows == (try CSVReferenceData.json("\(folder)/json/\(name).json") as? [[String: String]]))
  }

  /// What a row of PapaParse's tables asks for that this reader does not do, on purpose: typing values, comments, other
  /// quote characters, delimiters of several characters and skipping leading lines are not CSV, a preview is a caller
  /// who stops; its `newline` setting is always "any" here.
  private static let leftOut = ["comments", "dynamicTyping", "preview", "escapeChar", "quoteChar", "skipFirstNLines"]

  @Test(
    "PapaParse's tables are read alike",
    arguments: [("papaparse_core_parser_tests.json", 24), ("papaparse_parse_tests.json", 28)])
  func papaParse(table: String, expectedCount: Int) throws {
    let cases = try #require(try CSVReferenceData.json("08_formats/csv/\(table)") as? [[String: Any]])
    var count = 0
    for test in cases {
      let config = test["config"] as? [String: Any] ?? [:]
      guard Self.leftOut.allSatisfy({ config[$0] == nil }) else { continue }
      var options = CSVReader.Options(hasHeader: config["header"] as? Bool ?? false)
      if let delimiter = config["delimiter"] as? String {
        guard delimiter.count == 1, let known = CSVDelimiter(Character(delimiter)) else { continue }
        options.delimiter = known
      }
      let input = try #require(test["input"] as? String)
      let reader = try CSVReader(bytes: Array(input.utf8), options: options)
      let rows = try csvRows(reader)
      let name = Comment(rawValue: test["description"] as? String ?? input)
      let expected = try #require(test["expected"] as? [String: Any])
      try check(rows, of: reader, against: expected, isGreedy: config["skipEmptyLines"] as? String == "greedy", name)
      count += 1
    }
    #expect(count == expectedCount)
  }

  private func check(
    _ rows: [CSVRow], of reader: CSVReader, against expected: [String: Any], isGreedy: Bool, _ name: Comment
  ) throws {
    if let data = expected["data"] as? [[String: String]], !data.isEmpty {
      #expect(rows.map { Dictionary(uniqueKeysWithValues: zip(reader.header, $0.fields)) } == data, name)
      return
    }
    let header = reader.header.isEmpty ? [] : [reader.header]
    var fields = header + rows.map(\.fields)
    // "greedy" drops rows of white space too, which here is the importer's business.
    if isGreedy { fields.removeAll { $0.allSatisfy { $0.allSatisfy(\.isWhitespace) } } }
    // Blank lines, which PapaParse gives as one empty field unless told otherwise, are skipped here.
    let data = try #require(expected["data"] as? [[String]])
    #expect(fields == data.filter { $0 != [""] }, name)
    let errors = (expected["errors"] as? [[String: Any]] ?? []).filter { $0["type"] as? String == "Quotes" }
    if !errors.isEmpty { #expect(rows.contains { !$0.faults.isEmpty }, name) }
  }

  @Test("Real lists have the rows and columns that were counted")
  func lists() throws {
    let reference = try #require(try CSVReferenceData.json("11_lists/reference.json") as? [String: [String: Any]])
    for (file, key, encoding) in [
      ("us-500.csv", "us_500", CSVEncoding.utf8), ("sp500_companies.csv", "sp500", .utf8),
      ("salesforce_accountData.csv", "salesforce_accounts", .windows1252),
    ] {
      let expected = try #require(reference[key])
      let reader = try CSVReader(file: CSVReferenceData.folder.appending(path: "11_lists/\(file)"))
      let rows = try csvRows(reader)
      #expect(reader.encoding == encoding)
      #expect(reader.header == (expected["columns"] as? [String]))
      #expect(rows.count == (expected["rows"] as? Int))
      #expect(rows.allSatisfy { $0.fields.count == reader.header.count && $0.faults.isEmpty })
    }
    let salesforce = try CSVReader(file: CSVReferenceData.folder.appending(path: "11_lists/salesforce_accountData.csv"))
    let names = try csvRows(salesforce).map { $0.fields[3] }
    #expect(Set(names).count == 422)
  }

  @Test(
    "Address books of Google, Outlook and plain addresses are read",
    arguments: [("gmail", 81, 1), ("outlook", 3, 1), ("email", 1, 4)])
  func addressBooks(name: String, columnCount: Int, rowCount: Int) throws {
    let file = CSVReferenceData.folder.appending(path: "11_lists/roundcube/\(name).csv")
    let reader = try CSVReader(file: file, options: .init(isStrict: true))
    #expect(reader.header.count == columnCount)
    #expect(try csvRows(reader).map(\.fields.count) == Array(repeating: columnCount, count: rowCount))
  }
}
