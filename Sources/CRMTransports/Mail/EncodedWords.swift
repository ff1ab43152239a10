import Foundation

/// Text outside ASCII in a header (RFC 2047): words such as `=?utf-8?B?2LPZhNin2YU=?=`, of at most 75 bytes each.
enum EncodedWords {
  private static let prefix = "=?utf-8?"
  // Around the content: the prefix, the letter of the encoding, a question mark, and the end.
  private static let frame = 12
  private static let longest = 75 - frame

  /// The words that a reader's program puts together again, without the space between them.
  ///
  /// - Parameter room: How many bytes of the header's first line are left.
  static func words(_ text: String, room: Int) -> [String] {
    let quoted = text.utf8.reduce(0) { $0 + quotedCost($1) }
    let first = min(room - frame, longest)
    if quoted <= (text.utf8.count + 2) / 3 * 4 {
      return text.pieces(first: first, rest: longest, cost: quotedCost).map { prefix + "Q?" + self.quoted($0) + "?=" }
    }
    return text.pieces(first: first / 4 * 3, rest: longest / 4 * 3) { _ in 1 }.map {
      prefix + "B?" + Data($0.utf8).base64EncodedString() + "?="
    }
  }

  private static func quotedCost(_ byte: UInt8) -> Int { isPlain(byte) || byte == 0x20 ? 1 : 3 }

  private static func quoted(_ text: String) -> String {
    text.utf8.reduce(into: "") { result, byte in
      if isPlain(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        result += byte == 0x20 ? "_" : "=" + byte.twoDigits
      }
    }
  }

  /// What stands for itself even in the strictest place, the name before an address.
  private static func isPlain(_ byte: UInt8) -> Bool { MailText.isAlphanumeric(byte) || signs.contains(byte) }

  private static let signs = Set("!*+-/".utf8)
}

extension UInt8 {
  /// The byte in two capital hexadecimal digits.
  var twoDigits: String { (self < 16 ? "0" : "") + String(self, radix: 16, uppercase: true) }
}
