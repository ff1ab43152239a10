import CRMCore
import CRMFileStore
import Foundation

/// A week of a simulated clock, in which two runners share an agenda and an outbox, on a disk that crashes once at a chosen operation.
struct WeekSimulation {
  typealias Letter = OutboxSimulation.Letter
  typealias Deed = OutboxSimulation.Deed

  /// Work of every morning, of which each is done, also those that were missed.
  struct Morning: ScheduledWork {
    static let kind = "morning"
    static let whenMissed = MissedWork.catchUp
  }

  /// Work of one time.
  struct Call: ScheduledWork {
    static let kind = "call"
    var number: Int
  }

  /// What the week came to.
  struct Outcome: Equatable {
    /// How often each piece of work was done, by its name and its time.
    var deeds: [String: Int] = [:]
    /// What each letter was about that the other side let through.
    var letters: Set<String> = []
  }

  private static let hours = 7 * 24
  /// Time for letters that the other side was too busy to take.
  private static let minutes = 40

  private let channel = OutboxChannel<Letter>("letters")
  private let random = SharedRandom(seed: 1)
  private let office = OutboxSimulation.PostOffice(SharedRandom(seed: 2))
  private let clock = OutboxSimulation.Clock()
  private var disk = SimulatedFileSystem(seed: 3, pageSize: 64)
  private(set) var hasCrashed = false

  /// - Parameter operation: How many operations the disk still carries out; nil when it never fails.
  mutating func run(crashingAfter operation: Int?) async throws -> Outcome {
    if let operation { disk.crash(after: operation) }
    let start = clock.now
    var hour = 0
    while hour < Self.hours + Self.minutes {
      do {
        let store = try open()
        try await plan(store, from: start)
        while hour < Self.hours + Self.minutes {
          try await work(store)
          hour += 1
          clock.advance(by: .seconds(hour < Self.hours ? 3600 : 60))
        }
        return try await outcome(store)
      } catch let error where disk.isCrashed {
        guard error is SimulatedCrash || error is FileStoreError || error is StoreError else { throw error }
        hasCrashed = true
        disk = disk.afterCrash()
      }
    }
    return try await outcome(open())
  }

  private func open() throws -> FileStore {
    let environment = CRMEnvironment(
      clock: { [clock] in clock.now }, identifiers: IdentifierGenerator(seed: random.next()),
      calendar: .gregorian(in: .gmt))
    return try FileStore(
      at: "/data/crm", [Deed.self, AgendaEntry.self, OutboxMessage.self], environment: environment,
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk))
  }

  /// Plans the week in one transaction, unless that has been done.
  private func plan(_ store: FileStore, from start: Instant) async throws {
    let mornings = try Recurrence(.daily(), from: LocalDateTime(iso8601: "2023-11-15T09:00:00"), in: .gmt)
    try await store.write { store in
      guard try await !store.exists(AgendaEntry.self), try await !store.exists(Deed.self) else { return }
      try await store.schedule(Morning(), due: .every(mornings), named: "morning")
      for number in 0..<12 {
        let due = try start.advanced(by: .seconds(3600 * 13 * number + 60))
        try await store.schedule(Call(number: number), due: .at(due))
      }
    }
  }

  /// Has both runners work at once.
  private func work(_ store: FileStore) async throws {
    async let left: Void = work(store, "left")
    async let right: Void = work(store, "right")
    _ = try await (left, right)
  }

  private func work(_ store: FileStore, _ name: String) async throws {
    let retries = RetryPolicy(attempts: 1000, firstDelay: .seconds(1), growth: 1, jitter: 0)
    var agenda = AgendaRunner(store, retries: retries)
    agenda.handle(Morning.self) { _, occurrence, store in
      try await note("morning \(occurrence.due)", store)
    }
    agenda.handle(Call.self) { work, occurrence, store in
      try await note("call \(work.number) \(occurrence.due)", store)
    }
    var outbox = OutboxRunner(store, name: name)
    outbox.connect(channel, to: office, DeliveryPolicy(guarantee: .atLeastOnce, retries: retries))
    let run = try await agenda.runDue()
    if let failure = run.failures.first { throw OutboxSimulation.Failure(description: failure.reason) }
    try await outbox.deliverDue()
  }

  private func note(_ name: String, _ store: borrowing StoreTransaction) async throws {
    var deed = Deed(id: store.newID())
    deed.name = name
    try await store.insert(deed)
    try await store.post(Letter(text: name), over: channel, to: "head office", key: name)
  }

  private func outcome(_ store: FileStore) async throws -> Outcome {
    var outcome = Outcome()
    for deed in try await store.fetch(Deed.self) { outcome.deeds[deed.name, default: 0] += 1 }
    let sent = office.sent
    for message in try await store.fetch(OutboxMessage.self) where sent[message.id.description] != nil {
      outcome.letters.insert(message.key)
    }
    return outcome
  }
}
