/// The form of a text in which people's ways of typing it no longer differ: what matching and searching compare.
///
/// The text itself is kept as it was typed; its key is derived from it, and is a field like any other.
///
/// ```swift
/// TextKey("Renée  O’BRIEN") == TextKey("renee o'brien")
/// TextKey("علي رضائي") == TextKey("علی رضایی")
/// TextKey("می‌شود") == TextKey("میشود")
/// ```
///
/// What the key folds:
///
/// - **Compatibility**: ligatures, presentation forms, full-width and superscript characters become the plain ones
///   (Unicode's NFKD); what is left is in NFC.
/// - **Case**: every letter becomes lower case, `ß` becomes `ss`.
/// - **Latin, Greek and Cyrillic diacritics** go, and so do the strokes of `ø ł đ ħ ŧ`; `æ œ þ ð ı` become
///   `ae oe th d i`. Vowel points of Hebrew and Arabic go. Marks of other scripts, such as the Indic vowels and the
///   Japanese voicing marks, tell words apart and stay.
/// - **Arabic letters**: alef with anything on it (`آ أ إ ٱ`) becomes `ا`; `ي ى ئ` become `ی`; `ك ڪ` become `ک`;
///   `ؤ` becomes `و`; `ة ۀ ہ ھ ە` become `ه`. A hamza that stands alone is removed, for Persian drops it at the end of
///   words. Kashida (tatweel) is removed.
/// - **Digits** of every script become `0` to `9`, and the Arabic comma, semicolon, question mark, percent sign and
///   decimal separators become the ASCII ones.
/// - **Apostrophes, quotation marks and hyphens** in all their forms become `'`, `"` and `-`.
/// - **Invisible characters** (zero-width non-joiner and joiner, marks of direction, soft hyphens, variation selectors)
///   are removed. So a word with a zero-width non-joiner matches the same word without, but not the same with a space:
///   for that, compare ``withoutSpaces``.
/// - **White space** and control characters: a run of them becomes one space; none is left at the ends.
///
/// Keys compare by their UTF-8 bytes, which is deterministic but not an order for people; see ``CollationKey``.
public struct TextKey: Hashable, Sendable {
  /// The folded text, in NFC.
  ///
  /// Folding it again changes nothing.
  public let value: String

  /// The key of a text.
  ///
  /// - Complexity: O(*n*). ASCII text that is folded already is neither copied nor changed.
  public init(_ text: String) {
    value = Self.fold(text)
  }

  /// The folded text alone.
  ///
  /// - Complexity: O(*n*). ASCII text that is folded already is returned as it is.
  public static func fold(_ text: String) -> String {
    TextFolding.fold(text)
  }

  /// Whether nothing is left of the text.
  public var isEmpty: Bool { value.isEmpty }

  /// The folded text without its spaces, where `Mohammad Reza` is to match `MohammadReza`.
  public var withoutSpaces: String {
    guard value.utf8.contains(0x20) else { return value }
    return String(value.unicodeScalars.filter { $0 != " " })
  }

  /// The words, in their order: the runs of letters, digits and marks.
  ///
  /// Scripts that put nothing between their words,
  /// such as Chinese, give one word a run.
  public var words: [Substring] {
    value.unicodeScalars.split { !$0.isPartOfWord }.map(Substring.init)
  }

  // The value is in NFC, so its bytes tell equality; `String` would normalise text beyond ASCII again each time.

  /// Whether both texts have the same key.
  public static func == (left: TextKey, right: TextKey) -> Bool {
    left.value.utf8.elementsEqual(right.value.utf8)
  }

  /// Hashes the folded text.
  public func hash(into hasher: inout Hasher) {
    let done: Void? = value.utf8.withContiguousStorageIfAvailable {
      hasher.combine(bytes: UnsafeRawBufferPointer($0))
    }
    if done == nil { for byte in value.utf8 { hasher.combine(byte) } }
    hasher.combine(0xFF as UInt8)
  }
}

extension TextKey: Comparable {
  /// Whether the left key's UTF-8 bytes come first.
  public static func < (left: TextKey, right: TextKey) -> Bool {
    left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
  }
}

extension TextKey: CustomStringConvertible {
  /// The folded text.
  public var description: String { value }
}

extension TextKey: Codable {
  /// Decodes the key from its text, which is folded again.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  /// Encodes the key as its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}
