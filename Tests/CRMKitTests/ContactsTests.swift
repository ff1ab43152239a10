import CRMKit
import Testing

@Suite("Contacts behind the facade")
struct ContactsTests {
  @Test("A user works with what is theirs, in one transaction with the rest, and is reminded of what is to be done")
  func work() async throws {
    let company = try await Company()
    let crm = company.crm
    let account = try await company.account("Acme", of: company.omid)
    let supplier = try await company.account("Supplier", of: company.omid)
    let his = crm.acting(as: company.omid.id)
    let remindAt = try crm.environment.clock().advanced(by: .seconds(3600))
    let call = try await his.transaction { crm in
      var deal = Opportunity(id: crm.newID())
      deal.name = "Spring order"
      deal.account = account.id
      deal.owner = company.omid.id
      deal = try await crm.insert(deal)
      try await crm.contacts.connect(account.id, to: supplier.id, as: .supplier)
      try await crm.contacts.record(.withdrawn, of: account.id, by: .call, for: .marketing)
      try await crm.contacts.advance(account.id, to: .opportunity)
      try await crm.contacts.plan("Send a quote", regarding: deal.key, remindAt: remindAt)
      return try await crm.contacts.log(.call(with: account.id, lasting: .seconds(300), regarding: deal.key))
    }
    #expect(call.owner == company.omid.id)
    let profile = try await his.contacts.profile(of: account.id)
    #expect(profile.timeline.entries.map(\.kind).contains(.interaction) && profile.connections.count == 1)
    #expect(profile.lifecycle.map(\.actor) == [company.omid.id.identifier])
    let ofDeal = try await his.contacts.timeline(of: try #require(call.regarding))
    #expect(ofDeal.entries.map(\.kind) == [.toDo, .creation, .interaction])

    let run = try await crm.agenda().runDue(until: remindAt)
    #expect(run.failures.isEmpty && run.done == 1)
    #expect(try await his.fetch(InboxItem.self, where: \.kind == .reminder).map(\.text) == ["Send a quote"])

    let hers = crm.acting(as: company.sara.id)
    await #expect(throws: StoreError.notFound(account.key)) { try await hers.contacts.profile(of: account.id) }
    await #expect(throws: StoreError.notFound(account.key)) {
      try await hers.contacts.log(.call(with: account.id))
    }
  }
}
