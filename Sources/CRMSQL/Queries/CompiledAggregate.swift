import CRMCore

/// Figures by groups that the engine makes itself, exactly as the store promises them: counts, sums of whole numbers, least and greatest values.
///
/// Averages, percentiles, periods of a calendar and sums of other numbers are made by the core.
struct CompiledAggregate {
  /// A value of the rows: the type that it is read as, and its columns.
  private struct Part {
    let field: TableLayout.Field
    let columns: [String]

    init(_ operand: SQLOperand, _ columns: [String]) { self.init(operand.type, columns) }

    init(_ type: FieldType, _ columns: [String]) {
      field = TableLayout.Field(name: "", type: type, columns: columns)
      self.columns = columns
    }
  }

  private enum Figure {
    case count
    case value(Part)
    /// A sum, whose columns are the total, 0 for nothing.
    case total(Part)
    /// A sum of money: the total, and the least and the greatest currency.
    case money([String])

    var columns: [String] {
      switch self {
      case .count: ["count(*)"]
      case .value(let part), .total(let part): part.columns
      case .money(let columns): columns
      }
    }
  }

  private var groups: [Part] = []
  private var figures: [Figure] = []

  /// - Returns: nil when the engine can't make all of it.
  init?(_ query: AggregateQuery, _ compiled: inout CompiledQuery) throws {
    guard compiled.isExact else { return nil }
    for group in query.groups {
      guard group.period == nil, let operand = try compiled.operand(group.path), operand.orderedColumns != nil else {
        return nil
      }
      groups.append(Part(operand, operand.columns))
    }
    for measure in query.measures {
      guard let figure = try Self.figure(measure, &compiled) else { return nil }
      figures.append(figure)
    }
  }

  private static func figure(_ measure: Measure, _ compiled: inout CompiledQuery) throws -> Figure? {
    guard let path = measure.path else { return .count }
    guard let operand = try compiled.operand(path), !operand.isAmount else { return nil }
    let column = operand.columns[0]
    let isOrdered = operand.isOrdered && operand.form != .money
    let dialect = compiled.layout.dialect
    switch measure {
    case .distinct where isOrdered || operand.form == .decimal:
      return .value(Part(.integer, ["count(DISTINCT \(column))"]))
    case .minimum where isOrdered: return extreme(operand, isGreatest: false, dialect)
    case .maximum where isOrdered: return extreme(operand, isGreatest: true, dialect)
    case .sum where operand.type == .integer || operand.type == .duration:
      return .total(Part(operand, [dialect.sum(column)]))
    case .sum where operand.form == .decimal && operand.isOrdered:
      return .total(Part(operand, ["sum(\(column))"]))
    case .sum where operand.form == .money:
      let currency = operand.columns[1]
      return .money([dialect.sum(column), "min(\(currency))", "max(\(currency))"])
    default: return nil
    }
  }

  private static func extreme(_ operand: SQLOperand, isGreatest: Bool, _ dialect: any SQLDialect) -> Figure? {
    dialect.extreme(operand.columns[0], of: operand.form, isGreatest: isGreatest).map { .value(Part(operand, [$0])) }
  }

  /// The rows in the order of their groups; nil when a sum left the engine's range, or ran over several currencies, of which the core knows what to make.
  func rows(_ connection: some SQLConnection, _ compiled: CompiledQuery) throws -> [AggregateRow]? {
    // The currency comes first in the order of groups, and the other way around in a value's columns.
    let grouped = groups.flatMap { $0.columns.reversed() }
    var rows: [AggregateRow] = []
    var isMixed = false
    do {
      let statement = compiled.groups(grouped, figures.flatMap(\.columns))
      try connection.query(statement.sql, statement.values) { row in
        var column = 0
        let group = try groups.map { try Self.group($0, row, &column) }
        let values = try figures.map { figure in
          defer { column += figure.columns.count }
          guard let value = try Self.value(figure, row, column) else {
            isMixed = true
            return AnyValue.null
          }
          return value
        }
        rows.append(AggregateRow(group: group, values: values))
      }
    } catch  where connection.isOverflow(error) {
      return nil
    } catch RecordError.damaged {
      // A sum may have more digits than a decimal holds, and what lies in a row is told where it is read.
      return nil
    }
    return isMixed ? nil : rows
  }

  private static func group(_ part: Part, _ row: some SQLRow, _ column: inout Int) throws -> AnyValue {
    defer { column += part.columns.count }
    guard part.columns.count == 2 else { return try part.field.value(row, column) }
    return try part.field.value(row, column + 1, currency: column)
  }

  /// A figure in a row; nil for a sum of several currencies.
  private static func value(_ figure: Figure, _ row: some SQLRow, _ column: Int) throws -> AnyValue? {
    switch figure {
    case .count: return .integer(try row.integer(column))
    case .value(let part): return try part.field.value(row, column)
    case .total(let part):
      guard row.isNull(column) else { return try part.field.value(row, column) }
      switch part.field.type {
      case .duration: return .duration(.zero)
      case .decimal: return .decimal(.zero)
      default: return .integer(0)
      }
    case .money:
      if row.isNull(column) { return .null }
      guard try row.string(column + 1) == row.string(column + 2) else { return nil }
      return try TableLayout.Field(name: "", type: .money, columns: []).value(row, column)
    }
  }
}
