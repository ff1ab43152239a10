/// A day of the week; kept by its name, for peoples begin their weeks differently.
public enum Weekday: String, Codable, CaseIterable, Hashable, Sendable {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday

  /// The number that ISO 8601 gives the day: Monday is 1, Sunday is 7.
  public var isoNumber: Int {
    switch self {
    case .monday: 1
    case .tuesday: 2
    case .wednesday: 3
    case .thursday: 4
    case .friday: 5
    case .saturday: 6
    case .sunday: 7
    }
  }
}
