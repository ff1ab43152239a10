#if SQLite
  import CRMCore
  import Foundation

  extension TableLayout {
    /// The record in a row whose columns are those of the layout's selection.
    ///
    /// - Throws: `RecordError.damaged` when somebody else wrote there what can't be a value.
    func record(_ row: SQLiteStatement) throws -> AnyRecord {
      let id = try row.identifier(0)
      var slots = SlotWriter(expecting: fields.count + 1)
      var column: Int32 = 1
      for field in fields {
        try field.read(row, column, into: &slots)
        column += Int32(field.form.width)
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

    /// What the row holds beside the declared fields; nil for nothing.
    func customValues(_ row: SQLiteStatement, from first: Int32) throws -> CustomValues? {
      var column = first
      var values: CustomValues?
      for field in others {
        if !row.isNull(column) { values = values ?? [:]; values?[field.name] = try field.value(row, column) }
        column += Int32(field.form.width)
      }
      guard !row.isNull(column) else { return values }
      do {
        let json = try JSONDecoder().decode([String: AnyValue].self, from: Data(row.text(column)))
        // A column counts, and not what was kept while there was none.
        for (name, value) in json where values?[name].isNull ?? true { values = values ?? [:]; values?[name] = value }
      } catch { throw RecordError.damaged }
      return values
    }
  }

  extension TableLayout.Field {
    /// Reads the field of a row into the next slot.
    @inline(__always)
    func read(_ row: SQLiteStatement, _ column: Int32, into slots: inout SlotWriter) throws {
      if row.isNull(column) { return slots.writeNull() }
      switch form {
      case .text: try slots.write(bytes: row.text(column))
      case .integer: try slots.write(integer: row.integer(column))
      case .boolean: try slots.write(boolean: row.integer(column) != 0)
      case .number: try slots.write(number: row.real(column))
      case .reference: try slots.write(reference: row.identifier(column))
      case .decimal, .money, .json: try slots.write(value(row, column), as: type)
      }
    }

    /// The field's value in a row.
    ///
    /// - Parameter currency: The column of an amount's currency, where it is not the next one.
    func value(_ row: SQLiteStatement, _ column: Int32, currency place: Int32? = nil) throws -> AnyValue {
      if row.isNull(column) { return .null }
      switch (form, type) {
      case (.text, _): return .text(row.string(column))
      case (.integer, .date):
        guard let days = Int(exactly: row.integer(column)), let date = try? CalendarDate(daysSince1970: days) else {
          throw RecordError.damaged
        }
        return .date(date)
      case (.integer, .instant): return .instant(Instant(microsecondsSince1970: row.integer(column)))
      case (.integer, .duration): return .duration(.microseconds(row.integer(column)))
      case (.integer, _): return .integer(row.integer(column))
      case (.boolean, _): return .boolean(row.integer(column) != 0)
      case (.number, _): return .number(row.real(column))
      case (.reference, _): return .reference(try row.identifier(column))
      case (.decimal, _):
        guard let decimal = try? ExactDecimal(row.string(column)) else { throw RecordError.damaged }
        return .decimal(decimal)
      case (.money, _):
        guard let currency = try? Currency(unambiguousCode: row.string(place ?? column + 1)) else {
          throw RecordError.damaged
        }
        return .money(Money(minorUnits: row.integer(column), currency: currency))
      case (.json, _):
        let text = row.text(column)
        if text.count == 2, case .list = type { return .list([]) }
        guard let value = try? AnyValue(text: String(decoding: text, as: UTF8.self), as: type.withAnyNames) else {
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
#endif
