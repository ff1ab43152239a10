import CRMContacts
import CRMCore
import CRMSales
import Testing

@Suite("Leads")
struct LeadTests {
  @Test("A captured lead belongs to who captures it and begins its qualification")
  func capture() async throws {
    let office = try await SalesOffice()
    let campaign = office.store.environment.newIdentifier()
    let lead = try await office.hers.sales.capture(
      LeadDraft(name: "Ahmadi", company: "Roya", email: "a@roya.example", source: .event, campaign: campaign))
    #expect(lead.owner == office.sara.id && lead.state == .open && lead.statusReason == .new)
    #expect(lead.stage == "new" && lead.campaign == campaign && lead.name == "Ahmadi")
    #expect(try await office.store.get(lead.id) == lead)
    let visits = try await office.store.sales.stageHistory(of: lead.id)
    #expect(visits.map(\.stage) == ["new"] && visits[0].leftAt == nil)
  }

  @Test("Qualification guides: what is missing is named, and each stage is remembered with how long it took")
  func guided() async throws {
    let office = try await SalesOffice()
    let store = office.store
    var lead = try await store.sales.capture(LeadDraft(name: "Ahmadi"))
    let way = try #require(try await store.way(of: lead.key, through: "leadQualification"))
    #expect(try await store.obstacles(of: way.id).map(\.advice) == ["enter an e-mail address or a telephone number"])
    await #expect(throws: ProcessError.self) { try await store.sales.advance(lead.id) }
    lead = try await store.update(lead.id) { $0.phone = "09123456789" }
    lead = try await store.sales.advance(lead.id)
    #expect(lead.stage == "contacted" && lead.statusReason == .contacted)
    // To write the stage is to move: refused as long as the gates say so, and done when they don't.
    await #expect(throws: ProcessError.self) { try await store.update(lead.id) { $0.stage = "assessed" } }
    await #expect(throws: ProcessError.self) { try await store.update(lead.id) { $0.stage = "nowhere" } }
    #expect(try await store.get(lead.id).stage == "contacted")
    lead = try await store.update(lead.id) { ($0.interest, $0.stage) = ("GTX", "assessed") }
    let visits = try await store.sales.stageHistory(of: lead.id)
    #expect(visits.map(\.stage) == ["new", "contacted", "assessed"])
    #expect(visits.dropLast().allSatisfy { $0.duration.map { $0 > .zero } ?? false })
  }

  @Test("A lead that is written or imported without the service goes the same way")
  func plain() async throws {
    let office = try await SalesOffice()
    var lead = Lead(id: office.store.newID())
    lead.companyName = "رویا"
    lead = try await office.store.insert(lead)
    #expect(try await office.store.get(lead.id).stage == "new")
    var old = Lead(id: office.store.newID())
    (old.companyName, old.state, old.statusReason) = ("قدیمی", .disqualified, .lost)
    old = try await office.store.insert(old)
    #expect(try await office.store.sales.stageHistory(of: old.id).isEmpty)
  }

  @Test("A lead that is given up is read-only until it is reopened, and goes on where it was")
  func disqualify() async throws {
    let office = try await SalesOffice()
    let store = office.store
    var lead = try await office.lead()
    lead = try await store.sales.advance(lead.id)
    lead = try await store.sales.disqualify(lead.id, as: .noLongerInterested, note: "بودجه ندارد")
    #expect(lead.state == .disqualified && lead.closeReason == "بودجه ندارد" && lead.closedAt != nil)
    #expect(try await store.sales.stageHistory(of: lead.id).map(\.stage) == ["new", "contacted", "disqualified"])
    await #expect(throws: RecordError.self) { try await store.update(lead.id) { $0.interest = "GTX" } }
    await #expect(throws: SalesError.isClosed(lead.key)) { try await store.sales.disqualify(lead.id, as: .lost) }
    await #expect(throws: SalesError.isClosed(lead.key)) { try await store.sales.convert(lead.id) }
    // Another owner it may get: who leaves hands over everything.
    try await store.update(lead.id) { $0.owner = nil }
    lead = try await store.sales.reopen(lead.id)
    #expect(lead.state == .open && lead.stage == "contacted" && lead.closedAt == nil && lead.closeReason == nil)
    await #expect(throws: SalesError.isOpen(lead.key)) { try await store.sales.reopen(lead.id) }
    #expect(try await store.sales.advance(lead.id).stage == "assessed")
  }

  @Test("Problems are found all at once, and a reason belongs to its state")
  func problems() async throws {
    let office = try await SalesOffice()
    var lead = Lead(id: office.store.newID())
    (lead.email, lead.phone, lead.statusReason) = ("nobody", "1", .lost)
    let error = await #expect(throws: RecordError.self) { try await office.store.insert(lead) }
    guard case .invalid(_, let problems)? = error else {
      Issue.record("not invalid")
      return
    }
    #expect(problems.map(\.field) == ["email", "phone", "statusReason"])
    await #expect(throws: RecordError.self) { try await office.store.insert(Lead(id: office.store.newID())) }
  }

  @Test("An application has another qualification, which can hold up a conversion")
  func otherProcess() async throws {
    let strict = BusinessProcess(
      "strict", of: "lead", keepingStageIn: "stage",
      stages: [
        .init(
          "check",
          exits: [
            .init(to: "qualified", when: .compare("state", .equal, "qualified")),
            .init(to: "disqualified", when: .compare("state", .equal, "disqualified"), isFree: true),
          ], gates: [.fields(["quality"])]), .init("qualified", isEnd: true), .init("disqualified", isEnd: true),
      ])
    let office = try await SalesOffice { $0.sales.leadProcess = strict }
    let lead = try await office.lead()
    #expect(lead.stage == "check")
    let error = await #expect(throws: ProcessError.self) { try await office.store.sales.convert(lead.id) }
    guard case .blocked(_, "check", let obstacles)? = error else {
      Issue.record("not blocked: \(error as Any)")
      return
    }
    #expect(obstacles.map(\.name) == ["quality"])
    #expect(try await office.store.count(Account.self) == 0)
    try await office.store.update(lead.id) { $0.quality = .hot }
    try await office.store.sales.convert(lead.id)
    #expect(try await office.store.get(lead.id).stage == "qualified")
  }
}
