/// A header of a message, in words between which its lines may be broken (RFC 5322).
struct MailHeader {
  let name: String
  private var tokens: [String]

  /// Lines are broken so that they have no more, wherever there is a place for it.
  static let lineLength = 78

  init(_ name: String, tokens: [String]) {
    self.name = name
    self.tokens = tokens
  }

  /// A header whose value is text for people.
  init(_ name: String, text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let isPlain = words.allSatisfy { !$0.isEmpty && $0.utf8.count < Self.lineLength && MailText.isVisible($0) }
    // What looks like an encoded word would be read as one.
    if text.isEmpty || (isPlain && !text.contains("=?")) {
      self.init(name, tokens: text.isEmpty ? [] : words)
    } else {
      self.init(name, tokens: EncodedWords.words(text, room: Self.lineLength - name.utf8.count - 2))
    }
  }

  /// A header whose value is names and addresses.
  init(_ name: String, mailboxes: [Mailbox]) {
    self.init(name, tokens: Self.list(mailboxes.map(\.tokens)))
  }

  /// A header whose value has parameters, such as a media type.
  init(_ name: String, _ value: String, _ parameters: [MIMEParameter]) {
    let tokens = [value] + parameters.flatMap(\.tokens)
    self.init(name, tokens: tokens.dropLast().map { $0 + ";" } + tokens.suffix(1))
  }

  /// The words of several values with a comma after each but the last.
  static func list(_ values: [[String]]) -> [String] {
    values.enumerated().flatMap { index, tokens in
      index == values.count - 1 ? tokens : tokens.dropLast() + tokens.suffix(1).map { $0 + "," }
    }
  }

  /// Writes the header's lines.
  func write(to bytes: inout [UInt8]) {
    bytes += "\(name):".utf8
    var column = name.utf8.count + 1
    for token in tokens {
      let length = token.utf8.count + 1
      if column + length > Self.lineLength {
        bytes += "\r\n".utf8
        column = 0
      }
      bytes += " \(token)".utf8
      column += length
    }
    bytes += "\r\n".utf8
  }
}

extension Mailbox {
  /// The words of name and address: the name as it is, in quotes, or encoded.
  fileprivate var tokens: [String] {
    guard let name, !name.isEmpty else { return [address] }
    let words = name.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let isShort = !name.contains("=?") && name.utf8.count <= 60
    if isShort, words.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(MailText.isAtom) }) {
      return words + ["<\(address)>"]
    }
    if isShort, name.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
      return ["\"" + name.reduce(into: "") { $0 += "\"\\".contains($1) ? "\\\($1)" : "\($1)" } + "\"", "<\(address)>"]
    }
    // The first word may be as long as any, on a line of its own: some readers put a space between two, so a short name has only one.
    return EncodedWords.words(name, room: MailHeader.lineLength) + ["<\(address)>"]
  }
}
