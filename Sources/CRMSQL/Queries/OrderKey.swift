import CRMCore

/// One of the columns by which rows are put in order, and the value that the row of a cursor has there.
struct OrderKey {
  let column: String
  let isDescending: Bool
  /// Which term of the query's order it belongs to.
  let term: Int
  let value: SQLValue
  /// What of the column and the value is meant; nil for all.
  var beginning: KeyBeginning?

  /// The identifier, the last term of every order, which is never nothing.
  static let idColumn = "t.id"

  /// The key that only the beginning of this one is.
  func of(_ beginning: KeyBeginning) -> OrderKey {
    OrderKey(column: beginning(column), isDescending: isDescending, term: term, value: value, beginning: beginning)
  }

  /// The value as a parameter.
  func parameter(_ compiler: inout ConditionCompiler) -> String {
    let parameter = compiler.parameter(value)
    return beginning?(parameter) ?? parameter
  }
}

/// A part of the rows behind a cursor, which an index over the first columns finds without reading those before it.
enum OrderedRange {
  /// The rows that hold nothing in a column, and lie behind the rest of the keys.
  case nothing(String, rest: ArraySlice<OrderKey>)
  /// The rows that hold something there.
  case something(String)
  /// The rows that lie behind keys of one direction, or have their values and lie behind the rest.
  case behind(ArraySlice<OrderKey>, rest: ArraySlice<OrderKey>)

  /// The ranges of the rows behind the keys' values, in their order.
  static func all(behind keys: [OrderKey]) -> [OrderedRange] {
    guard let first = keys.first else { return [] }
    if first.value == .null {
      let nothing = OrderedRange.nothing(first.column, rest: keys.dropFirst())
      return first.isDescending ? [nothing] : [nothing, .something(first.column)]
    }
    // Nothing comes first, and so not behind a value, but in descending order behind all: only a term whose columns hold nothing together or
    // not at all is compared as one then.
    let run =
      first.isDescending ? keys.prefix { $0.term == first.term } : keys.prefix { !$0.isDescending && $0.value != .null }
    let behind = OrderedRange.behind(run, rest: keys.dropFirst(run.count))
    return first.isDescending && first.column != OrderKey.idColumn
      ? [behind, .nothing(first.column, rest: [])] : [behind]
  }

  /// The range in SQL.
  func condition(_ compiler: inout ConditionCompiler) -> String {
    switch self {
    case .nothing(let column, let rest):
      rest.isEmpty ? "\(column) IS NULL" : "\(column) IS NULL AND \(Self.condition(behind: rest, &compiler))"
    case .something(let column): "\(column) IS NOT NULL"
    case .behind(let keys, let rest): Self.condition(keys, rest, &compiler)
    }
  }

  private static func condition(
    _ keys: ArraySlice<OrderKey>, _ rest: ArraySlice<OrderKey>, _ compiler: inout ConditionCompiler
  ) -> String {
    let columns = row(keys.map(\.column))
    let values = row(keys.map { $0.parameter(&compiler) })
    let sign = keys.first?.isDescending == true ? "<" : ">"
    let isBehind = "\(columns) \(sign) \(values)"
    if rest.isEmpty { return isBehind }
    // Said once more, as an engine's index understands it.
    return "\(columns) \(sign)= \(values) AND (\(isBehind) OR \(condition(behind: rest, &compiler)))"
  }

  private static func row(_ parts: [String]) -> String {
    parts.count == 1 ? parts[0] : "(\(parts.joined(separator: ", ")))"
  }

  /// The condition that a row comes behind a place: its first key is behind the place's, or the same and the rest is behind.
  private static func condition(behind keys: ArraySlice<OrderKey>, _ compiler: inout ConditionCompiler) -> String {
    guard let key = keys.first else { return SQLCondition.never }
    let rest = condition(behind: keys.dropFirst(), &compiler)
    let column = key.column
    if key.value == .null {
      let isSame = "(\(column) IS NULL AND \(rest))"
      return key.isDescending ? isSame : "(\(column) IS NOT NULL OR \(isSame))"
    }
    let parameter = key.parameter(&compiler)
    let isBehind = key.isDescending ? "\(column) < \(parameter) OR \(column) IS NULL" : "\(column) > \(parameter)"
    return "(\(isBehind) OR (\(column) = \(parameter) AND \(rest)))"
  }
}
