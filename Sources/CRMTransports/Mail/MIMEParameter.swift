/// What a header says besides its value: `filename="offer.pdf"` (RFC 2045), in any script and of any length (RFC 2231).
struct MIMEParameter {
  let name: String
  let value: String

  // A line has 78 bytes, of which a space before and a semicolon after are not ours.
  private static let longest = 76

  /// The parameter in pieces that must not be broken, without the semicolons between them.
  var tokens: [String] {
    if !value.isEmpty, value.utf8.allSatisfy(Self.isPlain), name.utf8.count + value.utf8.count < Self.longest {
      return ["\(name)=\(value)"]
    }
    let escaped = value.reduce(into: "") { $0 += "\"\\".contains($1) ? "\\\($1)" : "\($1)" }
    let isPrintable = value.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !value.contains("=?")
    if isPrintable, name.utf8.count + escaped.utf8.count + 3 <= Self.longest { return ["\(name)=\"\(escaped)\""] }
    return extended
  }

  private var extended: [String] {
    let charset = "utf-8''"
    // After the name: an asterisk, a number of up to three digits, an asterisk, an equals sign.
    let room = Self.longest - name.utf8.count - 6
    let pieces = value.pieces(first: room - charset.utf8.count, rest: room) { Self.isPlain($0) ? 1 : 3 }.map(
      Self.percent)
    if pieces.count == 1 { return ["\(name)*=\(charset)\(pieces[0])"] }
    return pieces.enumerated().map { "\(name)*\($0)*=\($0 == 0 ? charset : "")\($1)" }
  }

  private static func percent(_ text: String) -> String {
    text.utf8.reduce(into: "") { result, byte in
      if isPlain(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        result += "%" + byte.twoDigits
      }
    }
  }

  /// `attribute-char` of RFC 2231.
  private static func isPlain(_ byte: UInt8) -> Bool {
    MailText.isToken(byte) && ![UInt8(ascii: "*"), UInt8(ascii: "'"), UInt8(ascii: "%")].contains(byte)
  }
}
