import CRMContacts
import CRMCore
import CRMSales
import CRMStoreTesting
import Testing

@Suite("A conversion that is undone")
struct UndoTests {
  /// What everything holds but for stamps and for what tells of the conversion itself.
  private func content(_ office: SalesOffice) async throws -> [RecordKey: [String: AnyValue]] {
    let engine: Set = [
      "inboxItem", "leadConversion", "processInstance", "stageVisit", "pipeline", "stage", "processDefinition",
    ]
    return try await office.store.everything().filter { !engine.contains($0.key.entity) }.mapValues { try $0.values() }
  }

  /// Holds what there is against what there was, record by record, so that a failure tells what differs.
  private func expect(_ office: SalesOffice, toHold before: [RecordKey: [String: AnyValue]]) async throws {
    let after = try await content(office)
    for key in Set(after.keys).union(before.keys) { #expect(after[key] == before[key], "\(key)") }
  }

  @Test("Everything is as it was, and the lead can be converted again")
  func created() async throws {
    let office = try await SalesOffice()
    let store = office.store
    let lead = try await office.lead()
    try await store.contacts.log(.email("سلام", from: Party.address("nasrin@roya.example"), to: [office.sara.id]))
    try await store.contacts.plan("پیشنهاد", regarding: lead.key)
    let before = try await content(office)
    try await store.sales.convert(lead.id)
    #expect(try await content(office) != before)
    let reopened = try await store.sales.undoConversion(of: lead.id)
    #expect(reopened.state == .open && reopened.stage == "new" && reopened.statusReason == .new)
    try await expect(office, toHold: before)
    #expect(try await store.count(ProcessInstance.self, where: \.state == .running) == 1)
    #expect(try await store.sales.conversion(of: lead.id) == nil)
    await #expect(throws: SalesError.notConverted(lead.key)) { try await store.sales.undoConversion(of: lead.id) }
    try await store.sales.convert(lead.id)
    #expect(try await store.count(Contact.self) == 1)
  }

  @Test("What was there before is set back, but for what somebody has changed since")
  func existing() async throws {
    let office = try await SalesOffice()
    let store = office.store
    let account = try await office.account("رویا")
    let contact = try await office.contact("احمدی") { $0.email = "own@home.example" }
    let lead = try await office.lead()
    let before = try await content(office)
    try await store.sales.convert(lead.id, account: .existing(account.id), contact: .existing(contact.id))
    try await store.sales.undoConversion(of: lead.id)
    try await expect(office, toHold: before)
    try await store.sales.convert(lead.id, account: .existing(account.id), contact: .existing(contact.id))
    try await store.contacts.advance(account.id, to: .customer)
    try await store.update(contact.id) { $0.phone = "02188888888" }
    try await store.sales.undoConversion(of: lead.id)
    #expect(try await store.get(account.id).lifecycleStage == .customer)
    let after = try await store.get(contact.id)
    #expect(after.phone == "02188888888" && after.lifecycleStage == nil && after.otherEmails.isEmpty)
    #expect(after.account == nil)
  }

  @Test("What refers by now to what was created stands in the way, and is named")
  func inUse() async throws {
    let office = try await SalesOffice()
    let store = office.store
    let lead = try await office.lead()
    let conversion = try await store.sales.convert(lead.id)
    let (account, contact) = (try #require(conversion.account), try #require(conversion.contact))
    let deal = try #require(conversion.opportunity)
    let call = try await store.contacts.log(.call(with: contact, about: "سلام"))
    let toDo = try await store.contacts.plan("کار", regarding: deal.key)
    let other = try await office.contact("کریمی") { $0.account = account }
    try await store.sales.close(deal, as: .won)
    let close = try #require(try await store.first(OpportunityClose.self))
    let before = try await office.store.everything()
    let error = await #expect(throws: SalesError.self) { try await store.sales.undoConversion(of: lead.id) }
    guard case .conversionInUse(lead.key, let obstacles)? = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(Set(obstacles.map(\.other)) == [call.key, toDo.key, other.key, close.key])
    #expect(try await office.store.everything() == before)
    try await store.delete(call.id)
    try await store.delete(toDo.id)
    try await store.delete(other.id)
    try await store.sales.reopen(deal)
    try await store.delete(close.id)
    try await store.sales.undoConversion(of: lead.id)
    #expect(try await store.count(Account.self) == 0)
  }

  @Test("What is out of sight stands in the way too, without being named")
  func outOfSight() async throws {
    let office = try await SalesOffice()
    let lead = try await office.lead()
    let conversion = try await office.store.sales.convert(lead.id)
    try await office.store.contacts.log(.call(with: try #require(conversion.contact)))
    var rights = Rights()
    rights.limit(Interaction.entity, [.read], to: .constant(false))
    let limited = try office.store.acting(as: office.sara.id.identifier, with: rights)
    let error = await #expect(throws: SalesError.self) { try await limited.sales.undoConversion(of: lead.id) }
    guard case .conversionInUse(_, let obstacles)? = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(obstacles.map(\.other) == [nil])
  }
}
