import CRMCore
import CRMFileStore
import Foundation
import Synchronization

/// A program posts messages, schedules work and has both worked off, on a disk that crashes; the other side outlives it.
///
/// Whether what was acknowledged is sent and done, and how often, is compared with a plain list.
final class OutboxSimulation {
  struct Failure: Error, CustomStringConvertible { let description: String }

  /// What happened, so that a test can see that everything was tried.
  struct Events: Equatable {
    var crashes = 0
    var sentAgain = 0
    var unknown = 0
  }

  struct Letter: Codable, Sendable { var text = "" }

  struct Chore: ScheduledWork {
    static let kind = "chore"
    var name: String
  }

  struct Deed: Record {
    static let entity = "deed"
    var id: ID
    var stamp = Stamp()
    var name = ""
    init(id: RecordID<Deed>) { self.id = id }
    static let schema = Schema<Deed> { f in f("name", \.name, .indexed) }
  }

  /// The other side, which honours keys: it counts attempts and lets only the first through.
  final class PostOffice: Transport {
    private let attempts = Mutex<[String: Int]>([:])
    private let random: SharedRandom

    init(_ random: SharedRandom) { self.random = random }

    func send(_ letter: Letter, as delivery: Delivery) async throws -> String? {
      if random.oneIn(8) { throw DeliveryFailure.passing("busy") }
      attempts.withLock { $0[delivery.key, default: 0] += 1 }
      return nil
    }

    var sent: [String: Int] { attempts.withLock { $0 } }
  }

  /// A clock that is moved by hand.
  final class Clock: Sendable {
    private let state = Mutex(Instant(microsecondsSince1970: 1_700_000_000_000_000))

    var now: Instant { state.withLock { $0 } }

    func advance(by duration: Duration) {
      state.withLock {
        $0 = Instant(microsecondsSince1970: $0.microsecondsSince1970 + Int64(duration / .microseconds(1)))
      }
    }
  }

  private static let retries = RetryPolicy(attempts: 1000, firstDelay: .seconds(1), growth: 1, jitter: 0.5)
  private let random: SharedRandom
  private let guarantee: DeliveryPolicy.Guarantee
  private let office: PostOffice
  private let clock = Clock()
  private var disk: SimulatedFileSystem
  private var names = 0
  private var posted: Set<String> = []
  private var scheduled: Set<String> = []
  private var events = Events()

  init(seed: UInt64, _ guarantee: DeliveryPolicy.Guarantee) {
    random = SharedRandom(seed: seed)
    self.guarantee = guarantee
    office = PostOffice(random)
    disk = SimulatedFileSystem(seed: random.next(), pageSize: 64)
  }

  func run() async throws -> Events {
    for _ in 0..<random.number(in: 2..<6) {
      disk.crash(after: random.number(in: 0..<100))
      do {
        let store = try open()
        for _ in 0..<20 { try await step(store) }
        disk = disk.afterKill()
      } catch is SimulatedCrash {
        events.crashes += 1
        disk = disk.afterCrash()
      } catch let error where disk.isCrashed {
        // What a store says once its disk is gone.
        guard error is FileStoreError || error is StoreError else { throw error }
        events.crashes += 1
        disk = disk.afterCrash()
      }
    }
    let store = try open()
    while try await isBusy(store) {
      clock.advance(by: .seconds(150))
      try await runners(store, name: "last").outbox.deliverDue()
      try await runners(store, name: "last").agenda.runDue()
    }
    try await check(store)
    return events
  }

  private func open() throws -> FileStore {
    let environment = CRMEnvironment(
      clock: { [clock] in clock.now }, identifiers: IdentifierGenerator(seed: random.next()),
      calendar: .gregorian(in: .gmt))
    return try FileStore(
      at: "/data/crm", [Deed.self, AgendaEntry.self, OutboxMessage.self], environment: environment,
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk))
  }

  private func runners(_ store: FileStore, name: String) -> (outbox: OutboxRunner, agenda: AgendaRunner) {
    var outbox = OutboxRunner(store, name: name)
    outbox.connect(
      OutboxChannel("letters"), to: office, DeliveryPolicy(guarantee: guarantee, retries: Self.retries, concurrency: 2))
    var agenda = AgendaRunner(store, retries: Self.retries)
    agenda.handle(Chore.self) { [random] chore, _, store in
      var deed = Deed(id: store.newID())
      deed.name = chore.name
      try await store.insert(deed)
      if random.oneIn(8) { throw DeliveryFailure.passing("not today") }
    }
    return (outbox, agenda)
  }

  private func step(_ store: FileStore) async throws {
    names += 1
    let name = "\(names)"
    switch random.number(in: 0..<8) {
    case 0..<3:
      let recipient = "\(random.number(in: 0..<3))"
      try await store.post(Letter(text: name), over: OutboxChannel("letters"), to: recipient, key: name)
      posted.insert(name)
    case 3..<5:
      try await store.schedule(Chore(name: name), due: .after(.seconds(random.number(in: 0..<30))), named: name)
      scheduled.insert(name)
    case 5: clock.advance(by: .seconds(random.number(in: 0..<40)))
    case 6: try await runners(store, name: "usual").outbox.deliverDue()
    default: try await runners(store, name: "usual").agenda.runDue()
    }
  }

  private func isBusy(_ store: FileStore) async throws -> Bool {
    if try await store.exists(AgendaEntry.self, where: \.dueAt != nil) { return true }
    return try await store.exists(OutboxMessage.self, where: \.dueAt != nil)
  }

  private func check(_ store: FileStore) async throws {
    let sent = office.sent
    let rows = try await store.fetch(OutboxMessage.self)
    let deeds = Dictionary(grouping: try await store.fetch(Deed.self), by: \.name)
    for name in scheduled where deeds[name]?.count != 1 {
      throw Failure(description: "work \(name) was done \(deeds[name]?.count ?? 0) times")
    }
    guard deeds.values.allSatisfy({ $0.count == 1 }) else { throw Failure(description: "work was done twice") }
    guard Set(rows.map(\.key)).isSuperset(of: posted) else { throw Failure(description: "a message is gone") }
    for row in rows {
      switch (row.state, guarantee) {
      case (.sent, _) where sent[row.id.description] != nil: break
      case (.failed, .atMostOnce) where row.failure?.contains("not known") == true: events.unknown += 1
      default:
        throw Failure(description: "message \(row.key) is \(row.state), sent \(sent[row.id.description] ?? 0) times")
      }
    }
    let known = Set(rows.map(\.id.description))
    guard sent.keys.allSatisfy(known.contains) else { throw Failure(description: "a message was sent that was undone") }
    events.sentAgain = sent.values.filter { $0 > 1 }.count
    if guarantee == .atMostOnce, events.sentAgain > 0 { throw Failure(description: "a message was sent twice") }
  }
}
