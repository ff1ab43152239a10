import Foundation

/// The consecutive buckets of a report, and where days and instants fall among them.
///
/// ```swift
/// let months = try calendar.buckets(.month, covering: range)
/// var counts = [Int](repeating: 0, count: months.count)
/// for instant in instants {
///   if let index = months.index(containing: instant) { counts[index] += 1 }
/// }
/// ```
public struct DateBuckets: RandomAccessCollection, Hashable, Sendable {
  /// The most buckets that there may be.
  public static let limit = 100_000

  private let buckets: [DateBucket]
  /// The first days of the buckets and the day after the last, and the microseconds at which they begin.
  private let firstDays: [Int32]
  private let firstMicroseconds: [Int64]

  init(_ buckets: [DateBucket], timeZone: TimeZone) throws(CalendarError) {
    self.buckets = buckets
    let dates = buckets.map(\.start) + (buckets.last.map { [$0.end] } ?? [])
    firstDays = dates.map(\.daysSince1970)
    var clock = ZoneClock(timeZone)
    var microseconds: [Int64] = []
    microseconds.reserveCapacity(dates.count)
    for day in firstDays {
      microseconds.append(try Instant(seconds: clock.startOfDay(Int(day))).microsecondsSince1970)
    }
    firstMicroseconds = microseconds
  }

  /// The first position.
  public var startIndex: Int { 0 }

  /// The position after the last bucket.
  public var endIndex: Int { buckets.count }

  /// The bucket at a position.
  public subscript(position: Int) -> DateBucket { buckets[position] }

  /// The position of the bucket that a day lies in; nil outside all of them.
  ///
  /// - Complexity: O(log *n*), some nanoseconds.
  public func index(containing date: CalendarDate) -> Int? {
    Self.index(of: date.daysSince1970, in: firstDays)
  }

  /// The position of the bucket that an instant lies in, in the time zone of the report; nil outside all of them.
  ///
  /// - Complexity: O(log *n*), some nanoseconds: no time zone is asked.
  public func index(containing instant: Instant) -> Int? {
    Self.index(of: instant.microsecondsSince1970, in: firstMicroseconds)
  }

  /// The last index whose bound is not above a value; nil below the first bound and from the last on.
  private static func index<Bound: Comparable>(of value: Bound, in bounds: [Bound]) -> Int? {
    guard let first = bounds.first, let last = bounds.last, value >= first, value < last else { return nil }
    var low = 0
    var high = bounds.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if bounds[middle] <= value { low = middle } else { high = middle }
    }
    return low
  }
}
