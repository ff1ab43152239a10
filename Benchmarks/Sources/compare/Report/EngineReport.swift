import Foundation

/// The figures of the engine.
struct EngineReport: Codable {
  struct Row: Codable, Hashable {
    var work: EngineWork
    var store: EngineStore
    /// How many records the store held, where it matters.
    var records: Int?
    var medianNanoseconds: Double
    var spread: Double
    var yardstickNanoseconds: Double
    /// How many times as much the yardstick takes: the median of what it was in each sample.
    var ratio: Double

    enum CodingKeys: String, CodingKey {
      case work, store, records
      case medianNanoseconds = "median_ns"
      case spread
      case yardstickNanoseconds = "yardstick_ns"
      case ratio
    }

    /// - Parameter samples: At least one.
    init(_ work: EngineWork, _ store: EngineStore, _ records: Int?, _ samples: [Costs]) {
      let figure = Figure(samples.map(\.work))
      self.work = work
      self.store = store
      self.records = records
      medianNanoseconds = Report.rounded(figure.median)
      spread = Report.rounded(figure.spread)
      yardstickNanoseconds = Report.rounded(Figure(samples.map(\.yardstick)).median)
      ratio = Report.rounded(Figure(samples.map { $0.yardstick / $0.work }).median)
    }

    /// How many are done in a second.
    var perSecond: Double { medianNanoseconds > 0 ? 1e9 / medianNanoseconds : 0 }

    /// The row in a line.
    var summary: String {
      """
      \(Quantity.time(medianNanoseconds)) \(work.unit), spread \(Quantity.percent(spread)), \(work.yardstick) takes \
      \(Quantity.number(ratio)) times as much
      """
    }
  }

  var machine: Machine
  /// The machine's load when the run began, and when it ended.
  var loadBefore: Double
  var loadAfter: Double
  var rows: [Row]

  enum CodingKeys: String, CodingKey {
    case machine
    case loadBefore = "load_before"
    case loadAfter = "load_after"
    case rows
  }

  /// The figures as a table of Markdown, under the machine and its load.
  func render() -> String {
    let titles = ["work", "store", "records", "each", "a second", "yardstick", "takes", "times as much"]
    let lines = rows.map { row in
      [
        row.work.rawValue, row.store.rawValue, row.records.map(String.init) ?? "",
        "\(Quantity.time(row.medianNanoseconds)) (\(Quantity.percent(row.spread)))", Quantity.number(row.perSecond),
        row.work.yardstick, Quantity.time(row.yardstickNanoseconds), Quantity.number(row.ratio),
      ]
    }
    return """
      \(machine.description), load \(Quantity.number(loadBefore)) before and \(Quantity.number(loadAfter)) after

      \(ReportTable.table(titles, lines))
      """
  }

  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }
}
