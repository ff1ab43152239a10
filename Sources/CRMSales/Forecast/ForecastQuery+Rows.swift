public import CRMCore

extension SalesService where Scope: ~Copyable {
  /// What sales will bring, by periods, from one view: what the one who asks may see of them.
  ///
  /// - Throws: `ValueError.noExchangeRate` where a currency can't be converted; `FilterError`.
  public func forecast(_ query: ForecastQuery) async throws -> Forecast {
    try await scope.reading { context in
      let today = try context.environment.calendar.date(of: context.environment.clock())
      let (open, won) = (try await context.aggregate(query.open), try await context.aggregate(query.won))
      return try query.forecast(open: open, won: won, on: today)
    }
  }
}

extension ForecastQuery {
  /// The forecast that the rows of its aggregates make.
  ///
  /// - Parameters:
  ///   - open: The rows of ``open``.
  ///   - won: The rows of ``won``.
  ///   - today: The day whose rates count, unless the query names another.
  /// - Throws: `ValueError.noExchangeRate`, `ValueError.moneyOutOfRange`.
  public func forecast(open: [AggregateRow], won: [AggregateRow], on today: CalendarDate) throws -> Forecast {
    let keyCount = 1 + divisions.count
    var sums: [ForecastKey: [Currency: ForecastSums]] = [:]
    for row in open + won {
      guard case .money(let value) = row.values[1], case .integer(let count) = row.values[0] else { continue }
      let key = ForecastKey(values: Array(row.group.prefix(keyCount)))
      // Behind the key comes the currency; what is open has more behind that.
      let rest = Array(row.group.dropFirst(keyCount + 1))
      try sums[key, default: [:]][value.currency, default: ForecastSums(in: value.currency)].add(
        value, count: Int(count), rest)
    }
    var total = Forecast.Figures(in: currency)
    var rows: [Forecast.Row] = []
    for (key, currencies) in sums.sorted(by: { $0.key < $1.key }) {
      var figures = Forecast.Figures(in: currency)
      for (_, part) in currencies.sorted(by: { $0.key.code < $1.key.code }) {
        try figures.add(part.figures { try rates.convert($0, to: currency, on: rateDate ?? today).result })
      }
      try total.add(figures)
      rows.append(
        Forecast.Row(
          period: key.values[0].text, owner: identifier(.owner, in: key),
          pipeline: identifier(.pipeline, in: key).map(Pipeline.ID.init), figures: figures))
    }
    return Forecast(rows: rows, total: total)
  }

  private func identifier(_ division: Division, in key: ForecastKey) -> Identifier? {
    guard let place = divisions.firstIndex(of: division), case .reference(let id) = key.values[place + 1] else {
      return nil
    }
    return id
  }
}

/// What tells a row of a forecast from the others.
private struct ForecastKey: Hashable, Comparable {
  let values: [AnyValue]

  static func < (left: ForecastKey, right: ForecastKey) -> Bool {
    left.values.map { $0.text ?? "" }.lexicographicallyPrecedes(right.values.map { $0.text ?? "" })
  }
}

/// The sums of one row in one currency.
private struct ForecastSums {
  var sums: Forecast.Figures
  /// What is weighted, exactly.
  var weighted = ExactDecimal.zero

  init(in currency: Currency) { sums = Forecast.Figures(in: currency) }

  /// Adds opportunities that are alike.
  ///
  /// - Parameter details: Of what is open its own category and that of its stage, its own chance and that of its stage; of what was won nothing.
  mutating func add(_ value: Money, count: Int, _ details: [AnyValue]) throws {
    guard details.count == 4 else {
      sums.wonCount += count
      sums.won = try sums.won + value
      return
    }
    let name = details[0].text ?? details[1].text
    let category = name.flatMap(ForecastCategory.init(rawValue:)) ?? .pipeline
    if category == .omitted { return }
    sums.openCount += count
    sums.pipeline = try sums.pipeline + value
    if category != .pipeline { sums.bestCase = try sums.bestCase + value }
    if category == .committed { sums.committed = try sums.committed + value }
    guard case .integer(let percent) = details[2] == .null ? details[3] : details[2] else { return }
    let part = try value.amount * ExactDecimal(percent)
    weighted = try weighted + (part * ExactDecimal("0.01"))
  }

  /// The figures in another currency.
  func figures(_ convert: (Money) throws -> Money) throws -> Forecast.Figures {
    let currency = sums.won.currency
    var result = sums
    (result.won, result.committed) = (try convert(sums.won), try convert(sums.committed))
    (result.bestCase, result.pipeline) = (try convert(sums.bestCase), try convert(sums.pipeline))
    result.weighted = try convert(Money(weighted, currency, rounding: .halfEven))
    return result
  }
}
