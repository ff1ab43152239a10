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

  var columns: [Column]

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
    try record.withSlots { new in
      try old.withSlots { old in
        for index in columns.indices {
          let field = columns[index].field
          let value = new?[field]
          if !SlotReader.areEqual(old?[field], value) { try columns[index].set(value, at: slot) }
        }
      }
    }
  }
}

extension TableColumns.Column {
  fileprivate mutating func set(_ bytes: UnsafeRawBufferPointer?, at slot: UInt32) throws {
    if form.keepsIntegers { values.set(try bytes.map { try form.integer($0) }, at: slot) }
    if form.keepsCodes { codes.set(bytes.map { form.coded($0) }, at: slot) }
  }

  /// Takes the field of new records down, whose slots ascend.
  mutating func set(_ part: ColumnPart, at slots: ArraySlice<UInt32>) {
    if form.keepsIntegers { values.set(part.integers, at: slots) }
    if form.keepsCodes { codes.set(part.numbers, of: part.values, at: slots) }
  }
}

/// The values of a column in a batch of records.
struct ColumnPart: Sendable {
  private(set) var integers: [Int64?] = []
  /// For each record the number of its value among those that have codes, plus one, or 0 for nil.
  private(set) var numbers: [UInt32] = []
  /// The different values that have codes.
  private(set) var values = ByteTable()

  init(_ column: TableColumns.Column, of records: UnsafeBufferPointer<SlotReader>) throws {
    let (form, field) = (column.form, column.field)
    // Not `map(form.integer)`, which would be an object to make for each record.
    if form.keepsIntegers { integers = try records.map { slots in try slots[field].map { try form.integer($0) } } }
    guard form.keepsCodes else { return }
    numbers.reserveCapacity(records.count)
    for record in records {
      numbers.append(record[field].map { UInt32(values.insert(form.coded($0)).number) + 1 } ?? 0)
    }
  }

  /// Gives everything away.
  mutating func takeAll() -> ColumnPart {
    defer { (integers, numbers, values) = ([], [], ByteTable()) }
    return self
  }

  /// Adds the values of the records that come next.
  mutating func append(_ other: ColumnPart) {
    integers += other.integers
    var own: [UInt32] = [0]
    for number in 0..<other.values.count {
      own.append(other.values.key(at: number).withUnsafeBytes { UInt32(values.insert($0).number) + 1 })
    }
    numbers += other.numbers.lazy.map { own[Int($0)] }
  }
}

extension ColumnForm {
  fileprivate var keepsIntegers: Bool { if case .codes = self { false } else { true } }

  fileprivate var keepsCodes: Bool {
    switch self {
    case .codes, .money: true
    case .integers, .numbers: false
    }
  }

  /// The integer that is kept of a value.
  fileprivate func integer(_ bytes: UnsafeRawBufferPointer) throws -> Int64 {
    switch self {
    case .codes, .integers: ValueCoding.integer(bytes)
    case .numbers: Int64(bitPattern: ValueCoding.number(bytes).bitPattern)
    case .money: try ValueCoding.money(bytes).minorUnits
    }
  }

  /// What there is a code for: the value, or the currency of an amount of money.
  fileprivate func coded(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    if case .money = self { UnsafeRawBufferPointer(rebasing: bytes.prefix(8)) } else { bytes }
  }
}

extension RecordStorage? {
  /// Reads the slots of the record; nil without one.
  @inline(__always)
  fileprivate func withSlots<T>(_ body: (SlotReader?) throws -> T) rethrows -> T {
    guard let self else { return try body(nil) }
    return try self.withReader { try body($0) }
  }
}
