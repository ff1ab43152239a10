import CRMCore
import Foundation

/// Figures by plain arithmetic over decoded values.
struct AggregateModel {
  let world: World

  /// The rows of a query without sort terms; the figures that need a type take the values' own.
  func rows(_ query: AggregateQuery) throws -> [AggregateRow] {
    let model = NaiveModel(world: world)
    let records = try world.trades.filter { try model.isVisible($0) && model.meets(query.filter, .record($0)) }
    var groups: [[AnyValue]: [AnyRecord]] = query.groups.isEmpty ? [[]: []] : [:]
    for record in records {
      let group = try query.groups.map { grouping in
        try label(model.value(grouping.path.text, .record(record)), grouping.period)
      }
      groups[group, default: []].append(record)
    }
    let sorted = groups.sorted { left, right in
      for (left, right) in zip(left.key, right.key) {
        let order = AnyValue.ascending(left, right)
        if order != .orderedSame { return order == .orderedAscending }
      }
      return false
    }
    return try sorted.map { group, records in
      AggregateRow(
        group: group,
        values: try query.measures.map { measure in
          guard let path = measure.path else { return .integer(Int64(records.count)) }
          let values = try records.map { try model.value(path.text, .record($0)) }.filter { !$0.isNull }
          return try figure(measure, of: values.sorted { AnyValue.ascending($0, $1) == .orderedAscending })
        })
    }
  }

  private func label(_ value: AnyValue, _ period: GroupingPeriod?) throws -> AnyValue {
    guard let period else { return value }
    switch value {
    case .date(let day): return .text(try period.calendar.bucket(period.granularity, containing: day).label)
    case .instant(let instant): return .text(try period.calendar.bucket(period.granularity, containing: instant).label)
    default: return .null
    }
  }

  private func figure(_ measure: Measure, of values: [AnyValue]) throws -> AnyValue {
    switch measure {
    case .count: return .integer(Int64(values.count))
    case .distinct: return .integer(Int64(Set(values).count))
    case .minimum: return values.first ?? .null
    case .maximum: return values.last ?? .null
    case .sum(let path): return try sum(values, path)
    case .average(let path): return try average(values, path)
    case .median(let path): return try percentile(50, values, path)
    case .percentile(let percent, let path): return try percentile(percent, values, path)
    }
  }

  private func sum(_ values: [AnyValue], _ path: FieldPath) throws -> AnyValue {
    switch try type(of: path) {
    case .integer: return .integer(try values.reduce(0) { try checked($0.addingReportingOverflow(integer($1))) })
    case .number: return .number(values.reduce(0) { $0 + number($1) })
    default: return .decimal(try values.reduce(.zero) { try $0 + decimal($1) })
    }
  }

  private func average(_ values: [AnyValue], _ path: FieldPath) throws -> AnyValue {
    guard !values.isEmpty else { return .null }
    let count = ExactDecimal(Int64(values.count))
    if case .number = values[0] { return .number(values.reduce(0) { $0 + number($1) } / Double(values.count)) }
    let total = try values.reduce(ExactDecimal.zero) { try $0 + decimal($1) }
    return .decimal(try total.divided(by: count, scale: scale(values), rounding: .halfEven))
  }

  private func percentile(_ percent: ExactDecimal, _ values: [AnyValue], _ path: FieldPath) throws -> AnyValue {
    guard !values.isEmpty else { return .null }
    let place = try (ExactDecimal(Int64(values.count - 1)) * percent).divided(by: 100, scale: 18, rounding: .down)
    let index = try place.rounded(toScale: 0, .floor)
    let rest = try place - index
    let low = Int(Double(index))
    let high = rest == 0 ? low : low + 1
    if case .number = values[0] {
      return .number(number(values[low]) + (number(values[high]) - number(values[low])) * Double(rest))
    }
    let way = try (decimal(values[high]) - decimal(values[low])).multiplied(by: rest, scale: 18, rounding: .down)
    return .decimal(try (decimal(values[low]) + way).rounded(toScale: scale(values), .halfEven))
  }

  private func scale(_ values: [AnyValue]) -> Int { min(18, (values.map { decimal($0).scale }.max() ?? 0) + 4) }

  private func type(of path: FieldPath) throws -> FieldType {
    try path.resolved(in: .record(Trade.recordType), catalog: world.catalog, scope: world.scope).type
  }

  private func checked(_ result: (Int64, Bool)) throws -> Int64 {
    if result.1 { throw StoreError.overflow("the model's sum") }
    return result.0
  }

  private func integer(_ value: AnyValue) -> Int64 { if case .integer(let value) = value { value } else { 0 } }
  private func number(_ value: AnyValue) -> Double { if case .number(let value) = value { value } else { 0 } }
  private func decimal(_ value: AnyValue) -> ExactDecimal {
    switch value {
    case .decimal(let value): value
    case .integer(let value): ExactDecimal(value)
    case .boolean(let value): value ? 1 : 0
    default: 0
    }
  }
}
