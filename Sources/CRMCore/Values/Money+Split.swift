extension Money {
  /// Equal parts whose sum is the amount exactly; the first parts are one minor unit larger where it does not come out
  /// even.
  ///
  /// - Parameter parts: How many, 1 to 1,000,000.
  /// - Throws: ``ValueError/partsOutOfRange(_:)``.
  public func split(into parts: Int) throws(ValueError) -> [Money] {
    guard (1...Self.mostParts).contains(parts) else { throw .partsOutOfRange(parts) }
    let (share, rest) = minorUnits.quotientAndRemainder(dividingBy: Int64(parts))
    let larger = Money(minorUnits: share + rest.signum(), currency: currency)
    let smaller = Money(minorUnits: share, currency: currency)
    let count = Int(rest.magnitude)
    return Array(repeating: larger, count: count) + Array(repeating: smaller, count: parts - count)
  }

  /// Parts in proportion to weights, in their order, whose sum is the amount exactly.
  ///
  /// By the method of the largest remainder: every part is first rounded toward zero, and the minor units that are left
  /// go one by one to the parts that lost most, of equal ones to the first. A weight of zero receives nothing.
  ///
  /// - Parameter weights: 1 to 1,000,000 numbers, none negative, at least one positive.
  /// - Throws: ``ValueError/partsOutOfRange(_:)``, ``ValueError/unusableWeights``; ``ValueError/decimalOutOfRange`` where
  ///   the weights' sum has too many digits.
  /// - Complexity: O(*n* log *n*) for *n* weights.
  public func split(by weights: [ExactDecimal]) throws(ValueError) -> [Money] {
    guard (1...Self.mostParts).contains(weights.count) else { throw .partsOutOfRange(weights.count) }
    guard weights.allSatisfy({ $0 >= .zero }) else { throw .unusableWeights }
    let scale = weights.reduce(0) { max($0, $1.scale) }
    var shares: [UInt128] = []
    var sum: UInt128 = 0
    for weight in weights {
      let share = try weight.digits(atScale: scale)
      let (total, overflow) = sum.addingReportingOverflow(share)
      if overflow { throw .decimalOutOfRange }
      sum = total
      shares.append(share)
    }
    guard sum > 0 else { throw .unusableWeights }
    return distribute(by: shares, of: sum)
  }

  private static let mostParts = 1_000_000

  private func distribute(by shares: [UInt128], of sum: UInt128) -> [Money] {
    let total = minorUnits.magnitude
    var parts: [UInt64] = []
    var remainders: [(remainder: UInt128, index: Int)] = []
    for (index, share) in shares.enumerated() {
      // A share is at most the sum, so the quotient is at most the total.
      let product = UInt128(total).multipliedFullWidth(by: share)
      let (quotient, remainder) = sum.dividing(wide: product)
      parts.append(UInt64(truncatingIfNeeded: quotient.low))
      remainders.append((remainder, index))
    }
    let left = Int(total - parts.reduce(0, +))
    remainders.sort { $0.remainder == $1.remainder ? $0.index < $1.index : $0.remainder > $1.remainder }
    for (_, index) in remainders.prefix(left) { parts[index] += 1 }
    // Only a single part can be the lowest amount, whose magnitude has no positive counterpart: hence the wrapping.
    return parts.map { part in
      let magnitude = Int64(bitPattern: part)
      return Money(minorUnits: minorUnits < 0 ? 0 &- magnitude : magnitude, currency: currency)
    }
  }
}
