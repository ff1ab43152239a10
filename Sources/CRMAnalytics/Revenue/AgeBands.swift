import CRMCore

/// Ages in years that are counted together, by where each band begins.
public struct AgeBands: Hashable, Sendable {
  /// The youngest age of each band, ascending; the last has no end.
  public let starts: [Int]

  /// Bands that begin at these ages, of 0 and more.
  ///
  /// Who is younger than the first belongs to none.
  public init(from starts: [Int]) { self.starts = Set(starts.filter { $0 >= 0 }).sorted() }

  /// Under 18, then every ten years from 25 on, up to 65 and more.
  public static let standard = AgeBands(from: [0, 18, 25, 35, 45, 55, 65])

  /// The band of an age; nil where it belongs to none.
  public func band(of age: Int) -> AgeBand? {
    guard let place = starts.lastIndex(where: { $0 <= age }) else { return nil }
    return AgeBand(from: starts[place], to: place + 1 < starts.count ? starts[place + 1] - 1 : nil)
  }

  /// The band of somebody's age on a day; nil where they were not born by then.
  func band(bornOn birthday: CalendarDate, on day: CalendarDate) -> AgeBand? {
    guard birthday <= day else { return nil }
    let hadBirthday = (day.month, day.day) >= (birthday.month, birthday.day)
    return band(of: day.year - birthday.year - (hadBirthday ? 0 : 1))
  }
}

/// Ages in completed years from one to another.
public struct AgeBand: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The youngest age.
  public let from: Int
  /// The oldest age; nil for no end.
  public let to: Int?

  /// Whether the left band is of younger people.
  public static func < (left: AgeBand, right: AgeBand) -> Bool { left.from < right.from }

  /// Such as `25–34`, `65+`.
  public var description: String { to.map { "\(from)–\($0)" } ?? "\(from)+" }
}
