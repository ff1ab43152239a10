/// What a part of a message is: `text/plain; charset=utf-8` (RFC 2045).
struct MediaType {
  /// The type in small letters: `text`.
  let type: String
  /// The subtype in small letters: `plain`.
  let subtype: String
  /// The parameters in their order, names in small letters.
  var parameters: [MIMEParameter]

  init(_ type: String, _ subtype: String, _ parameters: [MIMEParameter] = []) {
    self.type = type
    self.subtype = subtype
    self.parameters = parameters
  }

  /// Reads a media type whose parameters are ASCII, quoted or not; nil for one that is none.
  init?(_ text: String) {
    let sections = text.split(separator: ";", omittingEmptySubsequences: false)
    let halves = sections[0].split(separator: "/", omittingEmptySubsequences: false).map(Self.trimmed)
    guard halves.count == 2, halves.allSatisfy({ Self.isToken($0) && $0.utf8.count <= 127 }) else { return nil }
    self.init(halves[0].lowercased(), halves[1].lowercased())
    for section in sections.dropFirst() {
      guard let equals = section.firstIndex(of: "=") else { return nil }
      let name = Self.trimmed(section[..<equals]).lowercased()
      var value = Self.trimmed(section[section.index(after: equals)...])
      if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") { value = value.dropFirst().dropLast() }
      let isPlain = value.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !value.contains { "\"\\".contains($0) }
      guard Self.isToken(name), name.utf8.count <= 40, !value.isEmpty, value.utf8.count <= 200, isPlain,
        !parameters.contains(where: { $0.name == name })
      else { return nil }
      parameters.append(MIMEParameter(name: name, value: String(value)))
    }
  }

  private static func isToken(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy(MailText.isToken)
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    let start = text.drop(while: isSpace)
    return start.isEmpty ? start : start[...(start.lastIndex { !isSpace($0) } ?? start.startIndex)]
  }
}
