extension StringProtocol {
  /// How many columns of a terminal the text takes.
  var displayWidth: Int {
    if utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return utf8.count }
    return reduce(0) { $0 + $1.displayWidth }
  }
}

extension Character {
  /// How many columns of a terminal the character takes: 2 for an emoji, however many scalars it is made of, otherwise
  /// the sum of its scalars.
  var displayWidth: Int {
    let sum = unicodeScalars.reduce(0) { $0 + $1.displayWidth }
    let isEmoji = unicodeScalars.first.map { $0.properties.isEmojiPresentation } ?? false
    let isMadeEmoji = unicodeScalars.contains("\u{FE0F}") && unicodeScalars.contains { $0.properties.isEmoji }
    return isEmoji || isMadeEmoji ? 2 : sum
  }
}

extension Unicode.Scalar {
  /// 0 for marks, joiners and other invisible characters, 2 for East Asian wide ones and emoji, otherwise 1 (what
  /// Unicode calls ambiguous too), as glibc's `wcwidth` has it.
  fileprivate var displayWidth: Int {
    if value < 0x300 { return 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    case .format: return isPrependedConcatenationMark ? 1 : 0
    default: break
    }
    // The vowels and finals of Hangul join the wide initial before them; the fillers are invisible.
    if 0x1160...0x11FF ~= value || 0xD7B0...0xD7FF ~= value || properties.isDefaultIgnorableCodePoint { return 0 }
    return properties.isEmojiPresentation || isEastAsianWide ? 2 : 1
  }

  /// The signs of category Cf that are visible: they enclose the digits after them.
  private var isPrependedConcatenationMark: Bool {
    switch value {
    case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: true
    default: false
    }
  }

  /// The ranges of Unicode's EastAsianWidth.txt (W and F) by blocks, emoji apart.
  ///
  /// What a block leaves unassigned counts too.
  private var isEastAsianWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3: true
    case 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6: true
    case 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1D300...0x1D376, 0x1F200...0x1F265: true
    case 0x20000...0x2FFFD, 0x30000...0x3FFFD: true
    default: false
    }
  }
}
