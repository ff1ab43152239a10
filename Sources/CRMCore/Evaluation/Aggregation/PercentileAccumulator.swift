/// Finds a percentile of what is stored as whole numbers: integers, days, microseconds, minor units.
final class IntegerPercentileAccumulator: IntegerAccumulator {
  let reader: ValueReader
  private let rank: PercentileRank
  private var values: [[Int64]] = []
  private var currencies = GroupCurrencies()

  init(_ reader: ValueReader, _ rank: PercentileRank) {
    self.reader = reader
    self.rank = rank
  }

  func addGroup() {
    values.append([])
    currencies.addGroup()
  }

  func add(_ value: UnsafeRawBufferPointer, to group: Int) throws {
    guard reader.kind == .money else { return add(ValueCoding.integer(value), to: group) }
    let (currency, minorUnits) = try value.moneyParts()
    currencies.add(currency, to: group)
    add(minorUnits, to: group)
  }

  /// Lets a number count.
  func add(_ value: Int64, to group: Int) { values[group].append(value) }

  func add(currency: UInt64, to group: Int) { currencies.add(currency, to: group) }

  func value(of group: Int) throws -> AnyValue {
    guard !values[group].isEmpty else { return .null }
    switch reader.type {
    case .date: return .date(try CalendarDate(daysSince1970: Int(try percentile(of: group, roundedDown: true))))
    case .instant:
      return .instant(Instant(microsecondsSince1970: Int64(try percentile(of: group, roundedDown: true))))
    case .duration: return .duration(.microseconds(Int64(try percentile(of: group))))
    default: break
    }
    let digits = AggregateQuery.averageDigits
    let currency = reader.kind == .money ? try currencies.currency(of: group, path: reader.path) : nil
    let figure = try ExactDecimal(
      coefficient: percentile(of: group, unit: .powerOfTen(digits)), scale: digits + (currency?.minorUnits ?? 0))
    return currency.map { .amount(figure, $0) } ?? .decimal(figure)
  }

  /// A number between two of 64 bits, times the unit.
  private func percentile(of group: Int, unit: Int128 = 1, roundedDown: Bool = false) throws -> Int128 {
    let sorted = values[group].sorted()
    guard let place = rank.place(among: sorted.count),
      let figure = place.interpolate(
        Int128(sorted[place.index]), Int128(sorted[place.next]), unit: unit, roundedDown: roundedDown)
    else { throw StoreError.overflow("a percentile of \(reader.path)") }
    return figure
  }
}

/// Finds a percentile of decimals, or of amounts of money in whatever currency.
final class DecimalPercentileAccumulator: ValueAccumulator {
  let reader: ValueReader
  private let rank: PercentileRank
  private var values: [[ExactDecimal]] = []

  init(_ reader: ValueReader, _ rank: PercentileRank) {
    self.reader = reader
    self.rank = rank
  }

  func addGroup() { values.append([]) }

  func add(_ value: UnsafeRawBufferPointer, to group: Int) throws {
    add(reader.kind == .amount ? try ValueCoding.money(value).amount : try ValueCoding.decimal(value), to: group)
  }

  /// Lets a number count.
  func add(_ value: ExactDecimal, to group: Int) { values[group].append(value) }

  func value(of group: Int) throws -> AnyValue {
    guard let scale = values[group].lazy.map(\.scale).max() else { return .null }
    let sorted = values[group].sorted()
    guard let place = rank.place(among: sorted.count),
      let decimal = place.interpolate(
        sorted[place.index], sorted[place.next],
        scale: min(scale + AggregateQuery.averageDigits, ExactDecimal.maximumScale))
    else { throw StoreError.overflow("a percentile of \(reader.path)") }
    return .decimal(decimal)
  }
}

/// Finds a percentile of floating-point numbers.
final class NumberPercentileAccumulator: NumberAccumulator {
  let reader: ValueReader
  private let rank: PercentileRank
  private var values: [[Double]] = []

  init(_ reader: ValueReader, _ rank: PercentileRank) {
    self.reader = reader
    self.rank = rank
  }

  func addGroup() { values.append([]) }
  func add(_ value: UnsafeRawBufferPointer, to group: Int) { add(ValueCoding.number(value), to: group) }

  /// Lets a number count.
  func add(_ value: Double, to group: Int) { values[group].append(value) }

  func value(of group: Int) throws -> AnyValue {
    guard !values[group].isEmpty else { return .null }
    let sorted = values[group].sorted()
    guard let place = rank.place(among: sorted.count) else {
      throw StoreError.overflow("a percentile of \(reader.path)")
    }
    let figure = place.interpolate(sorted[place.index], sorted[place.next])
    return .number(figure == 0 ? 0 : figure)
  }
}
