import CRMCore
import CRMMemoryStore
import Synchronization

/// Work for tests of the agenda: to write a visit's note down, or to fail.
struct NoteVisit: ScheduledWork {
  static let kind = "noteVisit"
  var note: String
}

struct CatchUpVisit: ScheduledWork {
  static let kind = "catchUpVisit"
  static let whenMissed = MissedWork.catchUp
  var note: String
}

struct PunctualVisit: ScheduledWork {
  static let kind = "punctualVisit"
  static let whenMissed = MissedWork.skip(after: .seconds(60))
  var note: String
}

/// A store, a clock that is moved by hand, and a runner whose handlers write visits.
struct AgendaWorld {
  let clock = HandClock()
  let store: MemoryStore
  var runner: AgendaRunner
  /// How often a handler throws before it does its work.
  let troubles = Troubles()

  final class Troubles: Sendable {
    private let left = Mutex(0)
    struct Trouble: Error, CustomStringConvertible { let description = "out of paper" }
    func come(_ count: Int) { left.withLock { $0 = count } }
    func check() throws {
      try left.withLock {
        guard $0 > 0 else { return }
        $0 -= 1
        throw Trouble()
      }
    }
  }

  init(retries: RetryPolicy = RetryPolicy(attempts: 3, firstDelay: .seconds(10), jitter: 0)) throws {
    store = try MemoryStore([Visit.self, Customer.self, AgendaEntry.self], environment: clock.environment)
    runner = AgendaRunner(store, retries: retries)
    runner.handle(NoteVisit.self) { [troubles] work, _, store in
      try await store.note(work.note)
      try troubles.check()
    }
    runner.handle(CatchUpVisit.self) { work, occurrence, store in try await store.note("\(work.note) \(occurrence.due)")
    }
    runner.handle(PunctualVisit.self) { work, occurrence, store in
      try await store.note("\(work.note) \(occurrence.due)")
    }
  }

  var notes: [String] { get async throws { try await store.fetch(Visit.self).map(\.note) } }
  var entries: [AgendaEntry] { get async throws { try await store.fetch(AgendaEntry.self) } }
}

extension StoreTransaction {
  func note(_ note: String) async throws {
    var visit = Visit(id: newID())
    visit.note = note
    try await insert(visit)
  }
}
