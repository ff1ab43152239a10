import CRMContacts
import CRMCore
import CRMService
import Foundation
import Testing

@Suite("Service levels")
struct SLATests {
  /// Four hours to the first answer, eight to the resolution; for urgent cases one and two.
  static func standard(_ hours: BusinessHours) -> SLADefinition {
    SLADefinition(
      "Standard", during: hours,
      promises: [
        .init(.firstResponse, within: .hours(1), warningAfter: .minutes(30), when: "priority == 'urgent'"),
        .init(.firstResponse, within: .hours(4)),
        .init(.resolution, within: .hours(2), warningAfter: .hours(1), when: "priority == 'urgent'"),
        .init(.resolution, within: .hours(8), warningAfter: .hours(6)),
      ])
  }

  /// An instant; what is none is one that nothing equals.
  private func at(_ text: String) -> Instant { (try? Instant(iso8601: text)) ?? Instant(microsecondsSince1970: .min) }

  @Test("A case goes by the promises that it meets the conditions of, over noon, night and weekend")
  func promises() async throws {
    let desk = try await ServiceDesk()
    try await desk.store.service.define(Self.standard(officeHours()))
    // Thursday, nine o'clock.
    let record = try await desk.store.service.open(CaseDraft("پرسش"))
    #expect(record.responseBy == at("2024-08-15T14:00:00Z"))
    #expect(record.resolveBy == at("2024-08-16T10:00:00Z") && record.sla != nil)
    let target = try #require(try await desk.target(.resolution, of: record.id))
    #expect(target.state == .inProgress && target.warnAt == at("2024-08-15T16:00:00Z"))
    desk.clock.set(at("2024-08-16T16:30:00Z"))
    let urgent = try await desk.store.service.open(CaseDraft("فوری", priority: .urgent))
    #expect(urgent.responseBy == at("2024-08-19T09:30:00Z"))
    #expect(urgent.resolveBy == at("2024-08-19T10:30:00Z"))
  }

  @Test("The owner is told when time runs short, the manager too when it is over, and the case is escalated")
  func alerts() async throws {
    let desk = try await ServiceDesk()
    try await desk.store.update(desk.sara.id) { $0.manager = desk.reza.id }
    try await desk.store.service.define(Self.standard(officeHours()))
    let hers = try desk.acting(as: desk.sara)
    let id = try await hers.service.open(CaseDraft("پرسش", priority: .urgent)).id
    try await hers.service.respond(id, InteractionDraft(.email, title: "پاسخ"))
    try desk.advance(.minutes(59))
    #expect(try await desk.work().done == 0)
    try desk.advance(.minutes(1))
    #expect(try await desk.work() == AgendaRun(done: 1))
    #expect(try await desk.target(.resolution, of: id)?.state == .nearingNoncompliance)
    #expect(try await desk.inbox(of: desk.sara) == ["CAS-01001 resolution nearingNoncompliance: پرسش"])
    #expect(try await desk.inbox(of: desk.reza).isEmpty)
    #expect(try await desk.store.get(id).escalatedAt == nil)
    try desk.advance(.hours(1))
    let end = desk.clock.now
    try desk.advance(.hours(5))
    #expect(try await desk.work() == AgendaRun(done: 1))
    let target = try #require(try await desk.target(.resolution, of: id))
    #expect(target.state == .noncompliant && target.failAt == end)
    #expect(try await desk.inbox(of: desk.reza) == ["CAS-01001 resolution noncompliant: پرسش"])
    #expect(try await desk.store.get(id).escalatedAt == desk.clock.now)
    #expect(try await desk.store.count(AgendaEntry.self) == 0)
    // What is resolved then stays missed, with the time when it was met.
    try await hers.service.resolve(id)
    let late = try #require(try await desk.target(.resolution, of: id))
    #expect(late.state == .noncompliant && late.metAt == desk.clock.now && late.failAt == end)
    #expect(try await desk.target(.firstResponse, of: id)?.state == .succeeded)
    let told = try await hers.contacts.timeline(of: id).entries.map(\.kind)
    #expect(told.contains(.slaMiss) && told.contains(.caseResolution) && told.contains(.stage))
  }

  @Test("Who was warned is not warned again after a pause, and is where another promise makes it so anew")
  func onceEach() async throws {
    let desk = try await ServiceDesk()
    try await desk.store.service.define(Self.standard(officeHours()))
    let id = try await desk.store.service.open(CaseDraft("پرسش", priority: .urgent, owner: desk.sara.id)).id
    try await desk.store.update(id) { $0.firstRespondedAt = desk.clock.now }
    try desk.advance(.hours(1))
    try await desk.work()
    for _ in 0..<3 {
      try await desk.store.service.hold(id)
      try desk.advance(.minutes(1))
      try await desk.store.service.resume(id)
    }
    #expect(try await desk.inbox(of: desk.sara).count == 1)
    try await desk.store.update(id) { $0.priority = .low }
    try await desk.store.service.hold(id)
    try await desk.store.update(id) { $0.priority = .urgent }
    #expect(try await desk.target(.resolution, of: id)?.state == .paused)
    #expect(try await desk.inbox(of: desk.sara).count == 2)
    try desk.advance(.hours(5))
    try await desk.store.service.resume(id)
    try desk.advance(.hours(1))
    // Too late to be told of what is done.
    try await desk.store.service.resolve(id)
    #expect(try await desk.target(.resolution, of: id)?.state == .noncompliant)
    #expect(try await desk.inbox(of: desk.sara).count == 2)
  }

  @Test("A condition that can't be asked any more is named with the record that holds it")
  func brokenCondition() async throws {
    let desk = try await ServiceDesk()
    var tier = CustomField(id: desk.store.newID())
    (tier.subject, tier.name) = ("case", "tier")
    tier = try await desk.store.insert(tier)
    let sla = try await desk.store.service.define(
      SLADefinition(
        "Gold", during: officeHours(), for: "tier == 'gold'", promises: [.init(.resolution, within: .hours(1))]))
    var draft = CaseDraft("پرسش")
    draft.record.custom["tier"] = .text("gold")
    #expect(try await desk.store.service.open(draft).sla == sla.id)
    try await desk.store.delete(tier.id)
    let error = await #expect(throws: ServiceError.self) { try await desk.store.service.open(CaseDraft("پرسش")) }
    guard case .unusableCondition(sla.key, _)? = error else {
      Issue.record("\(error as Any)")
      return
    }
    try await desk.store.update(sla.id) { $0.appliesWhen = nil }
    #expect(try await desk.store.service.open(CaseDraft("پرسش")).sla == sla.id)
  }

  @Test("The members of a queue are told where nobody owns the case")
  func members() async throws {
    let desk = try await ServiceDesk()
    let queue = try await desk.queue("پشتیبانی", [desk.sara, desk.reza])
    try await desk.store.service.define(Self.standard(officeHours()))
    try await desk.store.service.open(CaseDraft("پرسش", priority: .urgent, queue: queue.id))
    try desk.advance(.hours(1))
    try await desk.work()
    // The answer was due within the hour, and of the resolution half of the time is gone.
    for user in [desk.sara, desk.reza] {
      #expect(try await desk.inbox(of: user).count == 2)
    }
  }

  @Test(
    "On hold the clock stands still, and goes on with what is left; resolution, reopening and cancelling do as they say"
  )
  func pausing() async throws {
    let desk = try await ServiceDesk()
    try await desk.store.service.define(Self.standard(officeHours()))
    let id = try await desk.store.service.open(CaseDraft("پرسش")).id
    try desk.advance(.hours(2))
    var record = try await desk.store.service.hold(id)
    #expect(record.resolveBy == nil && record.responseBy == nil)
    var target = try #require(try await desk.target(.resolution, of: id))
    #expect(target.state == .paused && target.timeUsed == .hours(2) && target.failAt == nil)
    #expect(try await desk.store.count(AgendaEntry.self) == 0)
    desk.clock.set(at("2024-08-16T09:00:00Z"))
    record = try await desk.store.service.resume(id)
    #expect(record.resolveBy == at("2024-08-16T16:00:00Z") && record.onHoldTime == .hours(22))
    desk.clock.set(at("2024-08-16T10:00:00Z"))
    try await desk.store.service.resolve(id)
    target = try #require(try await desk.target(.resolution, of: id))
    #expect(target.state == .succeeded && target.timeUsed == .hours(3) && target.metAt == desk.clock.now)
    desk.clock.set(at("2024-08-19T09:00:00Z"))
    record = try await desk.store.service.reopen(id)
    target = try #require(try await desk.target(.resolution, of: id))
    #expect(target.state == .inProgress && target.metAt == nil && target.timeUsed == .hours(3))
    #expect(record.resolveBy == at("2024-08-19T15:00:00Z"))
    try await desk.store.service.cancel(id)
    #expect(Set(try await desk.store.service.targets(of: id).map(\.state)) == [.canceled])
    #expect(try await desk.store.count(AgendaEntry.self) == 0)
  }

  @Test("Another priority goes by another promise, and the time that was used counts")
  func rechoosing() async throws {
    let desk = try await ServiceDesk()
    try await desk.store.service.define(Self.standard(officeHours()))
    let id = try await desk.store.service.open(CaseDraft("پرسش")).id
    try desk.advance(.minutes(90))
    try await desk.store.update(id) { $0.priority = .urgent }
    let record = try await desk.store.get(id)
    #expect(record.resolveBy == at("2024-08-15T11:00:00Z") && record.escalatedAt == desk.clock.now)
    #expect(try await desk.target(.resolution, of: id)?.state == .nearingNoncompliance)
    #expect(try await desk.target(.firstResponse, of: id)?.state == .noncompliant)
    try await desk.store.update(id) { $0.priority = .low }
    #expect(try await desk.store.get(id).resolveBy == at("2024-08-16T10:00:00Z"))
    #expect(try await desk.target(.firstResponse, of: id)?.state == .inProgress)
  }

  @Test("Service levels are chosen in their order by paths to the customer, and have their own pauses and measures")
  func choice() async throws {
    let desk = try await ServiceDesk()
    let hours = try officeHours()
    let gold = try await desk.store.service.define(
      SLADefinition(
        "Gold", during: hours, for: "customer.account.lifecycleStage == 'customer'",
        pausedWhen: "statusReason == 'researching'",
        promises: [
          .init(SLAMeasure(rawValue: "visit"), within: .hours(3), metWhen: "resolution contains 'visit'"),
          .init(.resolution, within: .hours(2)),
        ]))
    try await desk.store.service.define(
      SLADefinition("Others", during: hours, at: 2, promises: [.init(.resolution, within: .hours(8))]))
    let account = try await desk.account("رویا") { $0.lifecycleStage = .customer }
    let record = try await desk.store.service.open(CaseDraft("پرسش", of: account.id))
    #expect(record.sla == gold.id && record.responseBy == nil)
    try await desk.store.service.hold(record.id)
    #expect(try await desk.target(.resolution, of: record.id)?.state == .inProgress)
    try await desk.store.service.resume(record.id, as: .researching)
    #expect(try await desk.target(.resolution, of: record.id)?.state == .paused)
    try await desk.store.update(record.id) { $0.resolution = "a visit on Monday" }
    #expect(try await desk.store.service.targets(of: record.id).map(\.state) == [.succeeded, .paused])
    let other = try await desk.store.service.open(CaseDraft("پرسش"))
    #expect(other.sla != gold.id && other.sla != nil)
    // Who is no customer any more goes by the other from the case's next change on.
    try await desk.store.update(account.id) { $0.lifecycleStage = .former }
    try await desk.store.update(record.id) { $0.title = "پرسش دوم" }
    #expect(try await desk.store.get(record.id).sla == other.sla)
    #expect(try await desk.store.service.targets(of: record.id).map(\.state) == [.succeeded, .inProgress])
  }

  @Test("A change of a service level reaches the cases under way by the agenda, however many they are")
  func review() async throws {
    let desk = try await ServiceDesk()
    let first = try await desk.store.service.open(CaseDraft("پیش از آن"))
    for number in 0..<105 { try await desk.store.service.open(CaseDraft("\(number)")) }
    let closed = try await desk.store.service.open(CaseDraft("بسته"))
    try await desk.store.service.resolve(closed.id)
    try desk.advance(.hours(1))
    let sla = try await desk.store.service.define(Self.standard(officeHours()))
    #expect(try await desk.store.get(first.id).resolveBy == nil)
    #expect(try await desk.work() == AgendaRun(done: 2))
    // It counts from when the case was opened.
    #expect(try await desk.store.get(first.id).resolveBy == at("2024-08-16T10:00:00Z"))
    #expect(try await desk.store.count(SLATarget.self, where: \.measure == .resolution) == 106)
    #expect(try await desk.store.service.targets(of: closed.id).isEmpty)
    var quick = Self.standard(try officeHours())
    quick.promises = [.init(.resolution, within: .hours(5), warningAfter: .minutes(30))]
    try await desk.store.service.define(quick)
    try await desk.work()
    #expect(try await desk.store.get(first.id).resolveBy == at("2024-08-15T15:00:00Z"))
    #expect(try await desk.store.service.targets(of: first.id).map(\.state) == [.canceled, .nearingNoncompliance])
    try await desk.store.update(sla.id) { $0.state = .draft }
    try await desk.work()
    #expect(try await desk.store.get(first.id).sla == nil)
    #expect(try await desk.store.count(SLATarget.self, where: \.state != .canceled) == 0)
    await #expect(throws: StoreError.self) { try await desk.store.delete(sla.id) }
  }

  @Test("A runner that works ahead of the clock sees what it will see then")
  func ahead() async throws {
    let desk = try await ServiceDesk()
    try await desk.store.service.define(Self.standard(officeHours()))
    let id = try await desk.store.service.open(CaseDraft("پرسش")).id
    var runner = AgendaRunner(desk.store)
    runner.handleService()
    let run = try await runner.runDue(until: at("2024-08-20T00:00:00Z"))
    #expect(run.failures.isEmpty && run.done == 3)
    #expect(Set(try await desk.store.service.targets(of: id).map(\.state)) == [.noncompliant])
    try await desk.store.update(id) { $0.title = "دیگر" }
    #expect(Set(try await desk.store.service.targets(of: id).map(\.state)) == [.noncompliant])
  }

  @Test("An answer that is entered later counts from when it was given")
  func backdated() async throws {
    let desk = try await ServiceDesk()
    try await desk.store.service.define(Self.standard(officeHours()))
    let id = try await desk.store.service.open(CaseDraft("پرسش", priority: .urgent)).id
    let answered = try desk.clock.now.advanced(by: .minutes(20))
    try desk.advance(.minutes(100))
    try await desk.work()
    #expect(try await desk.target(.firstResponse, of: id)?.state == .noncompliant)
    try await desk.store.update(id) { $0.firstRespondedAt = answered }
    let target = try #require(try await desk.target(.firstResponse, of: id))
    #expect(target.state == .succeeded && target.metAt == answered && target.timeUsed == .minutes(20))
  }

  @Test("What contradicts itself is refused, and says where")
  func refusals() async throws {
    let desk = try await ServiceDesk()
    let hours = try officeHours()
    func define(_ definition: SLADefinition) async throws { try await desk.store.service.define(definition) }
    let wrong = SLADefinition("A", during: hours, for: "priorty == 'high'", promises: [])
    let error = await #expect(throws: FilterSyntaxError.self) { try await define(wrong) }
    #expect(error?.column == 1 && error?.suggestions == ["priority"])
    await #expect(throws: RecordError.self) {
      try await define(SLADefinition("A", during: hours, promises: [.init(.resolution, within: .zero)]))
    }
    await #expect(throws: RecordError.self) {
      let late = SLADefinition.Promise(.resolution, within: .hours(1), warningAfter: .hours(1))
      try await define(SLADefinition("A", during: hours, promises: [late]))
    }
    await #expect(throws: RecordError.self) {
      let unknown = SLADefinition.Promise(SLAMeasure(rawValue: "visit"), within: .hours(1))
      try await define(SLADefinition("A", during: hours, promises: [unknown]))
    }
    await #expect(throws: RecordError.self) {
      try await define(SLADefinition("A", during: BusinessHours(timeZone: .gmt, weekly: [:]), promises: []))
    }
    var broken = SLA(id: desk.store.newID())
    (broken.name, broken.businessHours) = ("B", "{")
    await #expect(throws: RecordError.self) { try await desk.store.insert(broken) }
    #expect(throws: ServiceError.self) { try broken.hours }
    #expect(try await desk.store.count(SLA.self) == 0)
  }
}
