import CRMCore
import CRMMemoryStore
import Foundation
import Testing

@Suite("The agenda")
struct AgendaRunnerTests {
  @Test("Work is done when it is due, once, and leaves the agenda")
  func due() async throws {
    let world = try AgendaWorld()
    try await world.store.schedule(NoteVisit(note: "call"), due: .after(.seconds(60)))
    #expect(try await world.runner.runDue() == AgendaRun())
    world.clock.advance(by: .seconds(59))
    #expect(try await world.runner.runDue().done == 0)
    world.clock.advance(by: .seconds(1))
    #expect(try await world.runner.runDue().done == 1)
    #expect(try await world.runner.runDue().done == 0)
    #expect(try await world.notes == ["call"])
    #expect(try await world.entries.isEmpty)
  }

  @Test("What is due earlier is done earlier")
  func order() async throws {
    let world = try AgendaWorld()
    for (note, seconds) in [("c", 30), ("a", 10), ("b", 20), ("d", 400)] {
      try await world.store.schedule(NoteVisit(note: note), due: .after(.seconds(seconds)))
    }
    world.clock.advance(by: .seconds(60))
    #expect(try await world.runner.runDue().done == 3)
    #expect(try await world.notes == ["a", "b", "c"])
  }

  @Test("Work is undone with the transaction that decided it")
  func undone() async throws {
    let world = try AgendaWorld()
    struct Regret: Error {}
    await #expect(throws: Regret.self) {
      try await world.store.write { store in
        try await store.schedule(NoteVisit(note: "never"), due: .after(.zero))
        throw Regret()
      }
    }
    #expect(try await world.runner.runDue().done == 0)
  }

  @Test("What has a name is moved and cancelled by it, and only within its kind")
  func names() async throws {
    let world = try AgendaWorld()
    let first = try await world.store.schedule(NoteVisit(note: "early"), due: .after(.seconds(10)), named: "n")
    let moved = try await world.store.schedule(NoteVisit(note: "late"), due: .after(.seconds(20)), named: "n")
    #expect(first.id == moved.id)
    try await world.store.schedule(CatchUpVisit(note: "other"), due: .after(.seconds(10)), named: "n")
    world.clock.advance(by: .seconds(10))
    #expect(try await world.runner.runDue().done == 1)
    world.clock.advance(by: .seconds(10))
    #expect(try await world.runner.runDue().done == 1)
    #expect(try await world.notes.last == "late")

    try await world.store.schedule(NoteVisit(note: "x"), due: .after(.seconds(10)), named: "n")
    #expect(try await world.store.cancel(NoteVisit.self, named: "n"))
    #expect(try await !world.store.cancel(NoteVisit.self, named: "n"))
    world.clock.advance(days: 1)
    #expect(try await world.runner.runDue().done == 0)
  }

  @Test("A failure undoes what the handler wrote, and is tried again with growing rests until it is given up")
  func failures() async throws {
    let world = try AgendaWorld()
    world.troubles.come(3)
    let entry = try await world.store.schedule(NoteVisit(note: "call"), due: .after(.zero))
    for (rest, isGivenUp) in [(0, false), (10, false), (20, true)] {
      if rest > 0 {
        world.clock.advance(by: .seconds(rest) - .microseconds(1))
        #expect(try await world.runner.runDue() == AgendaRun())
        world.clock.advance(by: .microseconds(1))
      }
      let run = try await world.runner.runDue()
      #expect(run.failures == [.init(entry: entry.id, reason: "out of paper", isGivenUp: isGivenUp)])
    }
    #expect(try await world.notes.isEmpty)
    let left = try #require(try await world.entries.first)
    #expect(left.dueAt == nil && left.attempts == 3 && left.failure == "out of paper")

    try await world.store.retry(entry.id)
    #expect(try await world.runner.runDue().done == 1)
    #expect(try await world.notes == ["call"])
    #expect(try await world.entries.isEmpty)
  }

  @Test("What can't be read is a failure like any other, and nothing else waits for it")
  func unreadable() async throws {
    let world = try AgendaWorld()
    var entry = AgendaEntry(id: world.store.newID())
    entry.kind = NoteVisit.kind
    entry.work = "{"
    entry.dueAt = world.clock.now
    try await world.store.insert(entry)
    try await world.store.schedule(NoteVisit(note: "call"), due: .after(.zero))
    let run = try await world.runner.runDue()
    #expect(run.done == 1 && run.failures.count == 1)
  }

  @Test("A kind that nobody handles here is left alone")
  func unhandled() async throws {
    struct Elsewhere: ScheduledWork { static let kind = "elsewhere" }
    let world = try AgendaWorld()
    try await world.store.schedule(Elsewhere(), due: .after(.zero))
    world.clock.advance(days: 1)
    #expect(try await world.runner.runDue() == AgendaRun())
    #expect(try await world.entries.count == 1)
  }

  @Test("Work that is too late is left out when its kind says so")
  func skipped() async throws {
    let world = try AgendaWorld()
    try await world.store.schedule(PunctualVisit(note: "in time"), due: .after(.seconds(10)))
    try await world.store.schedule(PunctualVisit(note: "late"), due: .after(.seconds(9)))
    world.clock.advance(by: .seconds(70))
    let run = try await world.runner.runDue()
    #expect(run.done == 1 && run.skipped == 1)
    #expect(try await world.notes.first?.hasPrefix("in time") == true)
    #expect(try await world.entries.isEmpty)
  }

  @Test("Work is done in the name of the one who decided it, within their rights")
  func actors() async throws {
    let world = try AgendaWorld()
    let sara = Identifier(high: 7, low: 7)
    var rights = Rights()
    rights.forbid(Customer.self)
    let limited = rights
    let acting = try world.store.acting(as: sara, with: rights)
    try await acting.schedule(NoteVisit(note: "hers"), due: .after(.zero))
    var runner = AgendaRunner(world.store) { try world.store.acting(as: $0, with: $0 == sara ? limited : Rights()) }
    runner.handle(NoteVisit.self) { work, _, store in
      try await store.note(work.note)
      let customers = try await store.count(Customer.self)
      #expect(customers == 0)
    }
    try await world.store.insert(world.store.newCustomer("hidden"))
    #expect(try await runner.runDue().done == 1)
    let visit = try #require(try await world.store.first(Visit.self))
    #expect(visit.stamp.createdBy == sara)
  }

  @Test("A handler that schedules itself anew comes to an end within the limit")
  func endless() async throws {
    let world = try AgendaWorld()
    var runner = AgendaRunner(world.store)
    runner.handle(NoteVisit.self) { work, _, store in
      try await store.schedule(work, due: .after(.zero), named: "again")
    }
    try await world.store.schedule(NoteVisit(note: "call"), due: .after(.zero), named: "again")
    #expect(try await runner.runDue(limit: 50).done == 50)
    #expect(try await world.entries.count == 1)
  }

  @Test("A time on the wall clock is met through a change of daylight-saving time")
  func wallClock() async throws {
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let world = try AgendaWorld()
    func due(_ date: String, _ time: String) async throws -> String {
      let entry = try await world.store.schedule(
        NoteVisit(note: ""), due: .on(try CalendarDate(iso8601: date), at: try TimeOfDay(time), in: zone))
      return "\(entry.dueAt?.description ?? "")"
    }
    #expect(try await due("2024-03-30", "02:30") == "2024-03-30T01:30:00Z")
    #expect(try await due("2024-03-31", "02:30") == "2024-03-31T01:00:00Z")
    #expect(try await due("2024-10-27", "02:30") == "2024-10-27T00:30:00Z")
    #expect(try await due("2024-07-01", "24:00") == "2024-07-01T22:00:00Z")
  }

  @Test("What recurs comes again; what was missed of it is caught up, done as one, or left out, as its kind says")
  func recurrences() async throws {
    let world = try AgendaWorld()
    let start = try LocalDateTime(world.clock.now, in: .gmt)
    let hourly = Due.every(try Recurrence(RecurrenceRule(.hourly), from: start, in: .gmt))
    try await world.store.schedule(NoteVisit(note: "collapse"), due: hourly)
    try await world.store.schedule(CatchUpVisit(note: "catch up"), due: hourly)
    try await world.store.schedule(PunctualVisit(note: "skip"), due: hourly)
    #expect(try await world.runner.runDue().done == 3)
    world.clock.advance(by: .seconds(3 * 3600 + 30))
    let run = try await world.runner.runDue()
    // Of the three hours that passed: one, three, and the last.
    #expect(run.done == 5 && run.skipped == 1)
    let notes = try await world.notes
    #expect(notes.filter { $0.hasPrefix("collapse") }.count == 2)
    #expect(
      notes.filter { $0.hasPrefix("catch up") } == [
        "catch up 2023-11-14T22:13:20Z", "catch up 2023-11-14T23:13:20Z", "catch up 2023-11-15T00:13:20Z",
        "catch up 2023-11-15T01:13:20Z",
      ])
    #expect(notes.filter { $0.hasPrefix("skip") } == ["skip 2023-11-14T22:13:20Z", "skip 2023-11-15T01:13:20Z"])
    let next = try Instant(iso8601: "2023-11-15T02:13:20Z")
    #expect(try await world.entries.map(\.dueAt) == [next, next, next])
  }

  @Test("What recurs goes on after a time that failed, and ends with its rule")
  func recurringFailure() async throws {
    let world = try AgendaWorld(retries: RetryPolicy(attempts: 1))
    let start = try LocalDateTime(world.clock.now, in: .gmt)
    let twice = Due.every(try Recurrence(.daily(ending: .count(2)), from: start, in: .gmt))
    try await world.store.schedule(NoteVisit(note: "x"), due: twice)
    world.troubles.come(1)
    #expect(try await world.runner.runDue().failures.count == 1)
    #expect(try await world.entries.first?.failure == "out of paper")
    world.clock.advance(days: 1)
    #expect(try await world.runner.runDue().done == 1)
    #expect(try await world.entries.isEmpty)
    world.clock.advance(by: .seconds(1))
    await #expect(throws: AgendaError.neverDue) { try await world.store.schedule(NoteVisit(note: "x"), due: twice) }
  }

  @Test("Time of work is counted when the work is decided")
  func businessTime() async throws {
    let clock = HandClock(try Instant(iso8601: "2024-08-15T14:00:00Z"))  // a Thursday
    let store = try MemoryStore([AgendaEntry.self], environment: clock.environment)
    let day = [try BusinessHours.Shift("09:00-17:00")]
    let hours = try BusinessHours(timeZone: .gmt, weekly: [.thursday: day, .monday: day])
    let entry = try await store.schedule(NoteVisit(note: ""), due: .afterWorking(.seconds(4 * 3600), hours))
    #expect(entry.dueAt == (try Instant(iso8601: "2024-08-19T10:00:00Z")))
  }

  @Test("Several runners at once do each piece of work once")
  func runners() async throws {
    let world = try AgendaWorld()
    for number in 0..<40 { try await world.store.schedule(NoteVisit(note: "\(number)"), due: .after(.zero)) }
    let done = try await withThrowingTaskGroup(of: Int.self) { [runner = world.runner] group in
      for _ in 0..<4 { group.addTask { try await runner.runDue().done } }
      return try await group.reduce(0, +)
    }
    #expect(done == 40)
    #expect(try await Set(world.notes).count == 40)
  }
}
