public import CRMCore

extension Revenue.Answer {
  /// The revenue by segments as bars, in the order of the segments, periods taken together.
  ///
  /// - Parameters:
  ///   - title: What it shows.
  ///   - limit: The greatest number of bars. Those of the least amounts beyond it become one.
  /// - Throws: `ValueError.moneyOutOfRange`.
  public func bars(_ title: BilingualText, limit: Int = 10) throws -> Dashboard.Chart {
    var amounts: [[CustomerSegment]: Money] = [:]
    for row in rows { amounts[row.segments] = try amounts[row.segments, default: .zero(total.currency)] + row.amount }
    let greatest = amounts.sorted { left, right in
      left.value.minorUnits == right.value.minorUnits
        ? left.key.lexicographicallyPrecedes(right.key) : left.value.minorUnits > right.value.minorUnits
    }
    let shown = greatest.prefix(greatest.count > limit ? max(limit - 1, 0) : limit)
    var points = shown.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
      point(Revenue.label(of: $0.key), $0.value)
    }
    if amounts.count > shown.count {
      let rest = try greatest.dropFirst(shown.count).reduce(Money.zero(total.currency)) { try $0 + $1.value }
      points.append(point(.text(BilingualText("All others", persian: "بقیه")), rest))
    }
    return Dashboard.Chart(title, .bars, points: points)
  }

  private func point(_ label: DashboardValue, _ amount: Money) -> Dashboard.Point {
    Dashboard.Point(label, money: amount, note: .share(.share(amount.amount, of: total.amount)))
  }

  /// The revenue over time as a line, segments taken together; periods without any are at nothing.
  ///
  /// - Parameters:
  ///   - title: What it shows.
  ///   - period: The periods that were asked for.
  /// - Throws: `ValueError.moneyOutOfRange`, `CalendarError`.
  public func line(_ title: BilingualText, per period: GroupingPeriod) throws -> Dashboard.Chart {
    var amounts: [DateBucket: Money] = [:]
    for row in rows {
      guard let bucket = row.period else { continue }
      amounts[bucket] = try amounts[bucket, default: .zero(total.currency)] + row.amount
    }
    guard let first = amounts.keys.min(), let last = amounts.keys.max() else {
      return Dashboard.Chart(title, .line, points: [])
    }
    let buckets = try period.calendar.buckets(period.granularity, covering: first.start..<last.end)
    return Dashboard.Chart(
      title, .line, points: buckets.map { .init(.period($0), money: amounts[$0] ?? .zero(total.currency)) })
  }
}

extension Revenue {
  /// What customers have in common, in one line.
  fileprivate static func label(of segments: [CustomerSegment]) -> DashboardValue {
    segments.count == 1 ? .segment(segments[0]) : .list(segments.map(DashboardValue.segment))
  }
}
