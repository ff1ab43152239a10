import Foundation

/// Persian text as a careful typist would have typed it: for what is shown and printed, where ``TextKey`` is for what
/// is compared.
///
/// Each function does one thing and leaves all else as it is; ``normalized(_:joining:)`` does them all.
public enum PersianText {
  /// The text with the Arabic `ي ى ك` as the Persian `ی ی ک`, and presentation forms (`ﻛ`, `ﻼ`) as the letters that
  /// they show.
  public static func withPersianLetters(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      for letter in scalar.lettersOfPresentationForm {
        switch letter {
        case "\u{64A}", "\u{649}": result.append("ی")
        case "\u{643}", "\u{6AA}": result.append("ک")
        default: result.append(letter)
        }
      }
    }
    return String(result)
  }

  /// The text with its ASCII and Arabic digits as Persian ones: `18` and `١٨` as `۱۸`.
  public static func withPersianDigits(_ text: String) -> String {
    replacingDigits(in: text, zero: 0x6F0)
  }

  /// The text with its Persian and Arabic digits as ASCII ones.
  public static func withLatinDigits(_ text: String) -> String {
    replacingDigits(in: text, zero: 0x30)
  }

  /// The text without kashida (tatweel), the line that lengthens words for looks.
  public static func withoutKashida(_ text: String) -> String {
    text.removing { $0 == "\u{640}" }
  }

  /// The text without vowel points: fatha, damma, kasra, their doubled forms, shadda, sukun and the small alef.
  ///
  /// What
  /// makes another letter stays: the madda of `آ`, and a hamza on its carrier.
  public static func withoutDiacritics(_ text: String) -> String {
    text.removing { ("\u{64B}"..."\u{652}").contains($0) || $0 == "\u{670}" }
  }

  /// The text with every run of three or more of one letter as a single letter: `اعلاممممم` as `اعلام`.
  ///
  /// Other
  /// characters may repeat, and so may Latin letters.
  public static func withoutLengthening(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var run = 0
    for scalar in text.unicodeScalars {
      let repeats = result.last == scalar && ("\u{620}"..."\u{64A}" ~= scalar || "\u{671}"..."\u{6D3}" ~= scalar)
      run = repeats ? run + 1 : 1
      if run == 3 { result.removeLast() }
      if run < 3 { result.append(scalar) }
    }
    return String(result)
  }

  private static func replacingDigits(in text: String, zero: UInt32) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let replacement: Unicode.Scalar? =
        switch scalar.value {
        case 0x30...0x39: Unicode.Scalar(scalar.value - 0x30 + zero)
        case 0x660...0x669: Unicode.Scalar(scalar.value - 0x660 + zero)
        case 0x6F0...0x6F9: Unicode.Scalar(scalar.value - 0x6F0 + zero)
        default: nil
        }
      result.append(replacement ?? scalar)
    }
    return String(result)
  }
}

extension String {
  /// The text without some of its scalars.
  fileprivate func removing(where isRemoved: (Unicode.Scalar) -> Bool) -> String {
    String(unicodeScalars.filter { !isRemoved($0) })
  }
}

extension Unicode.Scalar {
  /// The letters that an Arabic presentation form shows; of any other scalar itself.
  fileprivate var lettersOfPresentationForm: String.UnicodeScalarView {
    let isForm = "\u{FB50}"..."\u{FDFF}" ~= self || "\u{FE70}"..."\u{FEFC}" ~= self
    return (isForm ? String(self).precomposedStringWithCompatibilityMapping : String(self)).unicodeScalars
  }
}
