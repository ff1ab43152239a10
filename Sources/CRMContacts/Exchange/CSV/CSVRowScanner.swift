/// Finds where the fields of one row start and end, without copying them.
///
/// It works on UTF-8 bytes, and on any other encoding that leaves ASCII alone. Malformed rows are scanned leniently,
/// and said to be.
struct CSVRowScanner {
  /// Where one field's text lies in the bytes, without its quotes.
  struct Field {
    var start: Int
    var end: Int
    /// Whether doubled quotes are to be made single.
    var hasDoubledQuotes = false
    var hasNUL = false
    var isASCII = false
  }

  /// A fault found by scanning, and the index of its byte.
  struct Misplaced {
    var kind: CSVFault.Kind
    var index: Int
  }

  /// How a scan ended.
  enum Outcome: Equatable {
    /// The row is whole; the next starts at `next`, `lines` physical lines further down.
    case row(next: Int, lines: Int)
    /// The bytes end before the row does.
    case needsMore
    /// The field that starts at the index is too long.
    case fieldTooLong(at: Int)
    case tooManyFields
  }

  let delimiter: UInt8
  var maximumFieldBytes = Int.max
  var maximumFields = Int.max

  /// The fields of the row scanned last.
  private(set) var fields: [Field] = []
  /// Its misplaced and unclosed quotes, at most one of a kind in a field.
  private(set) var misplaced: [Misplaced] = []
  private var lines = 0

  init(delimiter: CSVDelimiter) {
    self.delimiter = delimiter.byte
  }

  /// Scans one row.
  ///
  /// - Parameters:
  ///   - start: The index of the row's first byte.
  ///   - end: The index behind the last byte that may be looked at.
  ///   - isLast: Whether nothing follows `end`, so that it ends the row too.
  /// - Complexity: O(*n*) in the row's bytes.
  mutating func scanRow(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, isLast: Bool) -> Outcome {
    fields.removeAll(keepingCapacity: true)
    misplaced.removeAll(keepingCapacity: true)
    lines = 0
    var index = start
    while true {
      if fields.count >= maximumFields { return .tooManyFields }
      let fieldStart = index
      let isQuoted = index < end && bytes[index] == CSVByte.quote
      let stop =
        isQuoted
        ? scanQuoted(bytes, from: index + 1, to: end, isLast: isLast)
        : scanPlain(bytes, from: index, to: end, isLast: isLast)
      guard let stop else { return end - fieldStart > maximumFieldBytes ? .fieldTooLong(at: fieldStart) : .needsMore }
      if stop - fieldStart > maximumFieldBytes { return .fieldTooLong(at: fieldStart) }
      if stop == end { return .row(next: end, lines: lines) }
      index = stop + 1
      if bytes[stop] == delimiter { continue }
      lines += 1
      guard bytes[stop] == CSVByte.carriageReturn else { return .row(next: index, lines: lines) }
      if index < end { return .row(next: bytes[index] == CSVByte.lineFeed ? index + 1 : index, lines: lines) }
      return isLast ? .row(next: index, lines: lines) : .needsMore
    }
  }

  /// Scans a field without quotes around it; the index of what ends it, or nil when more bytes are needed.
  private mutating func scanPlain(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, isLast: Bool
  ) -> Int? {
    var field = Field(start: start, end: end)
    var index = start
    var quote: Int?
    var union: UInt8 = 0
    while index < end {
      let byte = bytes[index]
      if byte == delimiter { break }
      union |= byte
      if byte <= CSVByte.quote {
        if byte == CSVByte.lineFeed || byte == CSVByte.carriageReturn { break }
        if byte == CSVByte.quote { quote = quote ?? index }
        if byte == CSVByte.nul { field.hasNUL = true }
      }
      index += 1
    }
    if index == end && !isLast { return nil }
    field.end = index
    field.isASCII = union < 0x80
    fields.append(field)
    if let quote { misplaced.append(Misplaced(kind: .strayQuote, index: quote)) }
    return index
  }

  /// Scans a field from behind its opening quote; the index of what ends it, or nil when more bytes are needed.
  ///
  /// A quote closes the field when a delimiter, a line's end or the file's end follows it, spaces apart. A single quote
  /// elsewhere is taken for text: the commonest damage is a quotation that was not doubled.
  private mutating func scanQuoted(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, isLast: Bool
  ) -> Int? {
    var field = Field(start: start, end: end)
    var index = start
    var stray: Int?
    var union: UInt8 = 0
    while index < end {
      let byte = bytes[index]
      union |= byte
      guard byte <= CSVByte.quote else {
        index += 1
        continue
      }
      if byte == CSVByte.quote {
        if index + 1 < end && bytes[index + 1] == CSVByte.quote {
          field.hasDoubledQuotes = true
          index += 2
          continue
        }
        var follower = index + 1
        while follower < end && bytes[follower] == CSVByte.space && delimiter != CSVByte.space { follower += 1 }
        if follower == end && !isLast { return nil }
        let closes = follower == end || endsField(bytes[follower])
        if !closes || follower > index + 1 { stray = stray ?? index }
        if closes {
          field.end = index
          field.isASCII = union < 0x80
          fields.append(field)
          if let stray { misplaced.append(Misplaced(kind: .strayQuote, index: stray)) }
          return follower
        }
      } else if byte == CSVByte.lineFeed {
        if bytes[index - 1] != CSVByte.carriageReturn { lines += 1 }
      } else if byte == CSVByte.carriageReturn {
        lines += 1
      } else if byte == CSVByte.nul {
        field.hasNUL = true
      }
      index += 1
    }
    if !isLast { return nil }
    fields.append(field)
    misplaced.append(Misplaced(kind: .unterminatedQuote, index: start - 1))
    if let stray { misplaced.append(Misplaced(kind: .strayQuote, index: stray)) }
    return end
  }

  private func endsField(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == CSVByte.lineFeed || byte == CSVByte.carriageReturn
  }
}
