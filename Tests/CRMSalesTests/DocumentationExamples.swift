import CRMContacts
import CRMCore
import CRMMemoryStore
import CRMSales
import Foundation
import Testing

// The examples of the documentation, word for word: a house rule compares them.

@Suite("The examples of CRMSales' documentation")
struct DocumentationExamples {
  @Test("A deal is won and counted as the module's page shows")
  func modulePage() async throws {
    let store = try MemoryStore(
      ContactsModule.recordTypes + AutomatedStore.recordTypes + SalesModule.recordTypes,
      environment: .replayable(seed: 1))
    var product = Product(id: store.newID())
    product.name = "GTX Pro"
    product.listPrice = Money(minorUnits: 482_100, currency: .usd)
    product = try await store.insert(product)

    var deal = Opportunity(id: store.newID())
    deal.name = "Spring order"
    deal.product = product.id
    deal.engagedOn = try CalendarDate(year: 2025, month: 3, day: 21)
    deal = try await store.insert(deal)

    deal = try await store.update(deal.id) {
      $0.state = .won
      $0.actualValue = Money(minorUnits: 451_400, currency: .usd)
      $0.actualCloseDate = try CalendarDate(year: 2025, month: 5, day: 10)
    }

    let winRate = try await store.aggregate(
      Opportunity.self, where: \.state != .open, .average("closeProbability"), .average("daysToClose"))
    #expect(deal.closeProbability == 100)
    #expect(winRate.first?.values == [.decimal(100), .decimal(50)])
  }

  @Test("A lead becomes a sale that is quoted and won, as the module's page shows")
  func road() async throws {
    let office = try await SalesOffice()
    let crm = office.store
    let calendar = ReportCalendar.persian(in: .gmt)
    let value = Money(minorUnits: 1_000_000, currency: .usd)
    let sepehr = try await office.account("فروشگاه سپهر")
    var gtx = Product(id: crm.newID())
    (gtx.name, gtx.family, gtx.listPrice) = ("GTX Pro", "GTX", Money(minorUnits: 482_100, currency: .usd))
    gtx = try await crm.insert(gtx)

    let lead = try await crm.sales.capture(
      LeadDraft(
        name: "پناهی", givenName: "نسرین", company: "فروشگاه سپهر", phone: "۰۹۱۲ ۳۴۵ ۶۷۸۹", source: .web,
        interest: "GTX Pro", consents: [LeadConsent(.granted, by: .email, source: .webForm)]))
    try await crm.sales.advance(lead.id)  // new → contacted

    // Whoever is known already is named, however the name or number is spelled; one chooses, or insists.
    let known = try await crm.sales.duplicates(of: lead.id)
    let became = try await crm.sales.convert(lead.id, account: .existing(sepehr.id))
    #expect(known.map(\.key) == [sepehr.key] && became.contact != nil && became.opportunity != nil)

    try await crm.sales.define(
      SalesPipeline(
        "Machines", for: ["GTX"],
        steps: [
          .init("Qualify", probability: 20, gates: [.fields(["estimatedValue"])]),
          .init("Demonstrate", probability: 50, gates: [.tasks(["Show the machine"])]),
          .init("Negotiate", probability: 80, forecast: .committed),
        ]))
    let deal = try await crm.sales.open(OpportunityDraft("سفارش بهار", product: gtx.id, value: value))

    let offer = try await crm.sales.draft(
      QuoteDraft(
        for: deal.id, discountPercent: 5,
        lines: [.product(gtx.id, quantity: 3), .text("نصب", quantity: 4, unit: "hour", price: 25)],
        setsEstimatedValue: true))
    try await crm.sales.activate(offer.id)  // prices are locked
    let second = try await crm.sales.revise(offer.id)  // until the next version
    try await crm.sales.activate(second.id)
    try await crm.sales.accept(second.id)
    let won = try await crm.sales.close(deal.id, as: .won, reason: "کیفیت")

    let history = try await crm.sales.stageHistory(of: deal.id)
    let forecast = try await crm.sales.forecast(ForecastQuery(in: .usd, by: .quarter, of: calendar))
    #expect(won.actualValue == second.netAmount && history.map(\.stage) == ["Qualify", "won"])
    #expect(forecast.total.wonCount == 1 && forecast.total.won == won.actualValue)
  }

  @Test("A misspelt field is found and the right one suggested, as the page on the filter language shows")
  func filterError() throws {
    let catalog = try Catalog(ContactsModule.recordTypes + AutomatedStore.recordTypes + SalesModule.recordTypes)
    let error = #expect(throws: FilterSyntaxError.self) {
      let filter = try FilterExpression(parsing: #"stat = 'won'"#, for: Opportunity.recordType, in: catalog)
      _ = filter
    }
    #expect(error?.column == 1)
    #expect(error?.suggestions == ["state"])
  }
}
