import CRMCore
import CRMMemoryStore
import Testing

@Suite("References to records of another module")
struct ReferenceElsewhereTests {
  private struct Machine: Record {
    static let entity = "machine"
    var id: ID
    var stamp = Stamp()
    var name = ""
    init(id: RecordID<Machine>) { self.id = id }
    static let schema = Schema<Machine> { f in f("name", \.name) }
  }

  /// Knows machines by their entity only.
  private struct Ticket: Record {
    static let entity = "ticket"
    var id: ID
    var stamp = Stamp()
    var machine: Identifier?
    init(id: RecordID<Ticket>) { self.id = id }
    static let schema = Schema<Ticket> { f in f("machine", \.machine, to: "machine", onDelete: .nullify) }
  }

  private func ticket(of machine: Identifier?, in store: some Store) async throws -> Ticket {
    var ticket = Ticket(id: store.newID())
    ticket.machine = machine
    return try await store.insert(ticket)
  }

  @Test("Where the other module's records are kept, it is a reference like any other")
  func kept() async throws {
    let store = try MemoryStore([Ticket.self, Machine.self], environment: .replayable(seed: 1))
    var machine = Machine(id: store.newID())
    machine.name = "GTX"
    machine = try await store.insert(machine)
    let ticket = try await ticket(of: machine.id.identifier, in: store)

    let isOfGTX = Filter<Ticket>(.compare("machine.name", .equal, "GTX"))
    #expect(try await store.fetch(where: isOfGTX) == [ticket])
    #expect(try await store.fetch(Ticket.self, where: \.machine == machine.id.identifier) == [ticket])

    let stranger = RecordKey(entity: "machine", id: store.environment.newIdentifier())
    await #expect(throws: StoreError.missingTarget(ticket.key, field: "machine", target: stranger)) {
      try await store.update(ticket.id) { $0.machine = stranger.id }
    }
    try await store.delete(machine.id)
    #expect(try await store.get(ticket.id).machine == nil)
  }

  @Test("Where they are not, the identifier alone is held, and leads nowhere")
  func notKept() async throws {
    let store = try MemoryStore([Ticket.self], environment: .replayable(seed: 1))
    let machine = store.environment.newIdentifier()
    let ticket = try await ticket(of: machine, in: store)
    #expect(try await store.fetch(Ticket.self, where: \.machine == machine) == [ticket])
    await #expect(throws: FilterError.missingEntity("machine", path: "machine")) {
      try await store.count(where: Filter<Ticket>(.compare("machine.name", .equal, "GTX")))
    }
  }
}
