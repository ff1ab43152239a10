import Foundation

/// How a body is written in lines of ASCII (RFC 2045).
enum TransferEncoding: String {
  case quotedPrintable = "quoted-printable"
  case base64

  private static let lineLength = 76

  /// A text in the shorter of the two.
  static func encode(_ text: String) -> (encoding: TransferEncoding, lines: [UInt8]) {
    let bytes = Array(withNetworkLineBreaks(text.utf8))
    let escaped = bytes.reduce(0) { $0 + (isPlain($1) ? 0 : 1) }
    // Base64 adds a third, and each escape two bytes.
    if escaped * 6 > bytes.count { return (.base64, base64(Data(bytes))) }
    return (.quotedPrintable, quotedPrintable(bytes))
  }

  /// Bytes in Base64, in lines.
  static func base64(_ bytes: Data) -> [UInt8] {
    Array(
      bytes.base64EncodedData(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed]))
  }

  /// A text whose lines end with CR and LF, with its lines broken softly where they are too long.
  private static func quotedPrintable(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 8)
    var column = 0
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0D || byte == 0x0A {
        result.append(byte)
        column = 0
        continue
      }
      // Space at a line's end gets lost on the way.
      let isLast = index + 1 == bytes.count || bytes[index + 1] == 0x0D
      let isKept = isPlain(byte) && (!isLast || (byte != 0x20 && byte != 0x09))
      let length = isKept ? 1 : 3
      if column + length > lineLength - (isLast ? 0 : 1) {
        result += "=\r\n".utf8
        column = 0
      }
      if isKept { result.append(byte) } else { result += "=\(byte.twoDigits)".utf8 }
      column += length
    }
    return result
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="): false
    case 0x20...0x7E, 0x09, 0x0A, 0x0D: true
    default: false
    }
  }

  /// The text with CR and LF for each line break, be it CR, LF or both.
  private static func withNetworkLineBreaks(_ text: String.UTF8View) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count + text.count / 32)
    var previous: UInt8 = 0
    for byte in text {
      if byte == 0x0D || (byte == 0x0A && previous != 0x0D) {
        result += [0x0D, 0x0A]
      } else if byte != 0x0A {
        result.append(byte)
      }
      previous = byte
    }
    return result
  }
}
