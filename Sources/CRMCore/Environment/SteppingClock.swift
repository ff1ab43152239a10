import Synchronization

/// A clock that advances by a millisecond each time it is read.
final class SteppingClock: Sendable {
  private let microseconds: Mutex<Int64>

  init(start: Instant) { microseconds = Mutex(start.microsecondsSince1970) }

  func next() -> Instant {
    microseconds.withLock { now in
      defer { now &+= 1000 }
      return Instant(microsecondsSince1970: now)
    }
  }
}
