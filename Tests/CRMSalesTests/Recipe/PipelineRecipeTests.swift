import CRMContacts
import CRMCore
import CRMMemoryStore
import CRMSales
import Foundation
import Testing

/// The recipe of `Examples/crm/Recipes/pipeline`, run over the reference data.
@Suite("The pipeline recipe", .enabled(if: PipelineData.isPresent, "the reference data is not on this machine"))
struct PipelineRecipeTests {
  @Test("Everything in the files comes out as reference.json says")
  func importsPipeline() async throws {
    let store = try await PipelineData.imported.value
    let users = try await store.fetch(User.self)
    #expect(users.count == 35 + 6)
    #expect(try await store.count(BusinessUnit.self) == 3)
    #expect(try await store.count(Account.self) == 85)
    #expect(try await store.count(Product.self) == 7)
    #expect(try await store.count(Opportunity.self) == 8800)
    #expect(try await store.count(Opportunity.self, where: \.account == nil) == 1425)
    #expect(try await store.count(Opportunity.self, where: \.product == nil) == 0)
    #expect(try await store.count(Opportunity.self, where: \.owner == nil) == 0)
    #expect(try await store.count(Opportunity.self, where: \.engagedOn == nil) == 500)
    #expect(try await store.count(Opportunity.self, where: \.actualCloseDate == nil) == 2089)
    #expect(try await store.count(Opportunity.self, where: \.actualValue == nil) == 2089)
    for (stage, count) in ["Won": 4238, "Lost": 2473, "Engaging": 1589, "Prospecting": 500] {
      #expect(try await store.count(Opportunity.self, where: \.stage / \.name == stage) == count)
    }
    for (state, count) in [(Opportunity.State.won, 4238), (.lost, 2473), (.open, 2089)] {
      #expect(try await store.count(Opportunity.self, where: \.state == state) == count)
    }
  }

  @Test("Figures over references are those of reference.json")
  func reportsPipeline() async throws {
    let store = try await PipelineData.imported.value
    let total = try await store.aggregate(Opportunity.self, where: \.state == .won, .sum("actualValue"))
    #expect(total.first?.values == [.money(try Money(text: "10005534.00 USD"))])
    let regions = try await store.aggregate(
      Opportunity.self, where: \.state == .won, by: [Grouping("owner.businessUnit.name")], .count, .sum("actualValue"))
    #expect(regions.map(\.group) == [["Central"], ["East"], ["West"]])
    #expect(regions.map(\.values.first) == [1629, 1171, 1438])
    #expect(regions.map { $0.values.last?.text } == ["3346293.00 USD", "3090594.00 USD", "3568647.00 USD"])
    let managers = try await store.aggregate(Opportunity.self, by: [Grouping("owner.manager.name")], .count)
    #expect(managers.count == 6)
    let technology = try await store.count(Account.self, where: \.industry == .technology)
    #expect(technology == 12)
    #expect(try await store.count(Account.self, where: \.parent / \.name == "Acme Corporation") == 4)
    let acme = try #require(try await store.first(Account.self, where: \.name == "Acme Corporation"))
    #expect(acme.revenue == (try Money(text: "1100040000.00 USD")))
    #expect(acme.country == "United States" && acme.employees == 2822 && acme.foundedYear == 1996)
  }

  @Test("Importing files again changes nothing")
  func importsTwice() async throws {
    let store = try await PipelineData.imported.value
    // All but the opportunities, which would take seconds.
    for step in PipelineData.steps.dropLast() {
      let report = try await PipelineData.run(step, in: store)
      #expect(report.created == 0 && report.updated == 0 && report.failed == 0, "\(step.entity): \(report)")
      #expect(report.createdByReference.isEmpty)
    }
    #expect(try await store.count(User.self) == 41)
  }

  @Test("A dry run counts as the real one and keeps nothing")
  func dryRun() async throws {
    let store = try MemoryStore(PipelineData.records, environment: .replayable(seed: 1))
    let users = try await PipelineData.run(PipelineData.steps[0], in: store, isDryRun: true)
    #expect(users.isDryRun && users.created == 35 && users.createdByReference == ["businessUnit": 3, "user": 6])
    #expect(try await store.count(User.self) == 0)
    let accounts = try await PipelineData.run(PipelineData.steps[1], in: store, isDryRun: true)
    #expect(accounts.created == 85 && accounts.failed == 0, "\(accounts.failures.prefix(3))")
    #expect(try await store.count(Account.self) == 0)
  }
}

/// The recipe's files and data.
enum PipelineData {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let folder: URL = {
    let path = ProcessInfo.processInfo.environment["CRMKIT_REFERENCE_DATA"]
    let data = path.map { URL(fileURLWithPath: $0) } ?? root.deletingLastPathComponent().appending(path: "shared/data")
    return data.appending(path: "01_sales_pipeline")
  }()

  static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  static let records: [any Record.Type] =
    ContactsModule.recordTypes + SalesModule.recordTypes + AutomatedStore.recordTypes

  static let steps: [(entity: String, file: String, map: String, key: String)] = [
    ("user", "sales_teams", "users", "name"), ("account", "accounts", "accounts", "name"),
    ("product", "products", "products", "name"), ("opportunity", "sales_pipeline", "opportunities", "externalID"),
  ]

  /// A store with all of the data, imported once.
  static let imported = Task {
    let store = try MemoryStore(records, environment: .replayable(seed: 1))
    for step in steps {
      let report = try await run(step, in: store)
      #expect(report.failed == 0 && report.isComplete && report.unmappedColumns.isEmpty, "\(report.failures.prefix(3))")
    }
    return store
  }

  static func run(
    _ step: (entity: String, file: String, map: String, key: String), in store: MemoryStore, isDryRun: Bool = false
  ) async throws -> ImportReport {
    let recipe = root.appending(path: "Examples/crm/Recipes/pipeline/\(step.map).json")
    let mapping = try ImportMapping(json: Data(contentsOf: recipe))
    return try await Importer(store, options: .init(isDryRun: isDryRun)).import(
      folder.appending(path: "\(step.file).csv"), into: store.catalog.type(of: step.entity), mapping: mapping,
      key: step.key)
  }
}
