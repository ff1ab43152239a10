import CRMContacts
import CRMCore
import CRMMemoryStore
import CRMService
import CRMStoreTesting
import Foundation

/// A store with everything of this module, users, and a clock that stands still until a test moves it.
struct ServiceDesk {
  let clock: SteppingClock
  let store: AutomatedStore
  let sara: User
  let reza: User

  /// A Thursday morning.
  static let start = Instant(microsecondsSince1970: 1_723_712_400_000_000)  // 2024-08-15T09:00:00Z

  init(
    seed: UInt64 = 1, fuse: Fuse? = nil, types: [any Record.Type] = [], at start: Instant = start,
    _ change: (inout CRMEnvironment) -> Void = { _ in }
  ) async throws {
    let clock = SteppingClock(start: start, step: 0)
    self.clock = clock
    var environment = CRMEnvironment(
      clock: { clock.next() }, identifiers: IdentifierGenerator(seed: seed), calendar: .gregorian(in: .gmt))
    ServiceModule.contribute(to: &environment)
    change(&environment)
    let all = ContactsModule.recordTypes + ServiceModule.recordTypes + AutomatedStore.recordTypes + types
    let memory = try MemoryStore(all, environment: environment)
    store = AutomatedStore(fuse.map { FusedStore(memory, fuse: $0) } ?? memory)
    sara = try await Self.user("سارا احمدی", in: store)
    reza = try await Self.user("رضا کریمی", in: store)
  }

  static func user(_ name: String, in store: AutomatedStore) async throws -> User {
    var user = User(id: store.newID())
    user.name = name
    return try await store.insert(user)
  }

  /// The store as a user works with it, who may do everything.
  func acting(as user: User) throws -> any Store { try store.acting(as: user.id.identifier, with: Rights()) }

  /// The store as a user works with it, who works on their own records.
  func limited(to user: User) throws -> any Store {
    try store.acting(as: user.id.identifier, with: .ownRecords(of: user.id, in: store.catalog))
  }

  func advance(_ duration: Duration) throws { clock.set(try clock.now.advanced(by: duration)) }

  func account(_ name: String, _ change: (inout Account) -> Void = { _ in }) async throws -> Account {
    var account = Account(id: store.newID())
    account.name = name
    change(&account)
    return try await store.insert(account)
  }

  func contact(_ familyName: String, of account: Account.ID? = nil) async throws -> Contact {
    var contact = Contact(id: store.newID())
    (contact.familyName, contact.account) = (familyName, account)
    return try await store.insert(contact)
  }

  func queue(
    _ name: String, _ members: [User] = [], takes condition: String? = nil, at position: Int = 1
  ) async throws -> Queue {
    var queue = Queue(id: store.newID())
    (queue.name, queue.members, queue.acceptsWhen) = (name, members.map(\.id), condition)
    queue.position = position
    return try await store.insert(queue)
  }

  /// Does what the agenda says.
  @discardableResult
  func work() async throws -> AgendaRun {
    var runner = AgendaRunner(store)
    runner.handleService()
    runner.handleAutomation()
    return try await runner.runDue()
  }

  func target(_ measure: SLAMeasure, of id: Case.ID) async throws -> SLATarget? {
    try await store.service.targets(of: id).first { $0.measure == measure }
  }

  func inbox(of user: User) async throws -> [String] {
    try await store.fetch(InboxItem.self, where: \.recipient == user.id.description && \.kind == .reminder).map(\.text)
  }
}

/// From nine to five, but for the weekend and an hour at noon.
func officeHours(in zone: TimeZone = .gmt) throws -> BusinessHours {
  let day = try [BusinessHours.Shift("09:00-12:00"), BusinessHours.Shift("13:00-17:00")]
  let week: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]
  return try BusinessHours(timeZone: zone, weekly: Dictionary(uniqueKeysWithValues: week.map { ($0, day) }))
}

extension Duration {
  static func hours(_ count: Int) -> Duration { .seconds(3600 * count) }
  static func minutes(_ count: Int) -> Duration { .seconds(60 * count) }
}
