public import Foundation

/// A point in time, in whole microseconds since 1 January 1970 UTC.
///
/// Records keep instants instead of `Date`, whose binary fractions differ between stores. Finer input is rounded down.
/// The range is about 290,000 years to both sides.
public struct Instant: Hashable, Sendable {
  /// The microseconds since 1970-01-01T00:00:00Z, without leap seconds.
  public let microsecondsSince1970: Int64

  /// The instant so many microseconds after 1970-01-01T00:00:00Z.
  public init(microsecondsSince1970: Int64) {
    self.microsecondsSince1970 = microsecondsSince1970
  }

  /// The instant that begins the date's microsecond.
  ///
  /// What lies outside the range becomes its nearest end, and a date that is not a number the earliest instant.
  public init(_ date: Date) {
    let seconds = date.timeIntervalSinceReferenceDate
    guard seconds > -1e13, seconds < 1e13 else {
      self.init(microsecondsSince1970: seconds > 0 ? .max : .min)
      return
    }
    let wholeSeconds = seconds.rounded(.down)
    let fraction = seconds - wholeSeconds
    let product = fraction * 1_000_000
    var microseconds = product.rounded(.down)
    // The product may have been rounded up to a whole number: its exact error tells.
    if microseconds == product, (-product).addingProduct(fraction, 1_000_000) < 0 { microseconds -= 1 }
    // By way of 64 bits, which hold both: from a floating-point number to 128 bits is a long way.
    let total = (Int128(Int64(wholeSeconds)) + 978_307_200) * 1_000_000 + Int128(Int64(microseconds))
    self.init(microsecondsSince1970: Int64(clamping: total))
  }

  /// The instant that lies a duration later, or earlier for a negative one; the duration is rounded down to
  /// microseconds.
  ///
  /// - Throws: ``ValueError/instantOutOfRange``.
  public func advanced(by duration: Duration) throws(ValueError) -> Instant {
    guard let microseconds = Int64(exactly: duration.flooredMicroseconds) else { throw .instantOutOfRange }
    let (sum, overflow) = microsecondsSince1970.addingReportingOverflow(microseconds)
    if overflow { throw .instantOutOfRange }
    return Instant(microsecondsSince1970: sum)
  }

  /// How long it is until another instant; negative when that is earlier.
  public func duration(to other: Instant) -> Duration {
    .microseconds(other.microsecondsSince1970) - .microseconds(microsecondsSince1970)
  }
}

extension Instant: Comparable {
  /// Whether the left instant is earlier.
  public static func < (left: Instant, right: Instant) -> Bool {
    left.microsecondsSince1970 < right.microsecondsSince1970
  }
}

extension Date {
  /// The date of an instant: the first one that a `Date` can express which is not before it, so that the instant comes
  /// back from it (in the years 1729 to 2272, where a `Date` is finer than a microsecond).
  public init(_ instant: Instant) {
    let (seconds, microseconds) = instant.microsecondsSince1970.quotientAndRemainder(dividingBy: 1_000_000)
    let interval = Double(seconds - 978_307_200) + Double(microseconds) / 1_000_000
    self.init(timeIntervalSinceReferenceDate: interval)
    if Instant(self) < instant { self.init(timeIntervalSinceReferenceDate: interval.nextUp) }
  }
}
