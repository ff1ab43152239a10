import CRMKit
import Synchronization

/// A clock that stands still until it is set, so that the demo's company has a past.
final class DemoClock: Sendable {
  private let instant: Mutex<Instant>

  init() { instant = Mutex(Instant(microsecondsSince1970: 0)) }

  var now: Instant { instant.withLock { $0 } }

  /// Sets the clock to nine o'clock, UTC, of a day, and some minutes.
  func set(to day: CalendarDate, minutes: Int64 = 0) {
    let seconds = Int64(day.daysSince1970) * 86_400 + 9 * 3600 + minutes * 60
    instant.withLock { $0 = Instant(microsecondsSince1970: seconds * 1_000_000) }
  }
}
