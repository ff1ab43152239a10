extension Instant {
  /// Reads an instant in ISO 8601 with seconds and an offset: `2024-08-18T11:48:00Z`, `2024-08-18T15:18:00.25+03:30`.
  ///
  /// The offset is `Z`, `±hh:mm`, `±hhmm` or `±hh`. A fraction after a point or comma may have any number of digits and
  /// is rounded down to microseconds. Years outside 0 to 9999 have a sign and six digits. Leap seconds are refused.
  ///
  /// - Throws: ``ValueError/malformedInstant(_:)``, or ``ValueError/instantOutOfRange``.
  public init(iso8601 text: String) throws(ValueError) {
    guard let parts = ASCIIReader.read(text, { $0.instant() }) else { throw .malformedInstant(text) }
    // 128 bits, for the first second of the range only fits together with its fraction.
    guard let total = Int64(exactly: Int128(parts.seconds) * 1_000_000 + Int128(parts.microseconds)) else {
      throw .instantOutOfRange
    }
    self.init(microsecondsSince1970: total)
  }
}

extension Instant: CustomStringConvertible {
  /// The instant in ISO 8601 and UTC, such as `2024-08-18T11:48:00Z`, with up to six digits of a fraction that is not
  /// zero.
  public var description: String {
    let seconds = microsecondsSince1970.floorDivided(by: 1_000_000)
    let microsecond = microsecondsSince1970 &- seconds &* 1_000_000
    let days = seconds.floorDivided(by: 86_400)
    let secondOfDay = (seconds - days * 86_400).magnitude
    return ASCIIWriter.text { writer in
      writer.write(CivilDay(daysSince1970: Int(days)))
      writer.write("T")
      writer.write(secondOfDay / 3600, digits: 2)
      writer.write(":")
      writer.write(secondOfDay / 60 % 60, digits: 2)
      writer.write(":")
      writer.write(secondOfDay % 60, digits: 2)
      writer.write(millionths: microsecond.magnitude)
      writer.write("Z")
    }
  }
}

extension Instant: Codable {
  /// Decodes the instant from its ISO 8601 text.
  public init(from decoder: any Decoder) throws {
    self = try decoder.text { text throws(ValueError) in try Instant(iso8601: text) }
  }

  /// Encodes the instant as its ISO 8601 text.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encode(text: description)
  }
}

extension ASCIIReader {
  fileprivate mutating func instant() -> (seconds: Int, microseconds: Int)? {
    guard let day = civilDay(), skip("T"),
      let hour = number(digits: 2), hour < 24, skip(":"),
      let minute = number(digits: 2), minute < 60, skip(":"),
      let second = number(digits: 2), second < 60
    else { return nil }
    var microseconds = 0
    if skip(".") || skip(",") {
      guard let fraction = millionths() else { return nil }
      microseconds = fraction.value
    }
    guard let offset = offsetInSeconds() else { return nil }
    return (day.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset, microseconds)
  }

  /// An offset from UTC: `Z`, `±hh:mm`, `±hhmm` or `±hh`.
  fileprivate mutating func offsetInSeconds() -> Int? {
    if skip("Z") { return 0 }
    let isNegative = skip("-")
    guard isNegative || skip("+"), let hours = number(digits: 2), hours < 24 else { return nil }
    var seconds = hours * 3600
    if skip(":") || !isAtEnd {
      guard let minutes = number(digits: 2), minutes < 60 else { return nil }
      seconds += minutes * 60
    }
    return isNegative ? -seconds : seconds
  }
}
