extension Duration {
  /// Reads a duration in ISO 8601: `PT1H30M`, `P2DT3H`, `-PT0.25S`.
  ///
  /// Weeks, days, hours, minutes and seconds, in this order; a day is 24 hours. Years and months have no fixed length
  /// and are refused. Only the seconds may have a fraction; it is rounded down to microseconds.
  ///
  /// - Throws: ``ValueError/malformedDuration(_:)``, or ``ValueError/durationOutOfRange``.
  public init(iso8601 text: String) throws(ValueError) {
    guard let microseconds = ASCIIReader.read(text, { $0.durationInMicroseconds() }) else {
      throw .malformedDuration(text)
    }
    guard let fitting = Int64(exactly: microseconds) else { throw .durationOutOfRange }
    self = .microseconds(fitting)
  }

  /// The duration in ISO 8601 with hours, minutes and seconds, rounded down to microseconds: `PT1H30M`, `-PT0.25S`,
  /// `PT0S`.
  public var iso8601: String {
    let microseconds = flooredMicroseconds
    let (seconds, fraction) = microseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    let (minutes, second) = seconds.quotientAndRemainder(dividingBy: 60)
    let (hours, minute) = minutes.quotientAndRemainder(dividingBy: 60)
    return ASCIIWriter.text { writer in
      if microseconds < 0 { writer.write("-") }
      writer.write("P")
      writer.write("T")
      if hours != 0 {
        writer.write(hours)
        writer.write("H")
      }
      if minute != 0 {
        writer.write(minute)
        writer.write("M")
      }
      if second != 0 || fraction != 0 || seconds == 0 {
        writer.write(second)
        writer.write(millionths: UInt64(fraction))
        writer.write("S")
      }
    }
  }
}

extension ASCIIReader {
  /// A whole duration, of at most 18 digits a part, so that the sum fits 128 bits.
  fileprivate mutating func durationInMicroseconds() -> Int128? {
    let isNegative = skip("-")
    guard skip("P") else { return nil }
    var isCut = false
    guard var total = durationParts([("W", 604_800), ("D", 86_400)], isCut: &isCut) else { return nil }
    let hasDate = total.count > 0
    if skip("T") {
      guard let time = durationParts([("H", 3600), ("M", 60), ("S", 1)], isCut: &isCut), time.count > 0 else {
        return nil
      }
      total.microseconds += time.microseconds
    } else if !hasDate {
      return nil
    }
    return isNegative ? -total.microseconds - (isCut ? 1 : 0) : total.microseconds
  }

  /// Numbers, each with its unit, in the units' order.
  private mutating func durationParts(
    _ units: [(designator: Unicode.Scalar, seconds: Int128)], isCut: inout Bool
  ) -> (count: Int, microseconds: Int128)? {
    var total: Int128 = 0
    var count = 0
    var allowed = units[...]
    while let number = shortNumber() {
      var microseconds = Int128(number) * 1_000_000
      var isFraction = false
      if skip(".") || skip(",") {
        guard let fraction = millionths() else { return nil }
        microseconds += Int128(fraction.value)
        isCut = fraction.isCut
        isFraction = true
      }
      guard let index = allowed.firstIndex(where: { skip($0.designator) }),
        !isFraction || allowed[index].seconds == 1
      else { return nil }
      total += microseconds * allowed[index].seconds
      allowed = allowed[(index + 1)...]
      count += 1
    }
    return (count, total)
  }

  /// A number of 1 to 18 digits.
  private mutating func shortNumber() -> Int? {
    guard var value = digit().map(Int.init) else { return nil }
    var count = 1
    while let digit = digit() {
      count += 1
      guard count <= 18 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }
}
