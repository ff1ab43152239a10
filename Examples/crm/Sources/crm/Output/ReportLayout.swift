import CRMKit

/// How the rows of a report are named and shown.
struct ReportLayout {
  let groups: [GroupArgument]
  /// The names of the figures, such as `sum(actualValue)`.
  let figures: [String]

  /// The names of the groups and figures, in the order of a row's values.
  var names: [String] { groups.map(name) + figures }

  /// A group is named by its path; where the path occurs twice, with its period.
  private func name(of group: GroupArgument) -> String {
    groups.count { $0.path == group.path } > 1 ? group.text : group.path.text
  }

  /// What a key of `--sort` means; nil when it is neither a group, with or without its period, nor a figure.
  func sortKey(_ key: String) -> AggregateSort.Key? {
    if let position = figures.firstIndex(of: key) { return .measure(position) }
    let position = groups.firstIndex { $0.text == key } ?? groups.firstIndex { $0.path.text == key }
    return position.map { .group($0) }
  }

  /// The rows for scripts, and how they were found when a plan is given.
  func json(_ rows: [AggregateRow], _ plan: QueryPlan?) -> JSONValue {
    let rows = rows.map { row in
      JSONValue.object([
        "group": .object(zip(groups.map(name), row.group).map { .init(key: $0, value: JSONValue($1)) }),
        "values": .object(zip(figures, row.values).map { .init(key: $0, value: JSONValue($1)) }),
      ])
    }
    return .object(
      [.init(key: "rows", value: .array(rows))] + (plan.map { [.init(key: "plan", value: $0.json)] } ?? []))
  }

  /// The rows for people.
  func table(_ rows: [AggregateRow]) -> TextTable {
    let columns = groups.map { TextTable.Column(name(of: $0), .left) } + figures.map { TextTable.Column($0, .right) }
    return TextTable(
      columns: columns,
      rows: rows.map { row in
        row.group.map { $0.isNull ? "–" : $0.display } + row.values.map(\.figure)
      })
  }
}

extension AnyValue {
  /// A figure for people: thousands apart, since it counts something.
  fileprivate var figure: String {
    switch self {
    case .integer, .decimal: display.groupingThousands
    default: display
    }
  }
}
