#if SQLite
  import CRMCore

  extension TableLayout.Field {
    /// A value as the parameters that stand for it, one for each of the field's columns.
    ///
    /// - Throws: `FieldValueError` for a value that the field can't hold.
    func parameters(_ value: AnyValue) throws -> [SQLiteValue] { try form.parameters(value) }
  }

  extension ColumnForm {
    /// A value as the parameters that stand for it, one for each column.
    ///
    /// - Throws: `FieldValueError` for a value of another form.
    func parameters(_ value: AnyValue) throws -> [SQLiteValue] {
      switch (self, value) {
      case (_, .null): return Array(repeating: .null, count: width)
      case (.text, .text(let text)): return [.text(text)]
      case (.integer, .integer(let value)): return [.integer(value)]
      case (.integer, .date(let date)): return [.integer(Int64(date.daysSince1970))]
      case (.integer, .instant(let instant)): return [.integer(instant.microsecondsSince1970)]
      case (.integer, .duration(let duration)): return [.integer(try ValueCoding.microseconds(duration))]
      case (.boolean, .boolean(let value)): return [.integer(value ? 1 : 0)]
      case (.number, .number(let value)): return [.real(value)]
      case (.decimal, .decimal(let value)): return [.text(value.description)]
      case (.money, .money(let money)): return [.integer(money.minorUnits), .text(money.currency.unambiguousCode)]
      case (.reference, .reference(let id)): return [.identifier(id)]
      case (.json, .list([])): return [.text("[]")]
      case (.json, .list), (.json, .group): return [.text(value.text ?? "")]
      default: throw FieldValueError(value, expected: .text)
      }
    }
  }
#endif
