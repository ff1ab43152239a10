import Foundation

extension Unicode.Scalar {
  /// What the scalar becomes in a ``TextKey``: nothing, one space for white space, or plain lower-case characters.
  var folded: String {
    if let plain = foldedWithoutDecomposition { return plain }
    let decomposed = decomposition.unicodeScalars
    // An accent that stands alone decomposes to a space and the accent: nothing to match.
    if decomposed.count > 1 && decomposed.first == " " { return "" }
    return decomposition.foldedByDecomposition
  }

  /// What the tables below and the rules for whole categories say; nil where the decomposition decides.
  fileprivate var foldedWithoutDecomposition: String? {
    if let spelling = Self.plainSpellings[self] { return spelling }
    if isFoldableMark || properties.isDefaultIgnorableCodePoint { return "" }
    if properties.isWhitespace || properties.generalCategory == .control { return " " }
    if let digit = decimalDigit { return String(digit) }
    return nil
  }

  /// The value of a decimal digit of any script.
  var decimalDigit: Int? {
    if value < 0x80 { return value >= 0x30 && value <= 0x39 ? Int(value - 0x30) : nil }
    guard properties.generalCategory == .decimalNumber, let number = properties.numericValue else { return nil }
    return Int(exactly: number)
  }

  /// Whether the scalar is an accent or a vowel point that does not tell words apart: those that any letter may carry,
  /// and those of Hebrew and Arabic.
  var isFoldableMark: Bool {
    switch value {
    case 0x0300...0x036F, 0x0483...0x0487, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20F0, 0xFE20...0xFE2F:
      true
    case 0x0591...0x05BD, 0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7:
      true
    case 0x0610...0x061A, 0x064B...0x065F, 0x0670, 0x06D6...0x06DC, 0x06DF...0x06E4, 0x06E7, 0x06E8, 0x06EA...0x06ED,
      0x0898...0x089F, 0x08CA...0x08E1, 0x08E3...0x08FF:
      true
    default:
      false
    }
  }

  /// Whether the scalar is a Han ideograph, which folds to itself and never composes.
  var isIdeograph: Bool {
    properties.isUnifiedIdeograph
  }

  /// Whether the scalar is a part of a word: a letter, a digit or a mark on one.
  var isPartOfWord: Bool {
    if value < 0x80 { return ("a"..."z").contains(self) || ("A"..."Z").contains(self) || ("0"..."9").contains(self) }
    return switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
      true
    default:
      false
    }
  }

  /// The scalars that match others without a decomposition that says so.
  private static let plainSpellings: [Unicode.Scalar: String] = [
    "\u{E6}": "ae", "\u{153}": "oe", "\u{F8}": "o", "\u{111}": "d", "\u{F0}": "d", "\u{FE}": "th", "\u{142}": "l",
    "\u{127}": "h", "\u{167}": "t",
    // Arabic letters, by the Persian one; hamza alone and the high hamza; tatweel.
    "\u{622}": "ا", "\u{623}": "ا", "\u{625}": "ا", "\u{671}": "ا", "\u{672}": "ا", "\u{673}": "ا", "\u{675}": "ا",
    "\u{624}": "و", "\u{676}": "و", "\u{626}": "ی", "\u{649}": "ی", "\u{64A}": "ی", "\u{678}": "ی",
    "\u{643}": "ک", "\u{6AA}": "ک", "\u{629}": "ه", "\u{6BE}": "ه", "\u{6C0}": "ه", "\u{6C1}": "ه", "\u{6C2}": "ه",
    "\u{6C3}": "ه", "\u{6D5}": "ه", "\u{621}": "", "\u{674}": "", "\u{640}": "",
    "\u{60C}": ",", "\u{61B}": ";", "\u{61F}": "?", "\u{66A}": "%", "\u{66B}": ".", "\u{66C}": ",", "\u{6D4}": ".",
    // Apostrophes, quotation marks, hyphens and dashes, the fraction slash.
    "\u{2018}": "'", "\u{2019}": "'", "\u{201A}": "'", "\u{201B}": "'", "\u{2BC}": "'", "\u{2B9}": "'", "\u{B4}": "'",
    "\u{2032}": "'", "\u{201C}": "\"", "\u{201D}": "\"", "\u{201E}": "\"", "\u{201F}": "\"", "\u{AB}": "\"",
    "\u{BB}": "\"", "\u{2033}": "\"", "\u{2010}": "-", "\u{2011}": "-", "\u{2012}": "-", "\u{2013}": "-",
    "\u{2014}": "-", "\u{2015}": "-", "\u{2212}": "-", "\u{2043}": "-", "\u{2044}": "/",
  ]
}

extension String {
  /// The decomposed text with each of its scalars folded.
  var foldedByDecomposition: String {
    var folded = ""
    for part in decomposedStringWithCompatibilityMapping.unicodeScalars {
      // Through the upper case, ß becomes ss and the final sigma the common one.
      for scalar in part.properties.lowercaseMapping.uppercased().lowercased().unicodeScalars {
        folded += scalar.foldedWithoutDecomposition ?? String(scalar)
      }
    }
    return folded
  }
}
