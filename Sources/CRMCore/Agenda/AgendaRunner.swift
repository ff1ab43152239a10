/// Works off the agenda: does what is due, each in a transaction of its own, on behalf of the one who decided it.
///
/// ```swift
/// var agenda = AgendaRunner(crm.store)
/// agenda.handle(FollowUp.self) { work, occurrence, crm in
///   try await crm.update(work.account) { $0.needsAttention = true }
/// }
/// try await agenda.run()          // until the task is cancelled
/// ```
///
/// What a handler writes and the entry's removal are one commit: work is done wholly and once, or not at all, also when the
/// program dies in between, and when several programs work off the agenda of one store. No lease is needed for it. What has to
/// happen outside of the store goes to the outbox from the handler.
///
/// | what happens | what becomes of the work |
/// |---|---|
/// | the handler throws | its writes are undone, and it is tried again as the ``RetryPolicy`` says; then it is given up: it stays on the agenda with the reason and without a time, or comes again at its next time where it recurs |
/// | nobody was there in time | what its kind says: ``ScheduledWork/whenMissed`` |
/// | nobody handles its kind here | it is left to a program that does |
/// | the handler moves or cancels the work itself | that counts |
public struct AgendaRunner: Sendable {
  typealias Handling = @Sendable (AgendaEntry, Occurrence, inout StoreTransaction) async throws -> Void

  struct Handler: Sendable {
    let whenMissed: MissedWork
    let run: Handling
  }

  let store: any Store
  let retries: RetryPolicy
  private let actingAs: @Sendable (Identifier?) throws -> any Store
  private(set) var handlers: [String: Handler] = [:]

  /// A runner that handles nothing yet.
  ///
  /// - Parameters:
  ///   - store: The store.
  ///   - retries: What becomes of work that fails.
  ///   - actingAs: The store as the one who decided the work may see and change it; without it, they may do everything in their name.
  public init(
    _ store: any Store, retries: RetryPolicy = RetryPolicy(),
    actingAs: (@Sendable (Identifier?) throws -> any Store)? = nil
  ) {
    let store = store.unrestricted
    self.store = store
    self.retries = retries
    self.actingAs = actingAs ?? { try store.acting(as: $0, with: Rights()) }
  }

  /// Says how a kind of work is done.
  ///
  /// A second handler of a kind takes the place of the first.
  public mutating func handle<W: ScheduledWork>(
    _ type: W.Type = W.self,
    _ handler: @escaping @Sendable (W, Occurrence, inout StoreTransaction) async throws -> Void
  ) {
    handlers[W.kind] = Handler(whenMissed: W.whenMissed) { entry, occurrence, transaction in
      try await handler(JSONText.decode(from: entry.work), occurrence, &transaction)
    }
  }

  /// The store as the one who decided the work may see and change it.
  func store(for entry: AgendaEntry) throws -> any Store { try actingAs(entry.actor.flatMap(Identifier.init)) }
}

/// One time that work is done.
public struct Occurrence: Hashable, Sendable {
  /// The agenda's entry.
  public let entry: AgendaEntry.ID
  /// When it was to be done; the first of those that were missed, where several are done as one.
  public let due: Instant
  /// Which attempt it is, from 1 on.
  public let attempt: Int
  /// The record that it is about.
  public let regarding: RecordKey?

  init(_ entry: AgendaEntry, due: Instant) {
    self.entry = entry.id
    self.due = due
    attempt = entry.attempts.next
    regarding = entry.regarding
  }
}

/// What a runner has done.
public struct AgendaRun: Hashable, Sendable {
  /// How many occurrences were done.
  public var done = 0
  /// How many were left out, since they were too late.
  public var skipped = 0
  /// What was tried and failed, in its order.
  public var failures: [Failure] = []

  /// Counts what was done.
  public init(done: Int = 0, skipped: Int = 0, failures: [Failure] = []) {
    self.done = done
    self.skipped = skipped
    self.failures = failures
  }

  /// An attempt that failed.
  public struct Failure: Hashable, Sendable {
    /// The agenda's entry.
    public let entry: AgendaEntry.ID
    /// Why.
    public let reason: String
    /// Whether it is not tried again.
    public let isGivenUp: Bool

    /// Describes an attempt that failed.
    public init(entry: AgendaEntry.ID, reason: String, isGivenUp: Bool) {
      self.entry = entry
      self.reason = reason
      self.isGivenUp = isGivenUp
    }
  }
}
