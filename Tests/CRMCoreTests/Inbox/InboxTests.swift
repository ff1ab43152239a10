import CRMCore
import CRMMemoryStore
import Testing

@Suite("The inbox")
struct InboxTests {
  private struct Colleague: Record {
    static let entity = RecordType.actorEntity
    var id: ID
    var stamp = Stamp()
    init(id: RecordID<Colleague>) { self.id = id }
    static let schema = Schema<Colleague> { _ in }
  }

  private struct Lead: Record {
    static let entity = "lead"
    var id: ID
    var stamp = Stamp()
    var name = ""
    var owner: Colleague.ID?
    init(id: RecordID<Lead>) { self.id = id }
    static let schema = Schema<Lead> { f in
      f("name", \.name)
      f("owner", \.owner, onDelete: .nullify)
    }
  }

  private let store: AutomatedStore
  private let sara: Colleague.ID
  private let reza: Colleague.ID

  init() async throws {
    store = AutomatedStore(
      try MemoryStore([Colleague.self, Lead.self] + AutomatedStore.recordTypes, environment: .replayable(seed: 1)))
    sara = try await store.insert(Colleague(id: store.newID())).id
    reza = try await store.insert(Colleague(id: store.newID())).id
  }

  private func acting(_ user: Colleague.ID) throws -> RestrictedStore {
    try store.acting(as: user.identifier, with: Rights())
  }

  private func inbox(_ user: Colleague.ID) async throws -> [InboxItem.Kind] {
    try await store.fetch(InboxItem.self, where: \.recipient == user.description).map(\.kind)
  }

  private func newLead(_ owner: Colleague.ID?) -> Lead {
    var lead = Lead(id: store.newID())
    lead.owner = owner
    return lead
  }

  @Test("Who gets a record, or gives it away, is told of it, unless they did it themselves")
  func owners() async throws {
    let lead = try await acting(sara).insert(newLead(sara))
    #expect(try await inbox(sara).isEmpty)
    try await acting(sara).update(lead.id) { $0.owner = reza }
    #expect(try await inbox(reza) == [.assignment])
    try await store.update(lead.id) { $0.owner = sara }
    #expect(try await inbox(reza) == [.assignment, .handOff])
    #expect(try await inbox(sara) == [.assignment])
    let item = try #require(try await store.first(InboxItem.self))
    #expect(item.regarding == lead.key && item.readAt == nil)
  }

  @Test("Who watches a record is told what others do to it, once a transaction, until they watch no more")
  func watches() async throws {
    let lead = try await store.insert(newLead(nil))
    try await acting(sara).watch(lead.key)
    try await acting(sara).watch(lead.key)
    try await acting(sara).update(lead.id) { $0.name = "mine" }
    #expect(try await inbox(sara).isEmpty)
    try await acting(reza).write { store in
      try await store.update(lead.id) { $0.name = "a" }
      try await store.update(lead.id) { $0.name = "b" }
    }
    #expect(try await inbox(sara) == [.watch])
    try await acting(sara).unwatch(lead.key)
    try await acting(reza).update(lead.id) { $0.name = "c" }
    #expect(try await inbox(sara) == [.watch])

    try await acting(sara).watch(lead.key)
    try await acting(reza).delete(lead.id)
    #expect(try await inbox(sara) == [.watch, .watch])
    #expect(try await store.count(Watch.self) == 0)
  }

  @Test("Nothing is told of what was undone")
  func undone() async throws {
    let lead = try await store.insert(newLead(nil))
    try await acting(sara).watch(lead.key)
    struct Regret: Error {}
    await #expect(throws: Regret.self) {
      try await store.write { store in
        try await store.update(lead.id) { $0.owner = reza }
        throw Regret()
      }
    }
    #expect(try await store.count(InboxItem.self) == 0)
  }

  @Test("An entry is marked as read by its recipient only")
  func read() async throws {
    let item = try await store.notify(sara.identifier, .mention, "look at this")
    await #expect(throws: StoreError.notFound(item.key)) { try await acting(reza).markRead(item.id) }
    #expect(try await acting(sara).markRead(item.id).readAt != nil)
  }

  @Test("A record that the actor can't see is not watched")
  func hidden() async throws {
    let lead = try await store.insert(newLead(nil))
    var rights = Rights()
    rights.forbid(Lead.self, [.read])
    let blind = try store.acting(as: sara.identifier, with: rights)
    await #expect(throws: StoreError.notFound(lead.key)) { try await blind.watch(lead.key) }
  }
}
