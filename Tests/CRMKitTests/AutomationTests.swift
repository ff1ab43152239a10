import CRMKit
import Testing

@Suite("Automation behind the facade")
struct AutomationTests {
  private struct Note: Codable, Sendable { var text: String }

  private struct Assign: ScheduledWork {
    static let kind = "assign"
    let account: Account.ID
  }

  private let crm: CRM
  private let sara: User
  private let reza: User

  init() async throws {
    crm = try await CRM(store: .memory, environment: .replayable(seed: 1))
    func user(_ name: String, in crm: CRM) async throws -> User {
      var user = User(id: crm.newID())
      user.name = name
      return try await crm.insert(user)
    }
    sara = try await user("Sara", in: crm)
    reza = try await user("Reza", in: crm)
  }

  @Test("Workflows are carried out for whoever acts, and users are told of what becomes theirs")
  func workflows() async throws {
    try await crm.define(
      Workflow(
        "claim", on: "account", when: .created, if: .compare("owner", .equal, .null), do: [.set(["owner": .actor])]))
    var account = Account(id: crm.newID())
    account.name = "Acme"
    try await crm.insert(account)
    #expect(try await crm.get(account.id).owner == nil)

    var hers = Account(id: crm.newID())
    hers.name = "Roya"
    hers.owner = sara.id
    try await crm.insert(hers)
    let inbox = try await crm.acting(as: sara.id).fetch(InboxItem.self)
    #expect(inbox.map(\.kind) == [.assignment] && inbox.first?.regarding == hers.key)
    #expect(try await crm.acting(as: reza.id).count(InboxItem.self) == 0)
  }

  @Test("An inbox fills by itself while its user looks at it, and with nothing of others'")
  func liveInbox() async throws {
    var inbox = crm.acting(as: sara.id).live(InboxItem.self, where: \.readAt == nil).makeAsyncIterator()
    #expect(try await inbox.next()?.isEmpty == true)
    try await crm.notify(reza.id.identifier, .mention, "for Reza")
    let item = try await crm.notify(sara.id.identifier, .mention, "for Sara")
    #expect(try await inbox.next()?.map(\.text) == ["for Sara"])
    try await crm.acting(as: sara.id).markRead(item.id)
    #expect(try await inbox.next()?.isEmpty == true)
  }

  @Test("Users see of the agenda and the outbox what they have put there, and may put it there without further rights")
  func ownRows() async throws {
    let acting = crm.acting(as: sara.id)
    try await acting.post(Note(text: "hello"), over: OutboxChannel("notes"), to: "ali")
    try await acting.schedule(Assign(account: crm.newID()), due: .after(.seconds(5)))
    #expect(try await acting.count(OutboxMessage.self) == 1)
    #expect(try await acting.count(AgendaEntry.self) == 1)
    let other = crm.acting(as: reza.id)
    #expect(try await other.count(OutboxMessage.self) == 0)
    #expect(try await other.count(AgendaEntry.self) == 0)
    let (message, entry) = (
      try #require(try await crm.first(OutboxMessage.self)), try #require(try await crm.first(AgendaEntry.self))
    )
    await #expect(throws: StoreError.notFound(message.key)) { try await other.withdraw(message.id) }
    await #expect(throws: StoreError.notFound(message.key)) { try await other.retry(message.id) }
    await #expect(throws: StoreError.notFound(entry.key)) { try await other.retry(entry.id) }
    #expect(try await acting.withdraw(message.id))
    await #expect(throws: (any Error).self) {
      try await other.define(Workflow("w", on: "account", when: .created, do: [.set(["name": .literal("x")])]))
    }
  }

  @Test("Work on the agenda is done within the rights of the user who decided it")
  func agenda() async throws {
    var account = Account(id: crm.newID())
    account.name = "Acme"
    account.owner = reza.id
    try await crm.insert(account)
    try await crm.acting(as: sara.id).schedule(Assign(account: account.id), due: .after(.zero))
    try await crm.acting(as: reza.id).schedule(Assign(account: account.id), due: .after(.zero))
    var agenda = crm.agenda()
    agenda.handle(Assign.self) { work, _, crm in try await crm.update(work.account) { $0.name += "!" } }
    let run = try await agenda.runDue()
    #expect(run.done == 1 && run.failures.count == 1)
    #expect(try await crm.get(account.id).name == "Acme!")
  }
}
