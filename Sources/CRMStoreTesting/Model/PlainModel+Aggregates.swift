import CRMCore

extension PlainModel {
  /// What an aggregate should answer.
  ///
  /// - Throws: ``Unsure`` for groups by periods, and for decimals of so many digits that the plain way ends.
  func aggregate(_ query: AggregateQuery) throws -> [AggregateRow] {
    if query.groups.contains(where: { $0.period != nil }) { throw Unsure() }
    let rows = rows(query.type, where: query.filter)
    var groups: [(key: [AnyValue], rows: [Row])] = query.groups.isEmpty ? [([], rows)] : []
    if !query.groups.isEmpty {
      for row in rows {
        let key = query.groups.map { value($0.path, .record(row, query.type)) }
        if let known = groups.firstIndex(where: { PlainModel.order($0.key, key) == 0 }) {
          groups[known].rows.append(row)
        } else {
          groups.append((key, [row]))
        }
      }
    }
    groups.sort { PlainModel.order($0.key, $1.key) < 0 }
    var result = try groups.map { group in
      AggregateRow(group: group.key, values: try query.measures.map { try figure($0, of: group.rows, query.type) })
    }
    // Sorting by insertion keeps what ties in the order of the groups.
    result = result.reduce(into: []) { sorted, row in
      let place = sorted.firstIndex { PlainModel.isBefore(row, $0, query.sort) } ?? sorted.endIndex
      sorted.insert(row, at: place)
    }
    return Array(result.prefix(query.limit ?? .max))
  }

  private static func order(_ left: [AnyValue], _ right: [AnyValue]) -> Int {
    for (left, right) in zip(left, right) {
      let order = order(left, right)
      if order != 0 { return order }
    }
    return 0
  }

  private static func isBefore(_ left: AggregateRow, _ right: AggregateRow, _ sort: [AggregateSort]) -> Bool {
    for term in sort {
      let order =
        switch term.key {
        case .group(let index): order(left.group[index], right.group[index])
        case .measure(let index): order(left.values[index], right.values[index])
        }
      if order != 0 { return (order < 0) != term.isDescending }
    }
    return false
  }

  private func figure(_ measure: Measure, of rows: [Row], _ type: RecordType) throws -> AnyValue {
    guard let path = measure.path else { return .integer(Int64(rows.count)) }
    let values = rows.map { value(path, .record($0, type)) }.filter { !$0.isNull }.sorted {
      PlainModel.order($0, $1) < 0
    }
    switch measure {
    case .distinct:
      let firsts = values.indices.filter { $0 == 0 || PlainModel.order(values[$0 - 1], values[$0]) != 0 }
      return .integer(Int64(firsts.count))
    default: break
    }
    let currencies = Set(values.compactMap { if case .money(let money) = $0 { money.currency } else { nil } })
    guard currencies.count < 2 else {
      throw StoreError.mixedCurrencies(currencies.map(\.code).sorted(), path: path.text)
    }
    do {
      return try figure(measure, path, of: values, type)
    } catch is ValueError {
      throw Unsure()
    }
  }

  private func figure(
    _ measure: Measure, _ path: FieldPath, of values: [AnyValue], _ type: RecordType
  ) throws -> AnyValue {
    switch measure {
    case .minimum: return values.first ?? .null
    case .maximum: return values.last ?? .null
    case .sum:
      if values.isEmpty, let fieldType = try? path.resolved(in: .record(type), catalog: catalog, scope: scope).type {
        return PlainModel.zero(of: fieldType)
      }
      return try PlainModel.sum(values)
    case .average: return try PlainModel.average(values)
    case .median: return try PlainModel.percentile(50, values)
    case .percentile(let percent, _): return try PlainModel.percentile(percent, values)
    case .count, .distinct: return .null
    }
  }

  private static func zero(of type: FieldType) -> AnyValue {
    switch type {
    case .integer: .integer(0)
    case .decimal: .decimal(0)
    case .number: .number(0)
    case .duration: .duration(.zero)
    default: .null
    }
  }

  private static func sum(_ values: [AnyValue]) throws -> AnyValue {
    let whole = values.reduce(into: Int128(0)) { sum, value in
      switch value {
      case .integer(let value): sum += Int128(value)
      case .money(let money): sum += Int128(money.minorUnits)
      case .duration(let duration): sum += duration.attoseconds / 1_000_000_000_000
      default: break
      }
    }
    guard let whole = Int64(exactly: whole) else { throw StoreError.overflow("a sum") }
    return try values.dropFirst().reduce(values.first ?? .null) { sum, value in
      switch (sum, value) {
      case (.integer, .integer): return .integer(whole)
      case (.money(let sum), .money): return .money(Money(minorUnits: whole, currency: sum.currency))
      case (.decimal(let sum), .decimal(let value)): return .decimal(try sum.adding(value))
      case (.number(let sum), .number(let value)): return .number(sum + value)
      case (.duration(let sum), .duration(let value)): return .duration(sum + value)
      default: return .null
      }
    }
  }

  /// The values as decimals, with the most digits that one of them has, and the currency when they are money.
  private static func decimals(_ values: [AnyValue]) -> (numbers: [ExactDecimal], scale: Int, currency: Currency?) {
    var currency: Currency?
    let numbers = values.compactMap { value -> ExactDecimal? in
      switch value {
      case .integer(let value): return ExactDecimal(value)
      case .boolean(let value): return value ? 1 : 0
      case .decimal(let value): return value
      case .money(let money):
        currency = money.currency
        return money.amount
      default: return nil
      }
    }
    return (numbers, currency?.minorUnits ?? numbers.map(\.scale).max() ?? 0, currency)
  }

  private static func average(_ values: [AnyValue]) throws -> AnyValue {
    if values.isEmpty { return .null }
    if case .number = values[0], case .number(let sum) = try sum(values) { return .number(sum / Double(values.count)) }
    let (numbers, scale, currency) = decimals(values)
    let sum = try numbers.reduce(ExactDecimal.zero) { try $0.adding($1) }
    let average = try sum.divided(by: ExactDecimal(Int64(values.count)), scale: min(18, scale + 4), rounding: .halfEven)
    return currency.map { .amount(average, $0) } ?? .decimal(average)
  }

  private static func percentile(_ percent: ExactDecimal, _ values: [AnyValue]) throws -> AnyValue {
    if values.isEmpty { return .null }
    let place = try percent.multiplied(by: ExactDecimal(Int64(values.count - 1))).divided(
      by: 100, scale: 18, rounding: .floor)
    let index = try place.rounded(toScale: 0, .floor)
    let way = try place.subtracting(index)
    let low = Int(Double(index))
    let high = min(low + 1, values.count - 1)
    if case .number(let left) = values[low], case .number(let right) = values[high] {
      return .number(left + (right - left) * Double(way))
    }
    let (numbers, scale, currency) = decimals(values)
    // Between numbers of so many digits, a store may have no place for those of the figure.
    if numbers.contains(where: { $0.coefficient.magnitude >= 1_000_000_000_000 }) { throw Unsure() }
    let step = try numbers[high].subtracting(numbers[low]).multiplied(by: way, scale: 18, rounding: .halfEven)
    let figure = try numbers[low].adding(step).rounded(toScale: min(18, scale + 4), .halfEven)
    return currency.map { .amount(figure, $0) } ?? .decimal(figure)
  }
}
