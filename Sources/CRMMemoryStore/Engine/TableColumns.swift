import CRMCore

/// The columns of a table: the fields that are declared so, by slot.
struct TableColumns: Sendable {
  struct Column: Sendable {
    /// The field's slot in the records.
    let field: Int
    let form: ColumnForm
    var values = IntegerColumn()
    var codes = CodedColumn()
  }

  private(set) var columns: [Column]

  /// Nil when no field of the type is declared as a column.
  init?(_ type: RecordType) {
    columns = type.fields.enumerated().compactMap { slot, field in
      guard field.options.contains(.column), let form = field.type.columnForm else { return nil }
      return Column(field: slot, form: form)
    }
    if columns.isEmpty { return nil }
  }

  /// Takes a record's fields down, or, without one, that its slot is free.
  ///
  /// - Parameter old: The record that was in the slot before.
  mutating func set(_ record: RecordStorage?, at slot: UInt32, replacing old: RecordStorage?) throws {
    for index in columns.indices {
      let field = columns[index].field
      try record.withField(field) { new in
        guard old.withField(field, { !SlotReader.areEqual($0, new) }) else { return }
        try columns[index].set(new, at: slot)
      }
    }
  }
}

extension TableColumns {
  /// Takes the fields of records down that are new, page by page.
  mutating func set(_ added: [AddedRecord]) throws {
    var rest = added[...]
    while let first = rest.first {
      let page = rest.prefix { $0.slot >> ColumnLayout.bits == first.slot >> ColumnLayout.bits }
      let slots = page.map(\.slot)
      for index in columns.indices {
        let field = columns[index].field
        try columns[index].set(page.map { $0.slots[field] }, at: slots)
      }
      rest = rest.dropFirst(page.count)
    }
  }
}

extension TableColumns.Column {
  fileprivate mutating func set(_ bytes: UnsafeRawBufferPointer?, at slot: UInt32) throws {
    switch form {
    case .codes: codes.set(bytes, at: slot)
    case .integers: values.set(bytes.map(ValueCoding.integer), at: slot)
    case .numbers: values.set(bytes.map { Int64(bitPattern: ValueCoding.number($0).bitPattern) }, at: slot)
    case .money:
      values.set(try bytes.map { try ValueCoding.money($0).minorUnits }, at: slot)
      codes.set(bytes.map { UnsafeRawBufferPointer(rebasing: $0.prefix(8)) }, at: slot)
    }
  }

  /// Sets the fields of records in slots of one page.
  fileprivate mutating func set(
    _ fields: some Collection<UnsafeRawBufferPointer?>, at slots: some Collection<UInt32>
  ) throws {
    switch form {
    case .codes: codes.set(fields, at: slots)
    case .integers: values.set(fields.lazy.map { $0.map(ValueCoding.integer) }, at: slots)
    case .numbers:
      values.set(fields.lazy.map { $0.map { Int64(bitPattern: ValueCoding.number($0).bitPattern) } }, at: slots)
    case .money:
      values.set(try fields.map { try $0.map { try ValueCoding.money($0).minorUnits } }, at: slots)
      codes.set(fields.lazy.map { $0.map { UnsafeRawBufferPointer(rebasing: $0.prefix(8)) } }, at: slots)
    }
  }
}

extension RecordStorage? {
  /// Calls `body` with the bytes of a field; nil where it is nil, and without a record.
  fileprivate func withField<T>(_ slot: Int, _ body: (UnsafeRawBufferPointer?) throws -> T) rethrows -> T {
    guard let self else { return try body(nil) }
    return try self.withSlots { try body($0[slot]) }
  }
}
