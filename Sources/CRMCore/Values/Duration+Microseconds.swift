extension Duration {
  /// The duration in microseconds, rounded down.
  ///
  /// - Throws: ``ValueError/durationOutOfRange`` where they do not fit 64 bits.
  package var wholeMicroseconds: Int64 {
    get throws(ValueError) {
      guard let microseconds = Int64(exactly: flooredMicroseconds) else { throw .durationOutOfRange }
      return microseconds
    }
  }

  /// The duration in microseconds, rounded down, of every duration that there is.
  var flooredMicroseconds: Int128 {
    let (seconds, attoseconds) = components
    let (quotient, remainder) = attoseconds.quotientAndRemainder(dividingBy: 1_000_000_000_000)
    return Int128(seconds) * 1_000_000 + Int128(remainder < 0 ? quotient - 1 : quotient)
  }
}
