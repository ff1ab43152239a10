/// A run: each work of the engine beside its yardstick.
struct EngineComparison {
  var groups: [EngineGroup]
  var stores: [EngineStore]
  /// How many records the stores of live reports hold; the smallest is also how many messages an outbox has sent before.
  var sizes: [Int]
  /// How many entries and messages a sample has.
  var operations: Int
  /// How many samples the medians are of.
  var samples: Int
  var folder: String
  /// Is told what goes on.
  var progress: (String) -> Void

  /// Takes all figures.
  func run() async throws -> EngineReport {
    let loadBefore = Machine.load
    var rows: [EngineReport.Row] = []
    for group in EngineGroup.allCases where groups.contains(group) { rows += try await measure(group) }
    return EngineReport(
      machine: .current(folder: folder), loadBefore: loadBefore, loadAfter: Machine.load, rows: rows)
  }

  private func measure(_ group: EngineGroup) async throws -> [EngineReport.Row] {
    var rows: [EngineReport.Row] = []
    switch group {
    case .live:
      // A report is kept and asked alike, whatever store is below.
      for records in sizes {
        rows += try await measure(.memory, records, LiveTrial(.memory, records: records, in: folder))
      }
    case .rights:
      for records in sizes {
        rows += try await measure(.memory, records, RightsTrial(.memory, records: records, in: folder))
      }
    case .agenda:
      for store in stores {
        rows += try await measure(store, nil, AgendaTrial(store, operations: operations, in: folder))
      }
    case .outbox:
      for store in stores {
        rows += try await measure(store, 0, OutboxTrial(store, operations: operations, sent: 0, in: folder))
      }
      if stores.contains(.memory), let sent = sizes.min() {
        rows += try await measure(
          .memory, sent, OutboxTrial(.memory, operations: operations, sent: sent, in: folder))
      }
    }
    return rows
  }

  private func measure(
    _ store: EngineStore, _ records: Int?, _ trial: some EngineTrial
  ) async throws -> [EngineReport.Row] {
    _ = try await trial.sample()
    var found: [EngineWork: [Costs]] = [:]
    for _ in 0..<samples {
      for (work, costs) in try await trial.sample() { found[work, default: []].append(costs) }
    }
    return EngineWork.allCases.compactMap { work in
      guard let costs = found[work] else { return nil }
      let row = EngineReport.Row(work, store, records, costs)
      progress("\(work.rawValue) \(store.rawValue)\(records.map { " \($0)" } ?? ""): \(row.summary)")
      return row
    }
  }
}
