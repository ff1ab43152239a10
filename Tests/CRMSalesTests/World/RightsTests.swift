import CRMContacts
import CRMCore
import CRMSales
import Testing

@Suite("Sales with rights")
struct RightsTests {
  @Test("Who works on their own records goes the whole road, and nobody goes it for them")
  func ownRecords() async throws {
    let office = try await SalesOffice()
    let store = office.store
    let own = Rights.ownRecords(of: office.sara.id, in: store.catalog)
    let hers = try store.acting(as: office.sara.id.identifier, with: own)
    var colleague = User(id: store.newID())
    colleague.name = "رضا"
    colleague = try await store.insert(colleague)
    let his = try store.acting(
      as: colleague.id.identifier, with: .ownRecords(of: colleague.id, in: store.catalog))

    let lead = try await hers.sales.capture(
      LeadDraft(
        name: "احمدی", company: "رویا", phone: "09123456789", interest: "GTX",
        consents: [LeadConsent(.granted, by: .call)]))
    try await hers.sales.advance(lead.id)
    await #expect(throws: StoreError.notFound(lead.key)) { try await his.sales.advance(lead.id) }
    await #expect(throws: StoreError.notFound(lead.key)) { try await his.sales.convert(lead.id) }
    await #expect(throws: StoreError.notFound(lead.key)) { try await his.sales.conversion(of: lead.id) }
    let first = try await hers.sales.convert(lead.id)
    #expect(first.account != nil && first.contact != nil)
    await #expect(throws: StoreError.notFound(lead.key)) { try await his.sales.undoConversion(of: lead.id) }
    try await hers.sales.undoConversion(of: lead.id)
    let deal = try #require(try await hers.sales.convert(lead.id).opportunity)
    try await hers.sales.advance(deal)
    let quote = try await hers.sales.draft(
      QuoteDraft(for: deal, currency: .usd, lines: [.text("کالا", price: 5)], setsEstimatedValue: true))
    try await hers.sales.add(.text("خدمت", price: 7), to: quote.id)
    await #expect(throws: StoreError.self) { try await his.sales.add(.text("خدمت", price: 7), to: quote.id) }
    await #expect(throws: StoreError.self) { try await his.sales.activate(quote.id) }
    try await hers.sales.activate(quote.id)
    let second = try await hers.sales.revise(quote.id)
    #expect(second.totalAmount == .usd(12))
    await #expect(throws: StoreError.self) { try await his.sales.close(deal, as: .won) }
    #expect(try await hers.sales.close(deal, as: .won).actualValue == .usd(12))
    try await hers.sales.reopen(deal)
  }

  @Test("Twins that are out of sight are not told of")
  func hiddenTwins() async throws {
    let office = try await SalesOffice()
    let store = office.store
    let hidden = try await office.account("رویا") { $0.owner = office.sara.id }
    var colleague = User(id: store.newID())
    colleague.name = "رضا"
    colleague = try await store.insert(colleague)
    let his = try store.acting(
      as: colleague.id.identifier, with: .ownRecords(of: colleague.id, in: store.catalog))
    let lead = try await his.sales.capture(LeadDraft(company: "رویا"))
    #expect(try await his.sales.duplicates(of: lead.id).isEmpty)
    #expect(try await store.sales.duplicates(of: lead.id).map(\.key) == [hidden.key])
    try await his.sales.convert(lead.id)
    #expect(try await store.count(Account.self) == 2)
  }
}
