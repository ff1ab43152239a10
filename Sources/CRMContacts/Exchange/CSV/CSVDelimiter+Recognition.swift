extension CSVDelimiter {
  /// The delimiter that a first line such as `sep=;` names (Excel's convention), and the index behind that line.
  static func directive(in buffer: CSVTextBuffer) -> (delimiter: CSVDelimiter, next: Int)? {
    let line = buffer.bytes[buffer.start..<buffer.end].prefix(7)
    guard String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep=" else { return nil }
    let rest = line.dropFirst(4)
    guard let byte = rest.first, let delimiter = CSVDelimiter(Character(Unicode.Scalar(byte))) else { return nil }
    switch (rest.dropFirst().first, rest.dropFirst(2).first) {
    case (CSVByte.carriageReturn, CSVByte.lineFeed): return (delimiter, buffer.start + 7)
    case (CSVByte.carriageReturn, _), (CSVByte.lineFeed, _): return (delimiter, buffer.start + 6)
    case (nil, _): return (delimiter, buffer.start + 5)
    default: return nil
    }
  }

  /// The delimiter that makes the head of a file most like a table.
  ///
  /// That is one that the first row has, then the most rows of one width with quotes in their places, then the greatest
  /// width, then the likelier. A comma when none parts anything.
  static func recognised(in buffer: CSVTextBuffer) -> CSVDelimiter {
    var best = (delimiter: comma, fit: Fit(hasHeader: false, share: 0, width: 1))
    for delimiter in recognised {
      let fit = Fit(delimiter, buffer)
      if fit.width > 1 && fit > best.fit { best = (delimiter, fit) }
    }
    return best.delimiter
  }
}

/// How well a delimiter fits the head of a file.
private struct Fit: Comparable {
  /// Whether the first row has the delimiter: column names seldom hold a false one.
  var hasHeader: Bool
  /// The share of rows that have the commonest number of fields, and no quote where the delimiter makes none belong.
  var share: Double
  /// That number.
  var width: Int

  private static let maximumBytes = 64 << 10
  private static let maximumRows = 100

  init(hasHeader: Bool, share: Double, width: Int) {
    self.hasHeader = hasHeader
    self.share = share
    self.width = width
  }

  init(_ delimiter: CSVDelimiter, _ buffer: CSVTextBuffer) {
    let rows = Self.firstRows(delimiter, buffer)
    let counts = Dictionary(rows.map { ($0.width, 1) }, uniquingKeysWith: +)
    let commonest = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 1
    hasHeader = (rows.first?.width ?? 1) > 1
    share = Double(rows.count { $0.width == commonest && $0.isClean }) / Double(max(1, rows.count))
    width = commonest
  }

  /// The first rows that are not blank.
  ///
  /// A row cut off by the end of the head counts only when it is the first.
  private static func firstRows(
    _ delimiter: CSVDelimiter, _ buffer: CSVTextBuffer
  ) -> [(width: Int, isClean: Bool)] {
    var scanner = CSVRowScanner(delimiter: delimiter)
    var start = buffer.start
    let end = min(buffer.end, start + maximumBytes)
    let isLast = buffer.isLast && end == buffer.end
    var rows: [(width: Int, isClean: Bool)] = []
    buffer.bytes.withUnsafeBufferPointer { bytes in
      while start < end && rows.count < maximumRows {
        let outcome = scanner.scanRow(bytes, from: start, to: end, isLast: isLast)
        guard case .row(let next, _) = outcome else {
          if rows.isEmpty { rows.append((scanner.fields.count + 1, scanner.misplaced.isEmpty)) }
          return
        }
        let isBlank = bytes[start] == CSVByte.lineFeed || bytes[start] == CSVByte.carriageReturn
        if !isBlank { rows.append((scanner.fields.count, scanner.misplaced.isEmpty)) }
        start = next
      }
    }
    return rows
  }

  static func < (left: Fit, right: Fit) -> Bool {
    (left.hasHeader ? 1 : 0, left.share, left.width) < (right.hasHeader ? 1 : 0, right.share, right.width)
  }
}
