package import CRMCore

extension SQLForm {
  /// A value as the parameters that stand for it, one for each column.
  ///
  /// - Throws: `FieldValueError` for a value of another form.
  package func parameters(_ value: AnyValue) throws -> [SQLValue] {
    switch (self, value) {
    case (_, .null): return Array(repeating: .null, count: width)
    case (.text, .text(let text)): return [.text(text)]
    case (.integer, .integer(let value)): return [.integer(value)]
    case (.integer, .duration(let duration)): return [.integer(try ValueCoding.microseconds(duration))]
    case (.date, .date(let date)): return [.date(date)]
    case (.instant, .instant(let instant)): return [.instant(instant)]
    case (.boolean, .boolean(let value)): return [.boolean(value)]
    case (.number, .number(let value)): return [.real(value)]
    case (.decimal, .decimal(let value)): return [.decimal(value)]
    case (.money, .money(let money)): return [.integer(money.minorUnits), .text(money.currency.unambiguousCode)]
    case (.reference, .reference(let id)): return [.identifier(id)]
    case (.json, .list([])): return [.json("[]")]
    case (.json, .list), (.json, .group): return [.json(value.text ?? "")]
    default: throw FieldValueError(value, expected: .text)
    }
  }
}
