import Foundation

/// Figures as people read them, with three digits.
enum Quantity {
  /// A time in the unit that suits it: `1.42 µs`.
  static func time(_ nanoseconds: Double) -> String {
    let units: [(Double, String)] = [(1, "ns"), (1e3, "µs"), (1e6, "ms"), (1e9, "s")]
    let unit = units.last { nanoseconds >= $0.0 } ?? units[0]
    return "\(number(nanoseconds / unit.0)) \(unit.1)"
  }

  static func bytes(_ count: Double) -> String { "\(number(count)) B" }

  /// Three digits, more only before the point.
  static func number(_ value: Double) -> String {
    let digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
    return String(format: "%.\(digits)f", value)
  }

  static func percent(_ part: Double) -> String { String(format: "%.0f%%", part * 100) }
}
