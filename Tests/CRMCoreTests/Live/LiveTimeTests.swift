import CRMCore
import CRMMemoryStore
import Foundation
import Testing

@Suite("Live answers and the clock")
struct LiveTimeTests {
  private let clock = SteppingClock(start: LiveWorld.start, step: 0)
  private let store: MemoryStore

  init() throws { store = try LiveWorld.store(clock) }

  private func day(_ offset: Int) throws -> CalendarDate {
    try CalendarDate(LiveWorld.start, in: .gmt).adding(days: offset)
  }

  /// Sets the clock to so many days, and some seconds, after its start, once somebody sleeps.
  private func advance(days: Int, seconds: Int = 0) async throws {
    while clock.sleeperCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
    let microseconds = LiveWorld.start.microsecondsSince1970 + Int64(days * 86_400 + seconds) * 1_000_000
    clock.set(Instant(microsecondsSince1970: microseconds))
  }

  @Test("A period moves with the clock, without a commit")
  func period() async throws {
    let (yesterday, tomorrow) = (try day(-1), try day(1))
    try await store.addSale { $0.dueOn = yesterday }
    try await store.addSale { $0.dueOn = tomorrow }
    let live = store.liveCount(Sale.self, where: \.dueOn ~= .isDuring(.last(2, .days)))
    var iterator = live.makeAsyncIterator()
    let first = try await iterator.next()
    #expect(first == 1)
    // The next answer that differs is that of the day after tomorrow, when only the second is left.
    async let moving: Void = {
      try await advance(days: 1)
      try await advance(days: 2)
      try await advance(days: 3)
    }()
    let last = try await iterator.next()
    try await moving
    #expect(last == 0)
    #expect(live.maintenance == .kept)
  }

  @Test("Nothing is asked before the day ends, and a commit on the new day counts by the new day")
  func boundary() async throws {
    let today = try day(0)
    try await store.addSale { $0.dueOn = today }
    let live = store.liveCount(Sale.self, where: \.dueOn ~= .isDuring(.today))
    var iterator = live.makeAsyncIterator()
    _ = try await iterator.current()
    // 14 November, 22:13:20: the day has 6,400 seconds more.
    clock.set(try LiveWorld.start.advanced(by: .seconds(6399)))
    let late = try await iterator.current()
    #expect(late == 1)
    #expect(live.statistics.recomputations == 1)
    clock.set(try LiveWorld.start.advanced(by: .seconds(6400)))
    try await store.addSale { $0.dueOn = today }
    let next = try await iterator.current()
    #expect(next == 0)
    clock.set(LiveWorld.start)
    let back = try await iterator.current()
    #expect(back == 2)
  }

  @Test("Rights with a period move too, and a query without any asks for no time")
  func rights() async throws {
    let yesterday = try day(-1)
    try await store.addSale { $0.dueOn = yesterday }
    var rights = Rights()
    rights.limit(Sale.self, to: \.dueOn ~= .isDuring(.last(2, .days)))
    let limited = try store.acting(as: nil, with: rights)
    var iterator = limited.liveCount(Sale.self).makeAsyncIterator()
    let first = try await iterator.next()
    async let moving: Void = advance(days: 2)
    let second = try await iterator.next()
    try await moving
    #expect([first, second] == [1, 0])
    var timeless = store.liveCount(Sale.self).makeAsyncIterator()
    _ = try await timeless.next()
    let waiting = Task { [store] in
      var iterator = store.liveCount(Sale.self).makeAsyncIterator()
      _ = try await iterator.next()
      return try await iterator.next()
    }
    while store.feed.followerCount < 3 { try await Task.sleep(for: .milliseconds(1)) }
    #expect(clock.sleeperCount == 0)
    try await store.addSale()
    let counted = try await waiting.value
    #expect(counted == 2)
  }

  @Test("A sleep is cut short by a change, and by cancellation")
  func cutShort() async throws {
    let today = try day(0)
    let task = Task { [store] in
      var counts: [Int] = []
      for try await count in store.liveCount(Sale.self, where: \.dueOn ~= .isDuring(.today)) { counts.append(count) }
      return counts
    }
    while clock.sleeperCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
    try await store.addSale { $0.dueOn = today }
    // It sleeps anew behind its second answer.
    while store.feed.followerCount == 0 || clock.sleeperCount > 0 { try await Task.sleep(for: .milliseconds(1)) }
    while clock.sleeperCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
    task.cancel()
    let counts = try await task.value
    #expect(counts == [0, 1])
    #expect(clock.sleeperCount == 0)
    #expect(store.feed.followerCount == 0)
  }

  @Test("By the machine's clock a sleep ends at once for what is past, and when it is cancelled")
  func machine() async throws {
    let environment = CRMEnvironment.system()
    try await environment.sleepUntil(environment.clock())
    let later = try environment.clock().advanced(by: .seconds(3600))
    let task = Task { try await environment.sleepUntil(later) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test("In a replayable world a sleep lasts until the clock has been read often enough")
  func replayable() async throws {
    let environment = CRMEnvironment.replayable(seed: 1)
    let start = environment.clock()
    let end = try start.advanced(by: .milliseconds(50))
    let task = Task { try await environment.sleepUntil(end) }
    while environment.clock() < end { try await Task.sleep(for: .milliseconds(1)) }
    try await task.value
    let other = Task { try await environment.sleepUntil(try end.advanced(by: .seconds(3600))) }
    other.cancel()
    await #expect(throws: CancellationError.self) { try await other.value }
  }

  @Test(
    "No day begins between two boundaries, whatever a zone does to its clocks",
    arguments: ["GMT", "Asia/Tehran", "America/Havana", "Asia/Beirut", "Pacific/Apia", "America/St_Johns"])
  func boundaries(zone: String) throws {
    let calendar = ReportCalendar.gregorian(in: try #require(TimeZone(identifier: zone)))
    // A year with the change of 2011, when Apia left out a day, and clocks set back over midnight elsewhere.
    var now = Instant(microsecondsSince1970: 1_310_000_000_000_000)
    let end = Instant(microsecondsSince1970: 1_345_000_000_000_000)
    while now < end {
      let next = calendar.nextDay(after: now)
      #expect(next > now)
      let day = try calendar.date(of: now)
      var moment = now
      while moment < next {
        #expect(try calendar.date(of: moment) == day)
        moment = try moment.advanced(by: .seconds(1799))
      }
      #expect(try calendar.date(of: Instant(microsecondsSince1970: next.microsecondsSince1970 - 1)) == day)
      now = next
    }
  }
}
