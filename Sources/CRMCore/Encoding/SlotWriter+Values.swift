/// What stores that keep columns write a record's slots with: a function for each type, since generic ones are slow across modules.
extension SlotWriter {
  /// Writes a text in normal form C, a name, or what else is stored as the bytes that it is; nil for none.
  package mutating func write(bytes: UnsafeRawBufferPointer?) throws {
    guard let bytes else { return writeNull() }
    try write { $0.append(contentsOf: bytes) }
  }

  /// Writes an integer, the days of a date, or the microseconds of an instant or a duration.
  package mutating func write(integer value: Int64) throws { try write { ValueCoding.append(value, to: &$0) } }

  /// Writes a truth value.
  package mutating func write(boolean value: Bool) throws { try write { if value { $0.append(1) } } }

  /// Writes a finite number.
  package mutating func write(number value: Double) throws { _ = try write { try ValueCoding.append(value, to: &$0) } }

  /// Writes a reference.
  package mutating func write(reference id: Identifier) throws { try write { ValueCoding.append(id, to: &$0) } }

  /// Writes a value, which must be of the type.
  package mutating func write(_ value: AnyValue, as type: FieldType) throws {
    try write { try ValueCoding.append(value, as: type, to: &$0) }
  }

  /// Writes the values of fields that are not declared.
  ///
  /// - Throws: ``RecordError/damaged`` when one is of a kind that can't be kept so.
  package mutating func write(custom values: CustomValues) throws {
    let refusals = try write { try CustomValues.append(values, to: &$0) }
    guard refusals.isEmpty else { throw RecordError.damaged }
  }
}

extension AnyRecord {
  /// Joins an identifier and the slots of the type's fields, stamp first, and of the custom values behind them.
  package init(type: RecordType, id: Identifier, slots: borrowing SlotWriter) {
    self.init(type: type, storage: RecordStorage.make(id: id, slots: slots))
  }
}
