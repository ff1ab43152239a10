/// Turns Windows-1252 and UTF-16 into UTF-8, chunk by chunk.
///
/// Malformed UTF-16 becomes a byte that UTF-8 never has, so that whoever checks the result finds the fault in its
/// place.
struct CSVTranscoder {
  /// No byte of an input becomes more than this many.
  static let maximumGrowth = 3

  private let output: UnsafeMutableBufferPointer<UInt8>
  /// How many bytes were written.
  private(set) var written = 0

  /// Writes to `output`.
  init(to output: UnsafeMutableBufferPointer<UInt8>) {
    self.output = output
  }

  /// Writes the text of as much of `input` as certainly fits.
  ///
  /// - Parameter isLast: Whether nothing follows `input`. Otherwise a character cut off by its end is left unread.
  /// - Returns: How many bytes were read.
  mutating func write(_ input: UnsafeBufferPointer<UInt8>, as encoding: CSVEncoding, isLast: Bool) -> Int {
    let fitting = min(input.count, (output.count - written) / Self.maximumGrowth)
    let readable = UnsafeBufferPointer(rebasing: input[..<fitting])
    switch encoding {
    case .utf8:
      for byte in readable { put(byte) }
      return fitting
    case .windows1252:
      for byte in readable { put(Self.windows1252(byte)) }
      return fitting
    case .utf16LittleEndian, .utf16BigEndian:
      return writeUTF16(readable, low: encoding == .utf16LittleEndian ? 0 : 1, isLast: isLast && fitting == input.count)
    }
  }

  /// Writes UTF-16 text whose low bytes are the even ones (`low` is 0) or the odd ones (1).
  private mutating func writeUTF16(_ input: UnsafeBufferPointer<UInt8>, low: Int, isLast: Bool) -> Int {
    func unit(at index: Int) -> UInt32 {
      UInt32(input[index + low]) | UInt32(input[index + 1 - low]) << 8
    }
    var index = 0
    while index + 1 < input.count {
      let lead = unit(at: index)
      index += 2
      guard 0xD800...0xDFFF ~= lead else {
        put(lead)
        continue
      }
      if index + 1 >= input.count && lead < 0xDC00 && !isLast { return index - 2 }
      let trail = index + 1 < input.count ? unit(at: index) : 0
      if lead < 0xDC00 && 0xDC00...0xDFFF ~= trail {
        put(0x10000 + (lead - 0xD800) << 10 + (trail - 0xDC00))
        index += 2
      } else {
        put(Self.malformed)
      }
    }
    guard isLast && index < input.count else { return index }
    put(Self.malformed)
    return input.count
  }

  private static let malformed: UInt8 = 0xFF

  private mutating func put(_ byte: UInt8) {
    output[written] = byte
    written += 1
  }

  /// Writes a scalar value in UTF-8.
  private mutating func put(_ scalar: UInt32) {
    func continuation(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | scalar >> shift & 0x3F) }
    switch scalar {
    case ..<0x80:
      put(UInt8(truncatingIfNeeded: scalar))
    case ..<0x800:
      put(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
      put(continuation(0))
    case ..<0x10000:
      put(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
      put(continuation(6))
      put(continuation(0))
    default:
      put(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
      put(continuation(12))
      put(continuation(6))
      put(continuation(0))
    }
  }

  private static func windows1252(_ byte: UInt8) -> UInt32 {
    0x80...0x9F ~= byte ? upperControls[Int(byte) - 0x80] : UInt32(byte)
  }

  /// What 0x80 to 0x9F stand for (encoding.spec.whatwg.org, index windows-1252).
  private static let upperControls: [UInt32] = [
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
    0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
  ]
}
