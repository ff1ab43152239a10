import CRMContacts
import CRMCore
import CRMService
import CRMStoreTesting
import Testing

@Suite("Operations on cases that are interrupted")
struct InterruptionTests {
  /// An operation, and what goes before it.
  struct Trial: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let prepare: @Sendable (any Store, Case.ID) async throws -> Void
    let operation: @Sendable (any Store, Case.ID) async throws -> Void

    init(
      _ name: String, after prepare: @escaping @Sendable (any Store, Case.ID) async throws -> Void = { _, _ in },
      _ operation: @escaping @Sendable (any Store, Case.ID) async throws -> Void
    ) {
      testDescription = name
      self.prepare = prepare
      self.operation = operation
    }
  }

  static let trials = [
    Trial("open") { store, _ in try await store.service.open(CaseDraft("دیگر", priority: .urgent)) },
    Trial("insert") { store, _ in
      var record = Case(id: store.newID())
      record.title = "دیگر"
      try await store.insert(record)
    },
    Trial("respond") { store, id in try await store.service.respond(id, InteractionDraft(.email, title: "پاسخ")) },
    Trial("advance") { store, id in try await store.service.advance(id, to: "research") },
    Trial("hold") { try await $0.service.hold($1) },
    Trial("resume", after: { try await $0.service.hold($1) }) { try await $0.service.resume($1) },
    Trial("pick") { try await $0.service.pick($1) },
    Trial("assign") { store, id in
      let user = try #require(try await store.first(User.self, sort: .descending(\.name)))
      try await store.service.assign(id, to: user.id)
    },
    Trial("move", after: { try await $0.service.pick($1) }) { store, id in
      let queue = try #require(try await store.first(Queue.self))
      try await store.service.move(id, to: queue.id)
    },
    Trial("route", after: { try await $0.service.pick($1) }) { try await $0.service.route($1) },
    Trial("pickNext") { store, _ in
      let queue = try #require(try await store.first(Queue.self))
      try await store.service.pickNext(from: queue.id)
    },
    Trial("escalate") { try await $0.service.escalate($1) },
    Trial("resolve") { try await $0.service.resolve($1, "پاسخ") },
    Trial("cancel") { try await $0.service.cancel($1) },
    Trial("reopen", after: { try await $0.service.resolve($1) }) { try await $0.service.reopen($1) },
    Trial("update") { store, id in
      try await store.update(id) { ($0.state, $0.statusReason) = (.resolved, .problemSolved) }
    },
    Trial("delete") { try await $0.delete($1) },
    Trial("define") { store, _ in try await store.service.define(SLATests.standard(officeHours())) },
  ]

  @Test("Whichever write fails, all of it is there or nothing of it", arguments: trials)
  func interrupt(_ trial: Trial) async throws {
    var failures = 0
    while true {
      let fuse = Fuse()
      let desk = try await ServiceDesk(fuse: fuse)
      let contact = try await desk.contact("پناهی")
      _ = try await desk.queue("پشتیبانی", [desk.sara], takes: "true")
      try await desk.store.service.define(
        SLADefinition("Any", during: officeHours(), promises: [.init(.resolution, within: .hours(3))]))
      let id = try await desk.store.service.open(CaseDraft("پرسش", of: contact.id)).id
      let hers = try desk.acting(as: desk.sara)
      try await trial.prepare(hers, id)
      try desk.advance(.hours(1))
      let before = try await desk.store.everything()
      fuse.blow(after: failures)
      do {
        try await trial.operation(hers, id)
        break
      } catch is Fuse.Blown {
        fuse.mend()
        #expect(try await desk.store.everything() == before, "after \(failures) writes")
        // Nothing keeps it from being done then.
        try await trial.operation(hers, id)
      }
      failures += 1
    }
    #expect(failures > 2)
  }

  @Test("Whichever write of the agenda fails, a warning and a failure are told once")
  func agenda() async throws {
    var failures = 0
    while true {
      let fuse = Fuse()
      let desk = try await ServiceDesk(fuse: fuse)
      try await desk.store.service.define(
        SLADefinition("Any", during: officeHours(), promises: [.init(.resolution, within: .hours(2))]))
      let id = try await desk.store.service.open(CaseDraft("پرسش", owner: desk.sara.id)).id
      try desk.advance(.hours(2))
      let before = try await desk.store.everything()
      fuse.blow(after: failures)
      do {
        if try await desk.work().failures.isEmpty { break }
        Issue.record("the store failed, and not the handler")
      } catch is Fuse.Blown {
        fuse.mend()
        #expect(try await desk.store.everything() == before, "after \(failures) writes")
        try await desk.work()
      }
      #expect(try await desk.target(.resolution, of: id)?.state == .noncompliant)
      #expect(try await desk.inbox(of: desk.sara).count == 1)
      failures += 1
    }
    #expect(failures > 3)
  }

  @Test("Several operations of one transaction are one commit, and join it")
  func joined() async throws {
    let desk = try await ServiceDesk()
    try await desk.store.service.define(SLATests.standard(officeHours()))
    struct Regret: Error {}
    let id = try await desk.store.service.open(CaseDraft("پرسش")).id
    let before = try await desk.store.everything()
    await #expect(throws: Regret.self) {
      try await desk.store.write { crm in
        try await crm.service.hold(id)
        try await crm.service.resume(id)
        try await crm.service.resolve(id)
        throw Regret()
      }
    }
    #expect(try await desk.store.everything() == before)
    try await desk.store.write { crm in
      let other = try await crm.service.open(CaseDraft("دیگر"))
      try await crm.service.hold(other.id)
      try await crm.service.resume(other.id)
      let done = try await crm.service.resolve(other.id)
      let targets = try await crm.service.targets(of: other.id)
      #expect(done.state == .resolved && targets.map(\.state) == [.succeeded, .succeeded])
    }
    #expect(try await desk.store.count(CaseResolution.self) == 1)
  }
}
