/// Adds up what is stored as whole numbers: integers, days, microseconds, minor units, booleans as 1 and 0.
final class IntegerSumAccumulator: IntegerAccumulator, ReversibleValueAccumulator {
  let reader: ValueReader
  private let isAverage: Bool
  private var totals: [(sum: Int128, count: Int64)] = []
  private var currencies = GroupCurrencies()

  init(_ reader: ValueReader, isAverage: Bool) {
    self.reader = reader
    self.isAverage = isAverage
  }

  func addGroup() {
    totals.append((0, 0))
    currencies.addGroup()
  }

  func add(_ value: UnsafeRawBufferPointer, to group: Int) throws {
    guard reader.kind == .money else { return add(ValueCoding.integer(value), to: group) }
    let (currency, minorUnits) = try value.moneyParts()
    currencies.add(currency, to: group)
    add(minorUnits, to: group)
  }

  func remove(_ value: UnsafeRawBufferPointer, from group: Int) throws {
    let number: Int64
    if reader.kind == .money {
      let (currency, minorUnits) = try value.moneyParts()
      currencies.remove(currency, from: group)
      number = minorUnits
    } else {
      number = ValueCoding.integer(value)
    }
    let (sum, count) = totals[group]
    totals[group] = (sum &- Int128(number), count - 1)
  }

  /// Lets a number count.
  ///
  /// A sum of 2⁶³ of them does not overflow.
  @inline(__always)
  func add(_ value: Int64, to group: Int) {
    let (sum, count) = totals[group]
    totals[group] = (sum &+ Int128(value), count + 1)
  }

  func add(currency: UInt64, to group: Int) { currencies.add(currency, to: group) }

  func add(_ chunk: ColumnChunk, _ rows: UnsafeBufferPointer<UInt16>, to groups: UnsafeBufferPointer<Int32>) {
    totals.withUnsafeMutableBufferPointer { totals in
      for (index, row) in rows.enumerated() where chunk.hasValue(at: Int(row)) {
        let group = Int(groups[index])
        totals[group].sum &+= Int128(chunk.values[Int(row)])
        totals[group].count &+= 1
      }
    }
  }

  func value(of group: Int) throws -> AnyValue {
    let (sum, count) = totals[group]
    if isAverage { return count == 0 ? .null : try average(sum, count, group) }
    switch reader.type {
    case .money:
      guard let currency = try currencies.currency(of: group, path: reader.path) else { return .null }
      return .money(Money(minorUnits: try whole(sum), currency: currency))
    case .duration: return .duration(.microseconds(try whole(sum)))
    default: return .integer(try whole(sum))
    }
  }

  private func average(_ sum: Int128, _ count: Int64, _ group: Int) throws -> AnyValue {
    let isRounded = reader.type == .integer || reader.type == .boolean || reader.type == .money
    let digits = isRounded ? AggregateQuery.averageDigits : 0
    let dividend = WideInteger(sum, times: .powerOfTen(digits))
    guard let average = dividend.divided(by: UInt128(count.magnitude)) else { throw overflow }
    switch reader.type {
    case .money:
      guard let currency = try currencies.currency(of: group, path: reader.path) else { return .null }
      return .amount(try decimal(average, scale: currency.minorUnits + digits), currency)
    case .date: return .date(try CalendarDate(daysSince1970: Int(try whole(average))))
    case .instant: return .instant(Instant(microsecondsSince1970: try whole(average)))
    case .duration: return .duration(.microseconds(try whole(average)))
    default: return .decimal(try decimal(average, scale: digits))
    }
  }

  private func whole(_ value: Int128) throws -> Int64 {
    guard let value = Int64(exactly: value) else { throw overflow }
    return value
  }

  private func decimal(_ coefficient: Int128, scale: Int) throws -> ExactDecimal {
    do { return try ExactDecimal(coefficient: coefficient, scale: scale) } catch { throw overflow }
  }

  private var overflow: StoreError { .overflow("the \(isAverage ? "average" : "sum") of \(reader.path)") }
}

/// Adds up decimals, and amounts of money in whatever currency.
final class DecimalSumAccumulator: ReversibleValueAccumulator {
  let reader: ValueReader
  private let isAverage: Bool
  /// Times 10¹⁸.
  private var sums: [WideInteger] = []
  private var counts: [Int64] = []
  /// How many values of each group have so many digits after the point: a place for each number of digits, group after group.
  private var scales: [UInt32] = []

  init(_ reader: ValueReader, isAverage: Bool) {
    self.reader = reader
    self.isAverage = isAverage
  }

  func addGroup() {
    sums.append(.zero)
    counts.append(0)
    for _ in 0...ExactDecimal.maximumScale { scales.append(0) }
  }

  func add(_ value: UnsafeRawBufferPointer, to group: Int) throws {
    add(try decimal(value), to: group)
  }

  func remove(_ value: UnsafeRawBufferPointer, from group: Int) throws {
    let value = try decimal(value)
    sums[group] += WideInteger(-value.coefficient, times: .powerOfTen(ExactDecimal.maximumScale - value.scale))
    counts[group] -= 1
    scales[place(value.scale, of: group)] -= 1
  }

  private func decimal(_ value: UnsafeRawBufferPointer) throws -> ExactDecimal {
    reader.kind == .amount ? try ValueCoding.money(value).amount : try ValueCoding.decimal(value)
  }

  private func place(_ scale: Int, of group: Int) -> Int { group * (ExactDecimal.maximumScale + 1) + scale }

  /// Lets a number count.
  func add(_ value: ExactDecimal, to group: Int) {
    sums[group] += WideInteger(value.coefficient, times: .powerOfTen(ExactDecimal.maximumScale - value.scale))
    counts[group] += 1
    scales[place(value.scale, of: group)] += 1
  }

  func value(of group: Int) throws -> AnyValue {
    if isAverage, counts[group] == 0 { return .null }
    let digits: Int = (0...ExactDecimal.maximumScale).last(where: { scales[place($0, of: group)] > 0 }) ?? 0
    let scale = min(digits + (isAverage ? AggregateQuery.averageDigits : 0), ExactDecimal.maximumScale)
    let divisor = UInt128.powerOfTen(ExactDecimal.maximumScale - scale)
    // All digits, of which those behind the point may be zeros that the number does without.
    let figure = sums[group].quotient(by: isAverage ? divisor * UInt128(counts[group].magnitude) : divisor)
    guard let decimal = try? ExactDecimal(isNegative: figure.isNegative, wide: figure.magnitude, scale: scale)
    else { throw StoreError.overflow("the \(isAverage ? "average" : "sum") of \(reader.path)") }
    return .decimal(decimal)
  }
}

/// Adds up floating-point numbers with compensation (Neumaier, “Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen”,
/// 1974), so that the order of the rows hardly matters.
final class NumberSumAccumulator: NumberAccumulator {
  let reader: ValueReader
  private let isAverage: Bool
  private var sums: [(sum: Double, lost: Double)] = []
  private var counts: [Int64] = []

  init(_ reader: ValueReader, isAverage: Bool) {
    self.reader = reader
    self.isAverage = isAverage
  }

  func addGroup() {
    sums.append((0, 0))
    counts.append(0)
  }

  func add(_ value: UnsafeRawBufferPointer, to group: Int) { add(ValueCoding.number(value), to: group) }

  /// Lets a number count.
  func add(_ value: Double, to group: Int) {
    let sum = sums[group].sum
    let total = sum + value
    sums[group].lost += sum.magnitude >= value.magnitude ? (sum - total) + value : (value - total) + sum
    sums[group].sum = total
    counts[group] += 1
  }

  func value(of group: Int) throws -> AnyValue {
    if isAverage, counts[group] == 0 { return .null }
    let sum = sums[group].sum + sums[group].lost
    guard sum.isFinite else { throw StoreError.overflow("the \(isAverage ? "average" : "sum") of \(reader.path)") }
    let figure = isAverage ? sum / Double(counts[group]) : sum
    return .number(figure == 0 ? 0 : figure)
  }
}
