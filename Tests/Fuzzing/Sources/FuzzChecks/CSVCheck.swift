import CRMContacts

/// Bytes that may be anything, read as CSV: the first two say how, the others are the file.
public enum CSVCheck {
  private static let delimiters: [CSVDelimiter?] = [nil, .comma, .semicolon, .tab, .pipe, CSVDelimiter("a")]
  private static let encodings: [CSVEncoding?] = [nil] + CSVEncoding.allCases

  /// Whatever is read and written again is read the same.
  public static func run(_ bytes: [UInt8]) {
    guard bytes.count >= 2 else { return }
    let (first, second) = (Int(bytes[0]), Int(bytes[1]))
    let file = Array(bytes[2...])
    var options = CSVReader.Options(
      encoding: encodings[first % encodings.count], delimiter: delimiters[second % delimiters.count],
      hasHeader: first & 0x80 != 0, isStrict: first & 0x40 != 0)
    if second & 0x80 != 0 {
      (options.maximumFieldBytes, options.maximumRowBytes, options.maximumFields) = (16, 64, 4)
    }
    do {
      let reader = try CSVReader(bytes: file, options: options)
      check(header: reader, options)
      let rows = try self.rows(of: reader, options)
      try check(rows, delimiter: reader.delimiter, hasMark: second & 0x40 != 0)
    } catch is CSVError {
      // What can't be read is told, and no more is asked of it.
    } catch {
      fail("\(error)")
    }
  }

  private static func rows(of reader: CSVReader, _ options: CSVReader.Options) throws(CSVError) -> [CSVRow] {
    var rows = reader.headerRow.map { [$0] } ?? []
    while let row = try reader.next() {
      require(row.line > rows.last?.line ?? 0, "the row at line \(row.line) comes late")
      rows.append(row)
    }
    require(try reader.next() == nil, "the file goes on behind its end")
    for row in rows {
      require(!row.fields.isEmpty && row.fields.count <= options.maximumFields, "\(row.fields.count) fields")
      require(row.faults.isEmpty || !options.isStrict, "a strict reader repairs")
      require(row.faults.allSatisfy { $0.line >= row.line && $0.column >= 1 }, "\(row.faults) in line \(row.line)")
    }
    return rows
  }

  private static func check(header reader: CSVReader, _ options: CSVReader.Options) {
    require(options.hasHeader || reader.headerRow == nil, "a header nobody asked for")
    require(reader.header.count == reader.headerRow?.fields.count ?? 0, "a column without a name")
    require(Set(reader.header).count == reader.header.count, "two columns of one name in \(reader.header)")
    require(reader.header.allSatisfy { !$0.isEmpty }, "an empty name in \(reader.header)")
  }

  private static func check(_ rows: [CSVRow], delimiter: CSVDelimiter, hasMark: Bool) throws {
    var written: [UInt8] = []
    let options = CSVWriter.Options(
      delimiter: delimiter, lineEnding: hasMark ? .lf : .crlf, writesByteOrderMark: hasMark)
    let writer = CSVWriter(options: options) { written += $0 }
    for row in rows { try writer.write(row.fields) }
    try writer.close()
    do {
      let reader = try CSVReader(bytes: written, options: .init(delimiter: delimiter, hasHeader: false, isStrict: true))
      for row in rows {
        let again = try reader.next()?.fields ?? []
        // Swift's == holds é and e + ´ for equal; here every byte counts.
        let isSame =
          again.count == row.fields.count && zip(again, row.fields).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
        require(isSame, "\(row.fields) is read again as \(again)")
      }
      let surplus = try reader.next()
      require(surplus == nil, "\(String(describing: surplus)) was not written")
    } catch {
      fail("what was written is not read: \(error)")
    }
  }
}
