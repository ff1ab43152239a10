/// The address of RFC 5321, as far as it is in use: a dot-atom or a quoted string before the sign, a domain or a literal after it.
enum MailAddress {
  enum Flaw { case malformed, international }

  /// What is wrong with an address; nil for one that can be sent to.
  static func flaw(in text: String) -> Flaw? {
    guard let sign = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return .malformed }
    let local = text.utf8[..<sign]
    let domain = text.utf8[text.utf8.index(after: sign)...]
    guard text.utf8.count <= 254, (1...64).contains(local.count), !domain.isEmpty else { return .malformed }
    // Whatever stands outside ASCII is judged after the rest, as if it were a letter.
    guard isAtoms(local) || isQuoted(local), isDomain(domain) || isLiteral(domain) else { return .malformed }
    return text.utf8.allSatisfy { $0 < 0x80 } ? nil : .international
  }

  private static func isAtoms(_ text: Substring.UTF8View) -> Bool {
    text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && $0.allSatisfy { $0 >= 0x80 || MailText.isAtom($0) }
    }
  }

  private static func isQuoted(_ text: Substring.UTF8View) -> Bool {
    let quote = UInt8(ascii: "\"")
    guard text.count >= 3, text.first == quote, text.last == quote else { return false }
    var isEscaped = false
    for byte in text.dropFirst().dropLast() {
      guard byte >= 0x20, byte != 0x7F, isEscaped || byte != quote else { return false }
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
    }
    return !isEscaped
  }

  private static func isDomain(_ text: Substring.UTF8View) -> Bool {
    let labels = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let hyphen = UInt8(ascii: "-")
    return text.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
          && label.allSatisfy { $0 >= 0x80 || $0 == hyphen || MailText.isAlphanumeric($0) }
      }
  }

  /// `[192.0.2.1]` or `[IPv6:2001:db8::1]`.
  private static func isLiteral(_ text: Substring.UTF8View) -> Bool {
    guard text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") else { return false }
    let inner = String(Substring(text.dropFirst().dropLast()))
    if !inner.hasPrefix("IPv6:") { return NetworkAddress(inner)?.bytes.count == 4 }
    return NetworkAddress(String(inner.dropFirst(5)))?.bytes.count == 16
  }
}

/// The kinds of characters that the grammars of mail are made of.
enum MailText {
  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "a")...UInt8(ascii: "z"): true
    default: false
    }
  }

  /// `atext` of RFC 5322.
  static func isAtom(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || atomSigns.contains(byte) }

  /// `token` of RFC 2045.
  static func isToken(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || tokenSigns.contains(byte) }

  /// Whether the text is visible ASCII from end to end.
  static func isVisible(_ text: some StringProtocol) -> Bool { text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

  /// Whether the text could begin a line of its own, or hides what it is: a line break of any script, or a control character.
  ///
  /// The tab passes; it is encoded.
  static func hasControls(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x09: false
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
      default: false
      }
    }
  }

  private static let atomSigns = Set("!#$%&'*+-/=?^_`{|}~".utf8)
  private static let tokenSigns = Set("!#$%&'*+-.^_`{|}~".utf8)
}
