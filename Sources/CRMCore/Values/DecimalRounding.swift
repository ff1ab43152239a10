/// What becomes of the digits that a result has no room for.
public enum DecimalRounding: String, Codable, CaseIterable, Hashable, Sendable {
  /// To the nearest, a half to the even neighbour: banker's rounding, the rule of averages.
  case halfEven
  /// To the nearest, a half away from zero: the rule of schools and most tax offices.
  case halfUp
  /// Toward zero: the digits are cut off.
  case down
  /// Away from zero.
  case up
  /// Toward negative infinity.
  case floor
  /// Toward positive infinity.
  case ceiling

  /// Whether the magnitude of a quotient grows by one.
  func roundsUp(isNegative: Bool, isOdd: Bool, remainder: DecimalRemainder) -> Bool {
    if remainder == .zero { return false }
    switch self {
    case .halfEven: return remainder == .aboveHalf || (remainder == .half && isOdd)
    case .halfUp: return remainder != .belowHalf
    case .down: return false
    case .up: return true
    case .floor: return isNegative
    case .ceiling: return !isNegative
    }
  }
}

/// The part of a quotient after the point, as far as rounding cares.
enum DecimalRemainder {
  case zero, belowHalf, half, aboveHalf

  /// Judges a remainder that is smaller than its divisor.
  init(_ remainder: UInt128, of divisor: UInt128) {
    if remainder == 0 {
      self = .zero
    } else {
      let rest = divisor - remainder
      self = remainder < rest ? .belowHalf : remainder == rest ? .half : .aboveHalf
    }
  }
}
