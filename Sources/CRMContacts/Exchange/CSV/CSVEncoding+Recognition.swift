extension CSVEncoding {
  /// The encoding that a byte-order mark at the start of `head` names, and the mark's length.
  static func marked(in head: ArraySlice<UInt8>) -> (encoding: CSVEncoding, length: Int)? {
    if head.starts(with: CSVByte.mark) { return (.utf8, 3) }
    if head.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
    if head.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
    return nil
  }

  /// The encoding of text without a byte-order mark.
  ///
  /// UTF-16 is told by its head; otherwise it is UTF-8 unless more byte sequences speak against that than for it: one
  /// damaged character must not turn a Persian file into Western European letters. The whole file is looked at when
  /// need be, for its only accented name may be in the last row.
  static func recognised(in source: CSVByteSource) throws(CSVError) -> CSVEncoding {
    if let encoding = utf16(in: source.head) { return encoding }
    var evidence = UTF8Evidence()
    try source.survey { evidence.weigh($0) }
    return evidence.speaksForUTF8 ? .utf8 : .windows1252
  }

  /// UTF-16 without a mark, when white space is evidently two bytes wide.
  ///
  /// That is, most bytes of white space are an even one with a zero after it (little endian) or an odd one with a zero
  /// before it (big endian). Without white space, every second byte must be zero.
  private static func utf16(in head: ArraySlice<UInt8>) -> CSVEncoding? {
    let bytes = Array(head)
    var zeros = (even: 0, odd: 0)
    var spaces = (little: 0, big: 0, all: 0)
    for (index, byte) in bytes.enumerated() {
      let isEven = index.isMultiple(of: 2)
      switch byte {
      case CSVByte.nul:
        if isEven { zeros.even += 1 } else { zeros.odd += 1 }
      case UInt8(ascii: "\t"), CSVByte.lineFeed, CSVByte.carriageReturn, CSVByte.space:
        spaces.all += 1
        if isEven && index + 1 < bytes.count && bytes[index + 1] == CSVByte.nul { spaces.little += 1 }
        if !isEven && bytes[index - 1] == CSVByte.nul { spaces.big += 1 }
      default: break
      }
    }
    if spaces.all > 0 {
      if spaces.little * 2 > spaces.all { return .utf16LittleEndian }
      if spaces.big * 2 > spaces.all { return .utf16BigEndian }
      return nil
    }
    guard bytes.count >= 2 else { return nil }
    if zeros.odd == bytes.count / 2 && zeros.even == 0 { return .utf16LittleEndian }
    if zeros.even == (bytes.count + 1) / 2 && zeros.odd == 0 { return .utf16BigEndian }
    return nil
  }
}

/// Counts what speaks for and against bytes being UTF-8 (the well-formed sequences are those of Unicode's table 3-7).
private struct UTF8Evidence {
  private var wellFormed = 0
  private var malformed = 0
  /// Continuation bytes still missing from the sequence begun, and what the next may be.
  private var missing = 0
  private var allowed: ClosedRange<UInt8> = 0x80...0xBF

  /// A difference that settles the matter.
  private static let settled = 64

  /// A sequence cut off by the end counts against.
  var speaksForUTF8: Bool { wellFormed >= malformed + (missing > 0 ? 1 : 0) }

  /// Looks at more bytes; false when the matter is settled.
  mutating func weigh(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBytes { raw in
      var index = 0
      while index < raw.count {
        if missing == 0 {
          while index + 8 <= raw.count,
            raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
          {
            index += 8
          }
          guard index < raw.count else { break }
        }
        weigh(raw[index])
        index += 1
      }
    }
    return abs(wellFormed - malformed) < Self.settled
  }

  private mutating func weigh(_ byte: UInt8) {
    if missing > 0 {
      if allowed.contains(byte) {
        missing -= 1
        allowed = 0x80...0xBF
        if missing == 0 { wellFormed += 1 }
        return
      }
      malformed += 1
      missing = 0
    }
    switch byte {
    case 0x00...0x7F: break
    case 0xC2...0xDF: begin(1, 0x80...0xBF)
    case 0xE0: begin(2, 0xA0...0xBF)
    case 0xED: begin(2, 0x80...0x9F)
    case 0xE1...0xEF: begin(2, 0x80...0xBF)
    case 0xF0: begin(3, 0x90...0xBF)
    case 0xF1...0xF3: begin(3, 0x80...0xBF)
    case 0xF4: begin(3, 0x80...0x8F)
    default: malformed += 1
    }
  }

  private mutating func begin(_ count: Int, _ next: ClosedRange<UInt8>) {
    missing = count
    allowed = next
  }
}
