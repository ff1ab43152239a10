import CRMCore

/// A table in a query, by the name that the query gives it.
struct TableAlias {
  let name: String
  let layout: TableLayout

  /// The identifier that a reference holds, in SQL; nil where it is in no column.
  func reference(_ place: ResolvedPath.Place) -> String? {
    switch place {
    case .field(let slot) where layout.fields[slot].form == .reference: column(layout.fields[slot].columns[0])
    case .id: "\(name).id"
    default: nil
    }
  }

  /// What lies at the end of a path that ends in this table; nil where it is in no column.
  func operand(_ path: ResolvedPath) -> SQLOperand? {
    switch path.terminal {
    case .id: return operand(path.type, ["\(name).id"])
    case .field(let slot):
      let field = layout.fields[slot]
      let columns = field.columns.map(column)
      guard path.member == .currency else {
        return operand(field.type, columns, isAmount: path.member == .amount, isKey: field.isKey)
      }
      return operand(.text, [layout.dialect.currencyCode(columns[1])])
    case .custom(let name): return custom(name, path)
    case .groupField, .element: return nil
    }
  }

  /// A custom field's value, which lies in JSON under its name and its type.
  private func custom(_ name: String, _ path: ResolvedPath) -> SQLOperand? {
    // Names that would need quoting in a path of JSON, and fields of other versions, which have columns, are the core's.
    let isPlain = name.utf8.allSatisfy { 0x61...0x7A ~= $0 | 0x20 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "_") }
    guard isPlain, !name.isEmpty, path.member == nil, !layout.others.contains(where: { $0.name == name }) else {
      return nil
    }
    let form = SQLForm(path.type)
    let key: String
    switch (form, path.type) {
    case (.text, _): key = "text"
    case (.integer, .integer): key = "integer"
    case (.boolean, _): key = "boolean"
    default: return nil
    }
    let json = layout.dialect.customValue(name, key: key, of: form, in: column(TableLayout.customColumn))
    return operand(path.type, [json])
  }

  private func operand(
    _ type: FieldType, _ columns: [String], isAmount: Bool = false, isKey: Bool = false
  ) -> SQLOperand {
    let form = SQLForm(type)
    return SQLOperand(
      form: form, type: type, columns: columns, isAmount: isAmount,
      isOrdered: layout.dialect.isOrdered(form) && !isAmount,
      beginning: isKey ? layout.dialect.keyBeginning : nil)
  }

  private func column(_ column: String) -> String { "\(name).\(column.quotedForSQL)" }
}

/// A value of a row, in SQL.
struct SQLOperand {
  let form: SQLForm
  let type: FieldType
  var columns: [String]
  /// Whether it is an amount of money in whatever currency, which no column holds.
  let isAmount: Bool
  /// Whether the engine orders the columns as the values are ordered.
  let isOrdered: Bool
  /// What an index holds of the value; nil where it holds all.
  let beginning: KeyBeginning?

  /// The expressions by which rows are ordered as the values are; nil where the engine has another order.
  var orderedColumns: [String]? { isOrdered ? columns.reversed() : nil }
}
