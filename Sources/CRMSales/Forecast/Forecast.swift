public import CRMCore

/// What sales will bring, by periods, in one currency.
///
/// Sums are exact. What is weighted is exact, too, and rounded once, a half to the even neighbour, for each figure and currency; then it is converted by
/// the rate of the day, and rounded once to the result's currency. The total is the sum of the rows as they are shown.
public struct Forecast: Hashable, Sendable {
  /// The rows, by periods, then by what they are divided by; what has no day of closing comes first.
  public let rows: [Row]
  /// The sum of all rows.
  public let total: Figures

  /// What a period, and a part of it, will bring.
  public struct Row: Hashable, Sendable {
    /// The period's label, such as `2024-03` or, of the Persian calendar, `1402-12`; nil for what has no day of closing.
    public let period: String?
    /// Whose sales they are, where the forecast is divided by owners; nil for nobody's.
    public let owner: Identifier?
    /// The pipeline that they go through, where the forecast is divided by pipelines; nil for none.
    public let pipeline: Pipeline.ID?
    /// The figures.
    public let figures: Figures
  }

  /// What sales will bring.
  public struct Figures: Hashable, Sendable {
    /// How many opportunities are open, those omitted from forecasts aside.
    public internal(set) var openCount = 0
    /// How many were won.
    public internal(set) var wonCount = 0
    /// What was won.
    public internal(set) var won: Money
    /// What is open and committed.
    public internal(set) var committed: Money
    /// What is open and committed, or comes about if all goes well.
    public internal(set) var bestCase: Money
    /// All that is open, but for what is omitted.
    public internal(set) var pipeline: Money
    /// All that is open, each by its chance of being won.
    public internal(set) var weighted: Money

    init(in currency: Currency) {
      let nothing = Money.zero(currency)
      (won, committed, bestCase, pipeline, weighted) = (nothing, nothing, nothing, nothing, nothing)
    }

    mutating func add(_ other: Figures) throws {
      (openCount, wonCount) = (openCount + other.openCount, wonCount + other.wonCount)
      (won, committed) = (try won + other.won, try committed + other.committed)
      (bestCase, pipeline) = (try bestCase + other.bestCase, try pipeline + other.pipeline)
      weighted = try weighted + other.weighted
    }
  }
}

extension Forecast: CustomStringConvertible {
  /// A table, one row a line, the total last.
  public var description: String {
    let head = ["period", "open", "committed", "best case", "pipeline", "weighted", "won"]
    let body = rows.map { row in
      let names = [row.period ?? "-", row.owner?.description, row.pipeline?.description].compactMap { $0 }
      return [names.joined(separator: " ")] + row.figures.texts
    }
    let table = [head] + body + [["total"] + total.texts]
    let widths = head.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    return table.map { cells in
      cells.enumerated().map { place, cell in
        let space = String(repeating: " ", count: widths[place] - cell.count)
        return place == 0 ? cell + space : space + cell
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}

extension Forecast.Figures {
  fileprivate var texts: [String] {
    [openCount.description] + [committed, bestCase, pipeline, weighted, won].map { AnyValue.money($0).description }
  }
}
