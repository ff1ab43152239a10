import CRMKit

/// Reports that are kept from change sets, held against asking anew after the same change.
///
/// What is timed is the reader: from the moment at which a change is committed to the report that has it in.
final class LiveTrial: EngineTrial {
  /// How many changes one sample has.
  private static let changes = 50
  /// How long a sample asks anew, at least once.
  private static let askingTime = 200_000_000.0

  private let crm: CRM
  private let source: PersonSource
  private let people: Int
  private let reports: [Followed]
  private var position = 0

  /// A report and what changes it.
  private struct Followed {
    let work: EngineWork
    let query: AggregateQuery
    let change: @Sendable (inout Person) -> Void
  }

  /// Fills a store with so many people and purchases, ten by each of the first tenth of the people.
  init(_ store: EngineStore, records: Int, in folder: String) async throws {
    crm = try store.crm(in: folder)
    source = PersonSource(seed: Comparison.seed)
    people = max(1, records / 10)
    try await crm.load((0..<records).lazy.map { [source] in source.person($0) }, inBatchesOf: 10_000)
    try await crm.load(
      (0..<records).lazy.map { [source, people, crm] number in
        var purchase = Purchase(id: crm.newID())
        purchase.person = RecordID(source.id(number % people))
        purchase.amount = number
        return purchase
      }, inBatchesOf: 10_000)
    reports = [
      Followed(
        work: .liveOwn,
        query: AggregateQuery(
          Person.recordType, by: [Grouping("city")],
          measures: [.count, .sum("revenue"), .average("score"), .maximum("lastContactedAt")])
      ) { $0.revenue += 1 },
      Followed(
        work: .liveColumns,
        query: AggregateQuery(Person.recordType, by: [Grouping("status")], measures: [.count, .sum("revenue")])
      ) { $0.revenue += 1 },
      Followed(
        work: .liveReference,
        query: AggregateQuery(Purchase.recordType, by: [Grouping("person.city")], measures: [.count, .sum("amount")])
      ) { $0.city = $0.city == "Shiraz" ? "Tabriz" : "Shiraz" },
    ]
  }

  func sample() async throws -> [EngineWork: Costs] {
    var costs: [EngineWork: Costs] = [:]
    for report in reports { costs[report.work] = try await measure(report) }
    return costs
  }

  private func measure(_ report: Followed) async throws -> Costs {
    let live = crm.live(report.query)
    guard live.maintenance == .kept else {
      throw WrongOutcome(description: "\(report.work.rawValue) is \(live.maintenance)")
    }
    var reader = live.makeAsyncIterator()
    _ = try await reader.next()
    var (following, asking, asked) = (0.0, 0.0, 0)
    for _ in 0..<Self.changes {
      try await changeSomebody(report.change)
      var kept: [AggregateRow]?
      following += try await nanoseconds { kept = try await reader.next() }
      guard asked == 0 || asking < Self.askingTime else { continue }
      var found: [AggregateRow] = []
      asking += try await nanoseconds { found = try await crm.reading { try await $0.aggregate(report.query) } }
      asked += 1
      guard kept == found else { throw WrongOutcome(description: "\(report.work.rawValue): the kept report differs") }
    }
    return Costs(work: following / Double(Self.changes), yardstick: asking / Double(asked))
  }

  /// Changes one after the other of the people who bought something, in an order that leaps.
  private func changeSomebody(_ change: (inout Person) -> Void) async throws {
    position = (position + 7919) % people
    try await crm.update(Person.ID(source.id(position)), change)
  }
}
