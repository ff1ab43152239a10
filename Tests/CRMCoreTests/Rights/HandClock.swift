import CRMCore
import Foundation
import Synchronization

/// A clock that stands still until a test moves it, and counts how often it is read.
final class HandClock: Sendable {
  private let state: Mutex<(now: Instant, readings: Int)>

  init(_ start: Instant = Instant(microsecondsSince1970: 1_700_000_000_000_000)) { state = Mutex((start, 0)) }

  var readings: Int { state.withLock { $0.readings } }

  var now: Instant { state.withLock { $0.now } }

  func advance(days: Int) { advance(by: .seconds(days * 86_400)) }

  func advance(by duration: Duration) {
    state.withLock {
      let microseconds = Int64(duration / .microseconds(1))
      $0.now = Instant(microsecondsSince1970: $0.now.microsecondsSince1970 + microseconds)
    }
  }

  /// An environment that tells this clock's time, and makes the same identifiers in every run.
  var environment: CRMEnvironment {
    CRMEnvironment(
      clock: {
        self.state.withLock {
          $0.readings += 1
          return $0.now
        }
      }, identifiers: IdentifierGenerator(seed: 1), calendar: .gregorian(in: .gmt))
  }
}
