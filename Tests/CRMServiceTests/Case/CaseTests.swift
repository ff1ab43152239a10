import CRMContacts
import CRMCore
import CRMService
import Testing

@Suite("Cases")
struct CaseTests {
  @Test("An opened case has a number, a priority, a stage, and belongs to who opens it")
  func open() async throws {
    let desk = try await ServiceDesk()
    let account = try await desk.account("رویا")
    let contact = try await desk.contact("پناهی", of: account.id)
    let hers = try desk.acting(as: desk.sara)
    let record = try await hers.service.open(
      CaseDraft("چاپگر روشن نمی‌شود", of: account.id, from: contact.id, type: .problem, origin: .call))
    #expect(record.number == "CAS-01001" && record.priority == .normal && record.stage == "identify")
    #expect(record.owner == desk.sara.id && record.customer.account == account.id && record.contact == contact.id)
    #expect(record.state == .active && record.statusReason == .inProgress && record.sla == nil)
    #expect(try await desk.store.get(record.id) == record)
    let second = try await desk.store.service.open(CaseDraft("پرسش", of: contact.id))
    #expect(second.number == "CAS-01002" && second.contact == contact.id && second.owner == nil)
  }

  @Test("A case that is written without the service gets the same")
  func plain() async throws {
    let desk = try await ServiceDesk()
    var record = Case(id: desk.store.newID())
    record.title = "Printer"
    record = try await desk.store.insert(record)
    record = try await desk.store.get(record.id)
    #expect(record.number == "CAS-01001" && record.priority == .normal && record.stage == "identify")
    record = try await desk.store.update(record.id) { ($0.state, $0.statusReason) = (.resolved, .problemSolved) }
    record = try await desk.store.get(record.id)
    #expect(record.resolvedAt == desk.clock.now && record.stage == "resolved")
    #expect(try await desk.store.service.resolutions(of: record.id).count == 1)
  }

  @Test("A case goes through its handling, and each stage is remembered")
  func handling() async throws {
    let desk = try await ServiceDesk()
    let store = desk.store
    let contact = try await desk.contact("پناهی")
    var record = try await store.service.open(CaseDraft("پرسش"))
    let error = await #expect(throws: ProcessError.self) { try await store.service.advance(record.id) }
    guard case .blocked(_, "identify", let obstacles)? = error else {
      Issue.record("not blocked: \(error as Any)")
      return
    }
    #expect(obstacles.map(\.advice) == ["say whose case it is"])
    try await store.update(record.id) { $0.customer = CustomerReference(contact.id) }
    record = try await store.service.advance(record.id)
    #expect(record.stage == "research")
    await #expect(throws: ProcessError.self) { try await store.update(record.id) { $0.stage = "nowhere" } }
    try desk.advance(.hours(1))
    record = try await store.service.resolve(record.id, "پاسخ", as: .informationProvided, timeSpent: .minutes(20))
    #expect(record.stage == "resolved" && record.resolution == "پاسخ")
    record = try await store.service.reopen(record.id)
    #expect(record.stage == "research")
    let visits = try await store.service.stageHistory(of: record.id)
    #expect(visits.map(\.stage) == ["identify", "research", "resolved", "research"])
    #expect(visits[1].duration == .hours(1))
  }

  @Test("A closed case is read-only until it is reopened, and each resolution is kept")
  func closing() async throws {
    let desk = try await ServiceDesk()
    let store = desk.store
    let opened = try await store.service.open(CaseDraft("پرسش"))
    try desk.advance(.hours(2))
    var record = try await store.service.resolve(opened.id, "فیوز", timeSpent: .minutes(15))
    #expect(record.state == .resolved && record.statusReason == .problemSolved)
    #expect(record.resolvedAt == desk.clock.now && record.timeSpent == .minutes(15))
    await #expect(throws: RecordError.self) { try await store.update(record.id) { $0.title = "دیگر" } }
    await #expect(throws: RecordError.self) { try await store.update(record.id) { $0.state = .canceled } }
    await #expect(throws: ServiceError.isClosed(record.key)) { try await store.service.resolve(record.id) }
    await #expect(throws: ServiceError.isClosed(record.key)) { try await store.service.cancel(record.id) }
    await #expect(throws: ServiceError.isClosed(record.key)) { try await store.service.hold(record.id) }
    await #expect(throws: ServiceError.isClosed(record.key)) { try await store.service.advance(record.id) }
    await #expect(throws: ServiceError.isClosed(record.key)) { try await store.service.escalate(record.id) }
    await #expect(throws: ServiceError.isClosed(record.key)) { try await store.service.route(record.id) }
    await #expect(throws: ServiceError.isClosed(record.key)) {
      try await store.service.respond(record.id, InteractionDraft(.email, title: "سلام"))
    }
    try await store.update(record.id) { $0.owner = desk.sara.id }
    record = try await store.service.reopen(record.id)
    #expect(record.state == .active && record.resolvedAt == nil && record.resolution == nil && record.timeSpent == nil)
    await #expect(throws: ServiceError.isActive(record.key)) { try await store.service.reopen(record.id) }
    record = try await store.service.resolve(record.id, "مودم", as: .informationProvided)
    let resolutions = try await store.service.resolutions(of: record.id)
    #expect(resolutions.map(\.resolution) == ["فیوز", "مودم"])
    #expect(resolutions.map(\.statusReason) == [.problemSolved, .informationProvided])
    #expect(resolutions.map(\.timeSpent) == [.minutes(15), nil] && resolutions[0].age == .hours(2))
    await #expect(throws: RecordError.self) { try await store.update(resolutions[0].id) { $0.resolution = "x" } }
    try await store.service.reopen(record.id)
    record = try await store.service.cancel(record.id, as: .merged, note: "تکراری")
    #expect(record.state == .canceled && record.statusReason == .merged && record.stage == "canceled")
    #expect(try await store.service.resolutions(of: record.id).count == 2)
  }

  @Test("The time on hold is counted, whatever it was written to be")
  func onHold() async throws {
    let desk = try await ServiceDesk()
    let store = desk.store
    let id = try await store.service.open(CaseDraft("پرسش")).id
    try desk.advance(.hours(1))
    #expect(try await store.service.hold(id).onHoldSince == desk.clock.now)
    try desk.advance(.hours(30))
    var record = try await store.service.hold(id, as: .waitingForDetails)
    #expect(record.onHoldTime == .zero && record.statusReason == .waitingForDetails)
    try desk.advance(.hours(2))
    record = try await store.service.resume(id, as: .researching)
    #expect(record.onHoldTime == .hours(32) && record.onHoldSince == nil && record.statusReason == .researching)
    try await store.update(id) { $0.onHoldTime = .zero }
    #expect(try await store.get(id).onHoldTime == .hours(32))
    try await store.update(id) { $0.statusReason = .onHold }
    try desk.advance(.hours(3))
    record = try await store.service.resolve(id)
    #expect(record.onHoldTime == .hours(35) && record.onHoldSince == nil)
  }

  @Test("The first answer is noted once, and kept as an interaction about the case")
  func response() async throws {
    let desk = try await ServiceDesk()
    let contact = try await desk.contact("پناهی")
    let hers = try desk.acting(as: desk.sara)
    let record = try await hers.service.open(CaseDraft("پرسش", of: contact.id))
    try desk.advance(.hours(1))
    let first = desk.clock.now
    let answer = try await hers.service.respond(record.id, InteractionDraft(.email, title: "پاسخ"))
    #expect(answer.regarding == record.key && answer.direction == .outgoing)
    #expect(answer.parties.map(\.party) == [.contact(contact.id)] && answer.owner == desk.sara.id)
    try desk.advance(.hours(1))
    try await hers.service.respond(record.id, .call(with: contact.id, lasting: .minutes(5)))
    #expect(try await hers.get(record.id).firstRespondedAt == first)
    let told = try await hers.contacts.timeline(of: record.id).entries.filter { $0.kind == .interaction }
    #expect(told.count == 2)
  }

  @Test("Whatever goes out about a case is a response, whoever logs it, and a note or what came in is none")
  func loggedElsewhere() async throws {
    let desk = try await ServiceDesk()
    let contact = try await desk.contact("پناهی")
    let id = try await desk.store.service.open(CaseDraft("پرسش", of: contact.id)).id
    try await desk.store.service.respond(id, InteractionDraft(.note, title: "یادداشت"))
    try await desk.store.contacts.log(.call(with: contact.id, .incoming, regarding: id.key))
    try await desk.store.contacts.log(.call(with: contact.id))
    #expect(try await desk.store.get(id).firstRespondedAt == nil)
    try desk.advance(.minutes(30))
    let mail = try await desk.store.contacts.log(
      .email("پاسخ", from: desk.sara.id, to: [contact.id], regarding: id.key))
    #expect(try await desk.store.get(id).firstRespondedAt == mail.startedAt)
    try await desk.store.service.resolve(id)
    try await desk.store.contacts.log(.call(with: contact.id, regarding: id.key))
    #expect(try await desk.store.get(id).firstRespondedAt == mail.startedAt)
  }

  @Test("Problems are found all at once, and a reason belongs to its state")
  func problems() async throws {
    let desk = try await ServiceDesk()
    var record = Case(id: desk.store.newID())
    record.customer.account = try await desk.account("رویا").id
    record.customer.contact = try await desk.contact("پناهی").id
    (record.resolvedAt, record.timeSpent, record.statusReason) = (desk.clock.now, .seconds(-1), .merged)
    let error = await #expect(throws: RecordError.self) { try await desk.store.insert(record) }
    guard case .invalid(_, let problems)? = error else {
      Issue.record("not invalid")
      return
    }
    #expect(problems.map(\.field) == ["title", "customer", "resolvedAt", "timeSpent", "statusReason"])
    // A case can't belong to itself by way of others.
    let first = try await desk.store.service.open(CaseDraft("یک"))
    var draft = CaseDraft("دو")
    draft.record.parent = first.id
    let second = try await desk.store.service.open(draft)
    await #expect(throws: StoreError.self) { try await desk.store.update(first.id) { $0.parent = second.id } }
  }

  @Test("Priority follows the customer's value where nobody has said it, and is decided anew when it is taken away")
  func priority() async throws {
    let million = Money(minorUnits: 100_000_000, currency: .usd)
    let desk = try await ServiceDesk {
      $0.service.priority = CasePriorityRules.byRevenue([
        (.urgent, from: million), (.high, from: Money(minorUnits: 1_000_000, currency: .usd)),
      ])
    }
    let large = try await desk.account("رویا") { $0.revenue = million }
    let small = try await desk.account("سپهر") { $0.revenue = Money(minorUnits: 2_000_000, currency: .usd) }
    let contact = try await desk.contact("پناهی", of: large.id)
    let service = desk.store
    #expect(try await service.service.open(CaseDraft("یک", of: large.id)).priority == .urgent)
    #expect(try await service.service.open(CaseDraft("دو", of: contact.id)).priority == .urgent)
    #expect(try await service.service.open(CaseDraft("سه", of: small.id)).priority == .high)
    #expect(try await service.service.open(CaseDraft("چهار")).priority == .normal)
    let chosen = try await service.service.open(CaseDraft("پنج", of: large.id, priority: .low))
    #expect(chosen.priority == .low)
    try await service.update(chosen.id) { $0.priority = nil }
    #expect(try await service.get(chosen.id).priority == .urgent)
  }

  @Test("An application has another handling, which can hold up a resolution")
  func otherProcess() async throws {
    let strict = BusinessProcess(
      "strict", of: "case", keepingStageIn: "stage",
      stages: [
        .init(
          "check",
          exits: [
            .init(to: "resolved", when: .compare("state", .equal, "resolved")),
            .init(to: "canceled", when: .compare("state", .equal, "canceled"), isFree: true),
          ], gates: [.fields(["resolution"])]), .init("resolved", isEnd: true), .init("canceled", isEnd: true),
      ])
    let desk = try await ServiceDesk { $0.service.process = strict }
    let record = try await desk.store.service.open(CaseDraft("پرسش"))
    await #expect(throws: ProcessError.self) { try await desk.store.service.resolve(record.id) }
    #expect(try await desk.store.get(record.id).state == .active)
    #expect(try await desk.store.service.resolve(record.id, "پاسخ").stage == "resolved")
  }
}
