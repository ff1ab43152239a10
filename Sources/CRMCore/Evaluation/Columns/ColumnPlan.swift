/// Which columns an evaluation reads: the slots in the order of a batch's chunks.
struct ColumnPlan {
  private(set) var slots: [Int] = []
  private let source: any ColumnSource

  init(_ source: any ColumnSource) { self.source = source }

  /// The place of a field among the chunks; nil when it has no column.
  mutating func place(of slot: Int?) -> ColumnPlace? {
    guard let slot, let form = source.form(ofColumnAt: slot) else { return nil }
    if let chunk = slots.firstIndex(of: slot) { return ColumnPlace(chunk: chunk, slot: slot, form: form) }
    slots.append(slot)
    return ColumnPlace(chunk: slots.count - 1, slot: slot, form: form)
  }
}

/// Where a column is in a batch.
struct ColumnPlace {
  let chunk: Int
  let slot: Int
  let form: ColumnForm
}

/// The bytes that a record's slot has for a value that lies in a column as a number.
struct ColumnValueEncoder {
  private var bytes: [UInt8] = []

  /// Calls `body` with the bytes of an integer or a number.
  mutating func encode<T>(
    _ value: Int64, as form: ColumnForm, _ body: (UnsafeRawBufferPointer) throws -> T
  ) rethrows -> T {
    bytes.removeAll(keepingCapacity: true)
    if form != .numbers {
      ValueCoding.append(value, to: &bytes)
    } else if value != 0 {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return try bytes.withUnsafeBytes(body)
  }

  /// Calls `body` with the bytes of money.
  mutating func encode<T>(
    _ minorUnits: Int64, in currency: UInt64, _ body: (UnsafeRawBufferPointer) throws -> T
  ) rethrows -> T {
    bytes.removeAll(keepingCapacity: true)
    withUnsafeBytes(of: currency.littleEndian) { bytes.append(contentsOf: $0) }
    ValueCoding.append(minorUnits, to: &bytes)
    return try bytes.withUnsafeBytes(body)
  }
}

/// The packed currencies of a column of money by their codes, found when first needed.
struct ColumnCurrencies {
  private let place: ColumnPlace
  private let source: any ColumnSource
  private var packed: [UInt64]

  init(_ place: ColumnPlace, _ source: any ColumnSource) {
    self.place = place
    self.source = source
    packed = Array(repeating: 0, count: source.codeCount(at: place.slot))
  }

  /// The packed currency of a code.
  @inline(__always)
  mutating func currency(of code: UInt32) throws -> UInt64 {
    let known = packed[Int(code)]
    return known != 0 ? known : try find(code)
  }

  private mutating func find(_ code: UInt32) throws -> UInt64 {
    guard let bytes = source.value(of: code, at: place.slot) else { return 0 }
    let currency = try bytes.withUnsafeBytes { try $0.moneyParts().currency }
    packed[Int(code)] = currency
    return currency
  }
}
