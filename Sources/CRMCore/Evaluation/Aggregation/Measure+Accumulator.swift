extension AggregateQuery {
  /// How many digits more than its field an average or a percentile has.
  public static let averageDigits = 4
}

extension Measure {
  /// What the figure is of; nil for the count of records.
  public var path: FieldPath? {
    switch self {
    case .count: nil
    case .distinct(let path), .sum(let path), .average(let path), .minimum(let path), .maximum(let path),
      .median(let path), .percentile(_, let path):
      path
    }
  }

  /// Prepares the figure.
  ///
  /// - Parameter isReversible: Whether rows will go, too; a figure that can't let them go is not reversible all the same.
  /// - Throws: ``FilterError``; ``StoreError/invalidQuery(_:)`` where the values have no such figure.
  func accumulator(
    on type: RecordType, _ routes: RouteCompiler, isReversible: Bool = false
  ) throws -> any Accumulator {
    guard let path else { return CountAccumulator() }
    let reader: ValueReader
    do {
      reader = try ValueReader(path, on: type, routes)
    } catch FilterError.listNeedsAnyOrAll(let path) {
      throw StoreError.invalidQuery("\(path) holds several values at a time; figures are of fields that hold one")
    }
    return try accumulator(reader, isReversible)
  }

  private func accumulator(_ reader: ValueReader, _ isReversible: Bool) throws -> any Accumulator {
    switch self {
    case .count: return CountAccumulator()
    case .distinct: return DistinctAccumulator(reader)
    case .sum: return try sum(reader, isAverage: false)
    case .average: return try sum(reader, isAverage: true)
    case .minimum, .maximum:
      guard reader.type.isOrdered else { throw unfit(reader, "sort by it, or count its different values") }
      let isMaximum = self == .maximum(reader.path)
      return isReversible
        ? RankingAccumulator(reader, isMaximum: isMaximum) : ExtremeAccumulator(reader, isMaximum: isMaximum)
    case .median: return try percentile(reader, .median)
    case .percentile(let percent, _): return try percentile(reader, PercentileRank(percent))
    }
  }

  private func sum(_ reader: ValueReader, isAverage: Bool) throws -> any Accumulator {
    switch reader.type {
    case .integer, .duration, .money: return IntegerSumAccumulator(reader, isAverage: isAverage)
    case .boolean, .date, .instant:
      guard isAverage else { break }
      return IntegerSumAccumulator(reader, isAverage: true)
    case .decimal: return DecimalSumAccumulator(reader, isAverage: isAverage)
    case .number: return NumberSumAccumulator(reader, isAverage: isAverage)
    default: break
    }
    throw unfit(
      reader,
      isAverage
        ? "averages are of integers, decimals, numbers, money, durations, dates, instants and booleans"
        : "sums are of integers, decimals, numbers, money and durations")
  }

  private func percentile(_ reader: ValueReader, _ rank: PercentileRank) throws -> any Accumulator {
    switch reader.type {
    case .integer, .duration, .money, .date, .instant: return IntegerPercentileAccumulator(reader, rank)
    case .decimal: return DecimalPercentileAccumulator(reader, rank)
    case .number: return NumberPercentileAccumulator(reader, rank)
    default:
      throw unfit(reader, "percentiles are of integers, decimals, numbers, money, durations, dates and instants")
    }
  }

  private func unfit(_ reader: ValueReader, _ advice: String) -> StoreError {
    .invalidQuery("\(reader.path) is \(reader.type.phrase) and has no \(name); \(advice)")
  }

  var name: String {
    switch self {
    case .count: "count"
    case .distinct: "count of different values"
    case .sum: "sum"
    case .average: "average"
    case .minimum: "minimum"
    case .maximum: "maximum"
    case .median: "median"
    case .percentile: "percentile"
    }
  }
}
