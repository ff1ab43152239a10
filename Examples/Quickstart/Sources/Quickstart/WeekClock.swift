import CRMKit
import Synchronization

/// A clock that is set by hand, so that a week takes a second; a program of yours uses the machine's.
final class WeekClock: Sendable {
  private let instant = Mutex(Instant(microsecondsSince1970: 0))

  var now: Instant { instant.withLock { $0 } }

  /// Sets the clock to a time in Tehran, such as `2026-04-04T09:00`.
  func set(to time: String) throws {
    let new = try Instant(iso8601: time + ":00+03:30")
    instant.withLock { $0 = new }
  }
}
