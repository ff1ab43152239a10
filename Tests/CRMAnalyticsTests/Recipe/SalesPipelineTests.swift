import CRMAnalytics
import CRMContacts
import CRMCore
import CRMMemoryStore
import CRMSales
import Foundation
import Testing

/// The reports over the reference data, imported by the recipe of `Examples/crm/Recipes/pipeline`.
@Suite("The sales pipeline", .enabled(if: SalesPipelineData.isPresent, "the reference data is not on this machine"))
struct SalesPipelineTests {
  @Test("Reports say what reference.json says")
  func figures() async throws {
    let store = try await SalesPipelineData.imported.value
    let rate = try await store.analytics.report(.winRate(by: [Grouping("owner.businessUnit.name")]))
    #expect(rate.total.won == 4238 && rate.total.lost == 2473)
    let whole = try ExactDecimal("0.631501")
    #expect(rate.total.rate == whole)
    #expect(rate.rows.map { $0.figures.rate?.description } == ["0.625576", "0.630248", "0.639395"])
    let revenue = try await store.analytics.report(.revenue(in: .usd, by: [.field("owner.businessUnit.name")]))
    #expect(revenue.total == .usd(10_005_534) && revenue.count == 4238)
    #expect(revenue.rows.map(\.amount) == [.usd(3_346_293), .usd(3_090_594), .usd(3_568_647)])
    let won = try await store.analytics.report(.salesCycle(by: [Grouping("owner.businessUnit.name")]))
    #expect(won.total.average?.description == "51.782" && won.total.median == 57)
    #expect(won.rows.map { $0.figures.average?.description } == ["52.5599", "50.6354", "51.8345"])
    let lost = try await store.analytics.report(.salesCycle(to: .lost))
    #expect(lost.total.average?.description == "41.4792" && lost.total.median == 14)
    let all = try await store.analytics.report(.salesCycle(to: nil))
    #expect(all.total.average?.description == "47.9854" && all.total.median == 45)
    #expect(all.total.minimum == 1 && all.total.maximum == 138)
    // Nothing but the engagement tells of the first interest.
    let purchase = try await store.analytics.report(.timeToPurchase())
    #expect(purchase.days == won.total && purchase.unknown == 0)
  }

  @Test("The quarters of either calendar make the whole")
  func quarters() async throws {
    let store = try await SalesPipelineData.imported.value
    for calendar in [ReportCalendar.gregorian(in: .gmt), .persian(in: .gmt)] {
      let revenue = try await store.analytics.report(.revenue(in: .usd, per: GroupingPeriod(.quarter, in: calendar)))
      let parts = try revenue.rows.map(\.amount).reduce(Money.usd(0)) { try $0 + $1 }
      #expect(parts == .usd(10_005_534))
      #expect(revenue.rows.first?.period?.label == (calendar.system == .persian ? "1395-Q4" : "2017-Q1"))
    }
  }
}

/// The recipe's files and data.
enum SalesPipelineData {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let folder: URL = {
    let path = ProcessInfo.processInfo.environment["CRMKIT_REFERENCE_DATA"]
    let data = path.map { URL(fileURLWithPath: $0) } ?? root.deletingLastPathComponent().appending(path: "shared/data")
    return data.appending(path: "01_sales_pipeline")
  }()

  static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  /// A store with all of the data, imported once.
  static let imported = Task {
    let records = ContactsModule.recordTypes + SalesModule.recordTypes + AutomatedStore.recordTypes
    let store = try MemoryStore(records, environment: .replayable(seed: 1))
    let steps = [
      ("user", "sales_teams", "users", "name"), ("account", "accounts", "accounts", "name"),
      ("product", "products", "products", "name"), ("opportunity", "sales_pipeline", "opportunities", "externalID"),
    ]
    for (entity, file, map, key) in steps {
      let recipe = root.appending(path: "Examples/crm/Recipes/pipeline/\(map).json")
      let mapping = try ImportMapping(json: Data(contentsOf: recipe))
      let report = try await Importer(store).import(
        folder.appending(path: "\(file).csv"), into: store.catalog.type(of: entity), mapping: mapping, key: key)
      #expect(report.failed == 0 && report.isComplete, "\(report.failures.prefix(3))")
    }
    return store
  }
}
