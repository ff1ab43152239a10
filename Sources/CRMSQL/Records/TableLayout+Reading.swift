package import CRMCore
import Foundation

extension TableLayout {
  /// The record in a row whose columns are those of the layout's selection.
  ///
  /// - Throws: `RecordError.damaged` when somebody else wrote there what can't be a value.
  package func record(_ row: some SQLRow) throws -> AnyRecord { try record(row, of: row.identifier(0)) }

  /// The record in a row whose identifier is known.
  ///
  /// - Throws: As ``record(_:)``.
  package func record(_ row: some SQLRow, of id: Identifier) throws -> AnyRecord {
    var slots = SlotWriter(expecting: fields.count + 1)
    var column = 1
    for slot in forms.indices {
      try read(slot, of: row, at: column, into: &slots)
      column += forms[slot].width
    }
    let custom = try customValues(row, from: column)
    if let custom, !custom.isEmpty {
      try slots.write(custom: custom)
    } else if type.allowsCustomFields {
      // As records of the Swift type are encoded: equal ones have equal bytes.
      slots.writeNull()
    }
    return AnyRecord(type: type, id: id, slots: slots)
  }

  /// Reads a declared field of a row into the next slot.
  package func read(
    _ slot: Int, of row: some SQLRow, at column: Int, into slots: inout SlotWriter
  ) throws {
    let form = forms[slot]
    // Most fields are texts, and asking whether there is one costs as much as reading it.
    if form == .text { return try slots.write(bytes: row.text(column)) }
    if row.isNull(column) { return slots.writeNull() }
    switch form {
    case .integer: try slots.write(integer: row.integer(column))
    case .instant: try slots.write(integer: row.instant(column).microsecondsSince1970)
    case .date: try slots.write(integer: Int64(row.date(column).daysSince1970))
    case .boolean: try slots.write(boolean: row.boolean(column))
    case .number: try slots.write(number: row.real(column))
    case .reference: try slots.write(reference: row.identifier(column))
    case .text, .decimal, .money, .json: try slots.write(fields[slot].value(row, column), as: fields[slot].type)
    }
  }

  /// What the row holds beside the declared fields; nil for nothing.
  package func customValues(_ row: some SQLRow, from first: Int) throws -> CustomValues? {
    var column = first
    var values: CustomValues?
    for field in others {
      if !row.isNull(column) { values = values ?? [:]; values?[field.name] = try field.value(row, column) }
      column += field.form.width
    }
    guard let text = try row.text(column) else { return values }
    do {
      let json = try JSONDecoder().decode([String: AnyValue].self, from: Data(text))
      // A column counts, and not what was kept while there was none.
      for (name, value) in json where values?[name].isNull ?? true { values = values ?? [:]; values?[name] = value }
    } catch { throw RecordError.damaged }
    return values
  }
}

extension TableLayout.Field {
  /// The field's value in a row.
  ///
  /// - Parameter currency: The column of an amount's currency, where it is not the next one.
  package func value(_ row: some SQLRow, _ column: Int, currency place: Int? = nil) throws -> AnyValue {
    if row.isNull(column) { return .null }
    switch (form, type) {
    case (.text, _): return .text(try row.string(column))
    case (.date, _): return .date(try row.date(column))
    case (.instant, _): return .instant(try row.instant(column))
    case (.integer, .duration): return .duration(.microseconds(try row.integer(column)))
    case (.integer, _): return .integer(try row.integer(column))
    case (.boolean, _): return .boolean(try row.boolean(column))
    case (.number, _): return .number(try row.real(column))
    case (.reference, _): return .reference(try row.identifier(column))
    case (.decimal, _): return .decimal(try row.decimal(column))
    case (.money, _):
      guard let currency = try? Currency(unambiguousCode: row.string(place ?? column + 1)) else {
        throw RecordError.damaged
      }
      return .money(Money(minorUnits: try row.integer(column), currency: currency))
    case (.json, _):
      let text = try row.string(column)
      if text.utf8.count == 2, case .list = type { return .list([]) }
      guard let value = try? AnyValue(text: text, as: type.withAnyNames) else {
        throw RecordError.damaged
      }
      return value
    }
  }
}

extension FieldType {
  /// The type without what a newer version may have added to it: every name may be one of an enumeration.
  fileprivate var withAnyNames: FieldType {
    switch self {
    case .enumeration: .text
    case .list(let element): .list(element.withAnyNames)
    case .group(let fields):
      .group(fields.map { FieldDescription(name: $0.name, type: $0.type.withAnyNames, isOptional: $0.isOptional) })
    default: self
    }
  }
}
