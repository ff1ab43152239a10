/// One reader's way through a live query.
///
/// Nothing runs while nobody asks: the feed's change sets wait in an inbox, and what there is when the reader comes is taken over at once.
///
/// **Why nothing is missed and nothing counted twice.** The inbox follows the feed before the first view is opened. A view says which commit is
/// the last that it sees, m. What is published can be seen, so all commits behind m are published after the view was opened,
/// and reach the inbox; those up to m are in the view already and are let go of by their number. From then on the answer is that of the
/// state after commit m. It goes on to the state after a later one, n, only with all change sets from m + 1 to n at hand, one number after the
/// other, and only over a view that sees n and nothing behind it; those that the view sees and that are still on their way are waited
/// for. Where a number is missing, the answer is begun anew.
///
/// Callers make one call at a time.
final class LiveSession<Answer: Equatable & Sendable> {
  private enum Position {
    /// Nothing was answered yet.
    case beginning
    /// The answer is that of the state after a commit.
    case at(UInt64)
    /// There was no answer to the last question; there may be one after the next change.
    case failed
    case ended
  }

  private let store: any Store
  private let inbox: ChangeInbox
  private let hasPeriods: Bool
  /// What rights are made of.
  private let sources: Set<RecordType>
  private let statistics: LiveStatistics
  private var engine: any LiveEngine<Answer>
  private var position = Position.beginning
  /// What was committed behind the position, oldest first.
  private var pending: [ChangeSet] = []
  /// The time for which the periods of the answer are what they were; nil when it has none.
  private var validity: Range<Instant>?
  private var latest: Answer?

  init(
    _ store: any Store, _ engine: any LiveEngine<Answer>, hasPeriods: Bool, sources: Set<RecordType>,
    _ statistics: LiveStatistics
  ) {
    self.store = store
    self.engine = engine
    self.hasPeriods = hasPeriods
    self.sources = sources
    self.statistics = statistics
    inbox = store.unrestricted.feed.inbox()
  }

  /// Waits for an answer that differs from the last one; nil when the store was closed or the task cancelled.
  ///
  /// - Throws: What the query throws. The next call waits for another change.
  func next() async throws -> Answer? {
    while true {
      let before = latest
      let hasAnswered = try await guarded { try await turn(isWaiting: true) }
      if case .ended = position { return nil }
      if hasAnswered, latest != before { return latest }
    }
  }

  /// The answer as it is now, whether or not it is another; nil when the store was closed or the task cancelled.
  func current() async throws -> Answer? {
    repeat { _ = try await guarded { try await turn(isWaiting: false) } } while isBeginning
    if case .ended = position { return nil }
    return latest
  }

  private var isBeginning: Bool { if case .beginning = position { true } else { false } }

  /// Runs a turn, and lets go of what one that throws leaves behind.
  private func guarded(_ turn: () async throws -> Bool) async throws -> Bool {
    do { return try await turn() } catch {
      pending = []
      latest = nil
      guard !Task.isCancelled, !inbox.hasEnded else { return end() }
      position = .failed
      throw error
    }
  }

  /// Takes over what has come; false when nothing that matters has, and at the end.
  private func turn(isWaiting: Bool) async throws -> Bool {
    guard !Task.isCancelled else { return end() }
    if case .ended = position { return false }
    if isWaiting, !isBeginning, pending.isEmpty { await wait() }
    let mail = await inbox.take()
    if Task.isCancelled || mail.hasEnded { return end() }
    // Read before the view is opened, whose rights may have periods, too.
    let now = hasPeriods ? store.environment.clock() : nil
    guard case .at(let last) = position, !mail.hasLost, isValid(at: now), take(mail.changes, behind: last),
      !haveRightsChanged
    else {
      return try await store.reading { try await begin($0, at: now) }
    }
    guard let newest = pending.last?.sequence else { return false }
    if try !pending.contains(where: engine.isTouched) {
      pending = []
      position = .at(newest)
      return false
    }
    return try await store.reading { try await advance(from: last, $0, at: now) }
  }

  private var haveRightsChanged: Bool {
    !sources.isEmpty && pending.contains { $0.touches(oneOf: sources) }
  }

  private func end() -> Bool {
    position = .ended
    return false
  }

  /// Takes change sets in; false when one is missing.
  private func take(_ changes: [ChangeSet], behind last: UInt64) -> Bool {
    for change in changes where change.sequence > last {
      guard change.sequence == (pending.last?.sequence ?? last) + 1 else { return false }
      pending.append(change)
    }
    return true
  }

  private func begin(_ context: borrowing ReadContext, at now: Instant?) async throws -> Bool {
    let last = try await context.reader.lastCommit()
    statistics.noteRecomputation()
    latest = try await engine.begin(context)
    validity = now.map { $0..<max($0, store.environment.calendar.nextDay(after: $0)) }
    // What came while an earlier attempt waited may lie behind this view.
    pending.removeAll { $0.sequence <= last }
    position = .at(last)
    return true
  }

  private func advance(from last: UInt64, _ context: borrowing ReadContext, at now: Instant?) async throws -> Bool {
    let newest = try await context.reader.lastCommit()
    while pending.last?.sequence ?? last < newest {
      await inbox.wait()
      let mail = await inbox.take()
      if Task.isCancelled || mail.hasEnded { return end() }
      guard !mail.hasLost, take(mail.changes, behind: last) else {
        // Over a view that is opened now, since this one need not see what has come.
        pending = []
        position = .beginning
        return false
      }
    }
    let seen = pending.prefix { $0.sequence <= newest }
    guard let answer = try await engine.advance(over: Array(seen), context) else {
      return try await begin(context, at: now)
    }
    latest = answer
    pending.removeFirst(seen.count)
    position = .at(newest)
    return true
  }
}

// MARK: - Time

extension LiveSession {
  private func isValid(at now: Instant?) -> Bool {
    guard let now, let validity else { return true }
    return validity.contains(now)
  }

  private func wait() async {
    guard let validity else { return await inbox.wait() }
    let (sleepUntil, end) = (store.environment.sleepUntil, validity.upperBound)
    await inbox.wait { try await sleepUntil(end) }
  }
}

extension ReportCalendar {
  /// The next instant at which another day may begin, and with it all that periods relative to now mean.
  package func nextDay(after now: Instant) -> Instant {
    var clock = ZoneClock(timeZone)
    return (try? Instant(seconds: clock.nextDay(after: now.second))) ?? Instant(microsecondsSince1970: .max)
  }
}
