import Foundation

/// Puts a ``CollationKey`` together: its three levels, each one weight after another.
struct CollationKeyBuilder {
  private let weights: CollationWeights
  private var letters: [UInt8] = []
  private var accents = Level()
  private var cases = Level()
  private var endsWithSpace = false
  private var number = Number()

  init(weights: CollationWeights, capacity: Int) {
    self.weights = weights
    letters.reserveCapacity(capacity + 8)
  }

  mutating func append(_ text: String) {
    for scalar in text.unicodeScalars { append(scalar) }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      append(ascii: UInt8(truncatingIfNeeded: scalar.value))
    } else if let letter = weights.arabicLetter(scalar) {
      append(letter: letter.weight)
      if letter.variant > 0 { accents.append(mark: CollationWeights.weight(ofVariant: letter.variant)) }
    } else if (0xC0...0x24F).contains(scalar.value) || (0x4E00...0x9FFF).contains(scalar.value) {
      // Latin letters and Han ideographs need none of the questions below, each of which takes time.
      appendOther(scalar)
    } else if let digit = scalar.decimalDigit {
      append(digit: UInt8(digit))
    } else if scalar.isFoldableMark {
      endNumber()
      endSpace()
      CollationWeights.weights(ofMark: scalar).forEach { accents.append(mark: $0) }
    } else if scalar.value == 0x640 || scalar.properties.isDefaultIgnorableCodePoint {
      return
    } else if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control {
      appendSpace()
    } else {
      appendOther(scalar)
    }
  }

  private mutating func append(ascii byte: UInt8) {
    switch byte {
    case 0x61...0x7A:
      append(letter: weights.latin + (byte - 0x61))
    case 0x41...0x5A:
      append(letter: weights.latin + (byte - 0x41), isUppercase: true)
    case 0x30...0x39:
      append(digit: byte - 0x30)
    case 0x21...0x7E:
      append(letter: CollationWeights.symbol)
      letters.append(byte)
    default:
      appendSpace()
    }
  }

  /// A scalar that ranks as others do, or as itself.
  private mutating func appendOther(_ scalar: Unicode.Scalar) {
    // The short i ranks after i in every Cyrillic alphabet, although it decomposes to an i with an accent.
    let isShortI = scalar.value == 0x439 || scalar.value == 0x419
    let decomposed = isShortI || scalar.isIdeograph ? String(scalar) : scalar.decomposition
    if decomposed.unicodeScalars.first != scalar || decomposed.unicodeScalars.count > 1 {
      append(decomposed)
      return
    }
    let isUppercase = scalar.properties.changesWhenLowercased
    let folded = scalar.properties.lowercaseMapping
    if let spelling = folded.unicodeScalars.first.flatMap(CollationWeights.latinSpelling) {
      for byte in spelling.letters.utf8 {
        append(letter: weights.latin + (byte - 0x61), isUppercase: isUppercase)
        accents.append(mark: CollationWeights.weight(ofVariant: spelling.variant))
      }
    } else if scalar.isPartOfWord {
      appendItself(folded.unicodeScalars.first ?? scalar, isUppercase: isUppercase)
    } else {
      append(letter: CollationWeights.symbol)
      letters.append(contentsOf: String(scalar).utf8)
    }
  }

  private mutating func appendItself(_ scalar: Unicode.Scalar, isUppercase: Bool) {
    let bytes = Array(String(scalar).utf8)
    append(letter: bytes[0], isUppercase: isUppercase)
    letters.append(contentsOf: bytes.dropFirst())
  }

  private mutating func append(letter weight: UInt8, isUppercase: Bool = false) {
    endNumber()
    endSpace()
    letters.append(weight)
    accents.appendPlain()
    cases.appendPlain()
    if isUppercase { cases.append(mark: CollationWeights.plain + 1) }
  }

  private mutating func appendSpace() {
    endNumber()
    endsWithSpace = !letters.isEmpty || !accents.weights.isEmpty
  }

  /// Writes the space that stands before what comes now.
  private mutating func endSpace() {
    guard endsWithSpace else { return }
    endsWithSpace = false
    letters.append(CollationWeights.space)
    accents.appendPlain()
    cases.appendPlain()
  }

  private mutating func append(digit: UInt8) {
    if number.digits.count == Number.mostDigits { endNumber() }
    if digit == 0 && number.digits.isEmpty {
      number.leadingZeros += 1
    } else {
      number.digits.append(0x30 + digit)
    }
  }

  /// Writes the number that the last digits were: how many there are, then they.
  private mutating func endNumber() {
    guard number.leadingZeros > 0 || !number.digits.isEmpty else { return }
    let ended = number
    number = Number()
    append(letter: CollationWeights.number)
    letters.append(0x21 + UInt8(ended.digits.count))
    letters.append(contentsOf: ended.digits)
    for _ in 0..<ended.leadingZeros { accents.append(mark: CollationWeights.leadingZero) }
  }

  mutating func finish() -> String {
    endNumber()
    if !accents.weights.isEmpty || !cases.weights.isEmpty {
      letters.append(CollationWeights.endOfLevel)
      letters.append(contentsOf: accents.weights)
    }
    if !cases.weights.isEmpty {
      letters.append(CollationWeights.endOfLevel)
      letters.append(contentsOf: cases.weights)
    }
    let key = String(decoding: letters, as: UTF8.self)
    return letters.allSatisfy { $0 < 0x80 } ? key : key.precomposedStringWithCanonicalMapping
  }
}

/// A level of a key.
///
/// Plain weights at its end are left out: they are the lowest, and so is the end.
private struct Level {
  private(set) var weights: [UInt8] = []
  private var plainCount = 0

  mutating func appendPlain() { plainCount += 1 }

  mutating func append(mark weight: UInt8) {
    weights.append(contentsOf: repeatElement(CollationWeights.plain, count: plainCount))
    plainCount = 0
    weights.append(weight)
  }
}

/// The digits that have been read and not yet written.
private struct Number {
  static let mostDigits = 80
  var digits: [UInt8] = []
  var leadingZeros = 0
}
