import CRMContacts
import CRMCore
import CRMMemoryStore
import CRMSales
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
