/// Where the letters of an alphabet rank.
///
/// A weight is one ASCII character, so that a key is short and sorts alike on every store. From the lowest: the end of
/// a level, the space between words, the introducers of a symbol and of a number, then the letters of the Arabic and
/// Latin scripts in the alphabet's order. All other scripts follow as themselves.
struct CollationWeights: Sendable {
  static let endOfLevel: UInt8 = 0x20
  static let space: UInt8 = 0x21
  static let symbol: UInt8 = 0x22
  static let number: UInt8 = 0x23
  static let firstLetter: UInt8 = 0x24

  /// What tells nothing on the second and third level.
  static let plain: UInt8 = 0x21

  /// A letter's weight, and which of the letters with this weight it is: 0 is the plain one.
  struct Letter {
    var weight: UInt8 = 0
    var variant: UInt8 = 0
  }

  /// The weight of `a`; the others follow.
  let latin: UInt8

  /// The letters from U+0600 to U+06FF; weight 0 where there is none.
  private let arabicLetters: [Letter]

  private init(arabicOrder: String, latinFirst: Bool) {
    let groups = arabicOrder.split(separator: " ")
    latin = Self.firstLetter + (latinFirst ? 0 : UInt8(groups.count))
    var letters = [Letter](repeating: Letter(), count: 256)
    for (rank, group) in groups.enumerated() {
      for (variant, scalar) in group.unicodeScalars.enumerated() {
        letters[Int(scalar.value & 0xFF)] = Letter(
          weight: Self.firstLetter + (latinFirst ? 26 : 0) + UInt8(rank), variant: UInt8(variant))
      }
    }
    arabicLetters = letters
  }

  /// The letter that a scalar from U+0600 to U+06FF is; nil where it is none, or none of the alphabets' letters.
  func arabicLetter(_ scalar: Unicode.Scalar) -> Letter? {
    guard scalar.value >> 8 == 6 else { return nil }
    let letter = arabicLetters[Int(scalar.value & 0xFF)]
    return letter.weight == 0 ? nil : letter
  }

  static func of(_ alphabet: CollationKey.Alphabet) -> CollationWeights {
    switch alphabet {
    case .persian: persian
    case .arabic: arabic
    case .latin: latin
    }
  }

  private static let persian = CollationWeights(arabicOrder: persianOrder, latinFirst: false)
  private static let arabic = CollationWeights(arabicOrder: arabicOrder, latinFirst: false)
  private static let latin = CollationWeights(arabicOrder: persianOrder, latinFirst: true)

  /// The letters of one rank stand together, the plain one first.
  private static let persianOrder = """
    آ اٱٲٳٵ ءأإؤئٴٶٸ بٻڀ پ تټٹٺٽٿ ث جڄڃڂ چڇڿځڅ ح خ دډڈڊڌڍ ذ رړڑڒڔڕ زڙ ژږ س شښ ص ض ط ظ ع غڠ فڤڦ ق کكڪ گګڭڰڱڳ \
    لڵ م نںڼڻ وۆۇۈۉۊۋ هةۀہۂۃھە یىيېۍێےۓ
    """

  private static let arabicOrder = """
    ءٴ اآأإٱٲٳٵ بٻڀ پ تةټٹٺٽٿ ث جڄڃڂ چڇڿځڅ ح خ دډڈڊڌڍ ذ رړڑڒڔڕ زڙ ژږ س شښ ص ض ط ظ ع غڠ فڤڦ ق كکڪ گګڭڰڱڳ لڵ م \
    نںڼڻ هۀہۂۃھە وؤۆۇۈۉۊۋٶ يیىئېۍێےۓٸ
    """
}

extension CollationWeights {
  /// The plain letters that a Latin letter without a decomposition ranks as, and which of their variants it is.
  static func latinSpelling(of scalar: Unicode.Scalar) -> (letters: String, variant: UInt8)? {
    latinSpellings[scalar]
  }

  private static let latinSpellings: [Unicode.Scalar: (String, UInt8)] = [
    "\u{E6}": ("ae", 1), "\u{153}": ("oe", 1), "\u{DF}": ("ss", 1), "\u{F8}": ("o", 1), "\u{111}": ("d", 1),
    "\u{F0}": ("d", 2), "\u{FE}": ("th", 1), "\u{142}": ("l", 1), "\u{127}": ("h", 1), "\u{167}": ("t", 1),
    "\u{131}": ("i", 1),
  ]

  /// The weight of an accent or vowel point on the second level: one character for the common ones, in the order of
  /// Unicode's default table, four for the others.
  static func weights(ofMark scalar: Unicode.Scalar) -> [UInt8] {
    if let index = commonMarks.firstIndex(of: scalar) { return [firstMark + UInt8(index)] }
    let digits = stride(from: 12, through: 0, by: -6).map { 0x30 + UInt8(scalar.value >> UInt32($0) & 0x3F) }
    return [lastMark] + digits
  }

  /// The weight that tells one of the letters of a rank from the plain one.
  static func weight(ofVariant variant: UInt8) -> UInt8 { firstVariant + variant }

  /// The weight of a leading zero.
  static let leadingZero: UInt8 = 0x22

  private static let firstVariant: UInt8 = 0x23
  private static let firstMark: UInt8 = 0x40
  private static let lastMark: UInt8 = 0x7E
  private static let commonMarks: [Unicode.Scalar] = [
    "\u{301}", "\u{300}", "\u{306}", "\u{302}", "\u{30C}", "\u{30A}", "\u{308}", "\u{30B}", "\u{303}", "\u{307}",
    "\u{328}", "\u{327}", "\u{304}", "\u{64B}", "\u{64C}", "\u{64D}", "\u{64E}", "\u{64F}", "\u{650}", "\u{651}",
    "\u{652}", "\u{653}", "\u{654}", "\u{655}", "\u{670}",
  ]
}
