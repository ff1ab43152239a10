import CRMCore

/// The date of a header: `Thu, 26 Nov 2026 05:41:04 +0000` (RFC 5322).
enum MailDate {
  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// The instant in UTC, rounded down to seconds; nil for a year before 1900 or after 9999.
  static func text(of instant: Instant) -> String? {
    let seconds = instant.microsecondsSince1970.floorDivided(by: 1_000_000)
    let days = seconds.floorDivided(by: 86_400)
    let day = CivilDay(daysSince1970: Int(days))
    guard (1900...9999).contains(day.year) else { return nil }
    let second = seconds - days * 86_400
    // 1 January 1970 was a Thursday.
    let weekday = weekdays[Int(days - days.floorDivided(by: 7) * 7)]
    let time = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(
      separator: ":")
    return "\(weekday), \(day.day) \(months[day.month - 1]) \(day.year) \(time) +0000"
  }
}
