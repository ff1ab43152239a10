import Foundation

/// A text's place in people's alphabetical order, as a text that sorts by its bytes.
///
/// Stores order text by its UTF-8 bytes. A field that keeps the collation key of another field can be indexed, ordered
/// by and paged through like any text, and gives lists the order that people look names up in.
///
/// ```swift
/// let names = ["پروین", "تارا", "آرش", "احمد", "بهار"]
/// names.sorted { CollationKey($0, in: .persian) < CollationKey($1, in: .persian) }
/// // آرش، احمد، بهار، پروین، تارا
/// ```
///
/// What decides first:
///
/// - **Letters**, whatever their case and accents, in the order of the ``Alphabet``: its own script first. Letters of
///   other languages in Latin or Arabic script rank with the letter that they are made of (`ä` with `a`, `æ` as `ae`,
///   Pashto's `ټ` with `ت`). Then come the other scripts in the order of their code points, which is alphabetical or
///   nearly so within each.
/// - **White space** comes before everything, so that `علی اکبر` stands before `علیرضا`; then punctuation and symbols,
///   then numbers, then letters.
/// - **Numbers** by their value, in any script's digits: `Unit 9` before `Unit ۱۰`. (Of a run of more than 80 digits
///   each 80 count as a number.)
///
/// Where texts are alike in that, accents, vowel points, letter variants (`ي` after `ی`) and leading zeros decide, from
/// the left; and then case, lower case first.
///
/// Two texts have equal keys when they differ in nothing but: compatibility forms (Unicode's NFKD: ligatures,
/// presentation forms, width), the script of digits, invisible characters (zero-width non-joiner, marks of direction),
/// kashida, and the kind and amount of white space, which also counts for nothing at both ends. So records whose keys
/// are equal need their identifier as the last word, as everywhere.
///
/// Keys of different alphabets don't compare. Keys may be kept in stores: a change of the order is a breaking change.
public struct CollationKey: Hashable, Sendable {
  /// Whose order it is.
  public enum Alphabet: String, Codable, CaseIterable, Hashable, Sendable {
    /// The Persian order: `آ ا ء ب پ ت … و ه ی`, then Latin. Alef with madda is the first letter, a hamza ranks after
    /// alef whatever carries it (`أ ؤ ئ`), and `ة` ranks with `ه`, as in CLDR and the Iranian standard.
    case persian
    /// The Arabic order: `ء ا ب ت … ه و ي`, then Latin. Carriers of a hamza rank as themselves, `ة` ranks with `ت`, and
    /// the Persian letters after those they are made of.
    case arabic
    /// Latin first, then the Arabic script in the Persian order.
    case latin
  }

  /// The key, in NFC and without control characters: texts are in alphabetical order when these are in the order of
  /// their UTF-8 bytes.
  public let value: String

  /// The place of a text in an alphabet's order.
  ///
  /// - Complexity: O(*n*). The key of lower-case text without accents is about as long as the text, and shorter in
  ///   Arabic script.
  public init(_ text: String, in alphabet: Alphabet) {
    var builder = CollationKeyBuilder(weights: .of(alphabet), capacity: text.utf8.count)
    // A decomposed alef with madda is a letter of its own too.
    let isDecomposed = text.unicodeScalars.contains { $0.isFoldableMark }
    builder.append(isDecomposed ? text.precomposedStringWithCanonicalMapping : text)
    value = builder.finish()
  }
}

extension CollationKey: Comparable {
  /// Whether the left text comes first, when both keys are of one alphabet.
  public static func < (left: CollationKey, right: CollationKey) -> Bool {
    left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
  }
}

extension CollationKey: CustomStringConvertible {
  /// The key's text.
  public var description: String { value }
}
