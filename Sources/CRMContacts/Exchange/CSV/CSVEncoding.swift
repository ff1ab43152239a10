/// How a file's bytes stand for text.
public enum CSVEncoding: Hashable, Sendable, CaseIterable {
  /// UTF-8, which plain ASCII is too.
  case utf8
  /// UTF-16, low byte first: what spreadsheets on Windows call "Unicode text".
  case utf16LittleEndian
  /// UTF-16, high byte first.
  case utf16BigEndian
  /// Windows code page 1252, Western European. Its five unassigned bytes become control characters, as the WHATWG
  /// Encoding Standard has it, so every byte has a meaning.
  case windows1252
}
