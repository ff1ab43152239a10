import CRMContacts
import CRMCore
import CRMService
import Testing

@Suite("Service with rights")
struct RightsTests {
  @Test("Who works on their own records goes the whole road, and nobody goes it for them")
  func ownRecords() async throws {
    let desk = try await ServiceDesk()
    try await desk.store.service.define(SLATests.standard(officeHours()))
    let (hers, his) = (try desk.limited(to: desk.sara), try desk.limited(to: desk.reza))
    let record = try await hers.service.open(CaseDraft("پرسش"))
    #expect(record.number != nil && record.sla != nil && record.owner == desk.sara.id)
    let id = record.id
    try await hers.service.respond(id, InteractionDraft(.note, title: "پاسخ"))
    try await hers.service.hold(id)
    try await hers.service.resume(id)
    try await hers.service.escalate(id)
    await #expect(throws: StoreError.notFound(record.key)) { try await his.service.hold(id) }
    await #expect(throws: StoreError.notFound(record.key)) { try await his.service.resolve(id) }
    await #expect(throws: StoreError.notFound(record.key)) { try await his.service.cancel(id) }
    await #expect(throws: StoreError.notFound(record.key)) { try await his.service.targets(of: id) }
    await #expect(throws: StoreError.notFound(record.key)) { try await his.service.resolutions(of: id) }
    await #expect(throws: StoreError.notFound(record.key)) { try await his.service.stageHistory(of: id) }
    await #expect(throws: StoreError.notFound(record.key)) { try await his.service.similarCases(to: id) }
    await #expect(throws: StoreError.notFound(record.key)) { try await his.service.assign(id, to: desk.reza.id) }
    await #expect(throws: StoreError.notFound(record.key)) { try await his.service.pick(id) }
    try await hers.service.resolve(id, "پاسخ")
    await #expect(throws: StoreError.notFound(record.key)) { try await his.service.reopen(id) }
    #expect(try await hers.service.resolutions(of: id).count == 1)
    #expect(try await hers.service.targets(of: id).map(\.state) == [.succeeded, .succeeded])
    try await hers.service.reopen(id)
    // What is given away is out of sight, and the answer is what was written.
    #expect(try await hers.service.assign(id, to: desk.reza.id).owner == desk.reza.id)
    await #expect(throws: StoreError.notFound(record.key)) { try await hers.get(id) }
    await #expect(throws: StoreError.self) {
      try await hers.service.define(SLADefinition("Hers", during: officeHours(), promises: []))
    }
  }

  @Test("A case that waits is seen by all, changed by nobody, and picked by members")
  func waiting() async throws {
    let desk = try await ServiceDesk()
    let queue = try await desk.queue("پشتیبانی", [desk.reza], takes: "true")
    let (hers, his) = (try desk.limited(to: desk.sara), try desk.limited(to: desk.reza))
    let record = try await hers.service.open(CaseDraft("پرسش"))
    #expect(record.queue == queue.id && record.owner == nil)
    await #expect(throws: StoreError.self) { try await hers.service.hold(record.id) }
    await #expect(throws: StoreError.self) { try await his.service.hold(record.id) }
    await #expect(throws: ServiceError.notMember(queue.key)) { try await hers.service.pick(record.id) }
    #expect(try await his.service.pick(record.id).owner == desk.reza.id)
    #expect(try await his.service.hold(record.id).onHoldSince != nil)
  }

  @Test("Who opens a case that goes out of their sight is told its number")
  func outOfSight() async throws {
    let desk = try await ServiceDesk()
    _ = try await desk.queue("پشتیبانی", [desk.reza], takes: "true")
    var rights = Rights()
    rights.limit(Case.self, to: \.owner == desk.sara.id)
    let hers = try desk.store.acting(as: desk.sara.id.identifier, with: rights)
    let record = try await hers.service.open(CaseDraft("پرسش"))
    #expect(record.number == "CAS-01001" && record.title == "پرسش")
    #expect(try await hers.find(record.id) == nil)
    #expect(try await desk.store.get(record.id).owner == nil)
  }

  @Test("Cases that are out of sight are not found to be similar")
  func similar() async throws {
    let desk = try await ServiceDesk()
    let (hers, his) = (try desk.limited(to: desk.sara), try desk.limited(to: desk.reza))
    try await hers.service.open(CaseDraft("چاپگر روشن نمی‌شود"))
    let own = try await his.service.open(CaseDraft("چاپگر کاغذ ندارد"))
    #expect(try await his.service.similarCases(to: own.id).isEmpty)
    #expect(try await desk.store.service.similarCases(to: own.id).count == 1)
  }
}
