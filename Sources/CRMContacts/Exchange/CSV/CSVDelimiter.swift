/// The character that parts the fields of a row.
public struct CSVDelimiter: Hashable, Sendable {
  /// The character's one byte, alike in ASCII, UTF-8 and Windows-1252.
  let byte: UInt8

  /// `,`, as RFC 4180 says.
  public static let comma = CSVDelimiter(byte: UInt8(ascii: ","))
  /// `;`, which spreadsheets write where the comma is the decimal mark.
  public static let semicolon = CSVDelimiter(byte: UInt8(ascii: ";"))
  /// The horizontal tab.
  public static let tab = CSVDelimiter(byte: UInt8(ascii: "\t"))
  /// `|`.
  public static let pipe = CSVDelimiter(byte: UInt8(ascii: "|"))

  /// The delimiters that a reader recognises by itself, the likelier first.
  static let recognised: [CSVDelimiter] = [.comma, .semicolon, .tab, .pipe]

  /// Any other ASCII character.
  ///
  /// Gives nil for what can't part fields: a character outside ASCII, NUL, the quote and the ends of line.
  public init?(_ character: Character) {
    guard let byte = character.asciiValue, character.unicodeScalars.count == 1 else { return nil }
    let reserved: [UInt8] = [CSVByte.nul, CSVByte.quote, CSVByte.carriageReturn, CSVByte.lineFeed]
    guard !reserved.contains(byte) else { return nil }
    self.byte = byte
  }

  private init(byte: UInt8) {
    self.byte = byte
  }

  /// The character.
  public var character: Character { Character(Unicode.Scalar(byte)) }
}

/// The bytes that mean something to a reader or writer whatever the delimiter is.
enum CSVByte {
  static let nul: UInt8 = 0
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  /// U+FEFF in UTF-8.
  static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
