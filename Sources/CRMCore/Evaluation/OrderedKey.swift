/// Bytes in an order of their own: of two values of one type, the lesser has the bytes that come first, and equal
/// values have equal bytes.
///
/// Sorting, cursors, groups and sets of different values compare such bytes and nothing else.
///
/// A value begins with a 1, nil is a single 0, so that nil comes first. Text ends with a 0, which no text contains; all else has its length
/// by its type. So keys of several values are their bytes one after the other. ``ValueCoding/order(_:_:as:)`` is the same order without the bytes.
struct OrderedKey {
  /// As much memory as the longest key so far took.
  private var memory = [UInt8](repeating: 0, count: 64)
  /// The number of bytes.
  private(set) var count = 0

  /// Reads the bytes.
  @inline(__always)
  func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    try memory.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }

  /// The bytes.
  var bytes: [UInt8] { Array(memory[..<count]) }

  /// Empties the key and keeps its memory.
  mutating func clear() { count = 0 }

  /// Appends a value, or nil.
  @inline(__always)
  mutating func append(_ value: UnsafeRawBufferPointer?, _ kind: ValueKind) throws {
    guard let value else { return append(byte: 0) }
    append(byte: 1)
    switch kind {
    case .text:
      append(fixed: value)
      append(byte: 0)
    case .integer: append(ValueCoding.integer(value))
    default: try appendRarer(value, kind)
    }
  }

  /// Appends a value of a type, or null, that is no amount of money in disguise.
  ///
  /// - Throws: ``FieldValueError`` for a value of another type.
  mutating func append(_ value: AnyValue, as type: FieldType, _ kind: ValueKind) throws {
    guard !value.isNull else { return append(byte: 0) }
    var encoded: [UInt8] = []
    try ValueCoding.append(value, as: type, to: &encoded)
    try encoded.withUnsafeBytes { try append($0, kind == .amount ? .decimal : kind) }
  }

  /// Appends bytes that are in order as they are, and of one length.
  @inline(__always)
  mutating func append(fixed value: UnsafeRawBufferPointer) {
    makeRoom(for: value.count)
    memory.withUnsafeMutableBytes { UnsafeMutableRawBufferPointer(rebasing: $0[count...]).copyMemory(from: value) }
    count += value.count
  }

  /// Appends an integer without a mark of its presence.
  @inline(__always)
  mutating func append(_ value: Int64) { append(ValueCoding.ordered(value)) }

  /// Turns the order of everything from a place on around.
  mutating func invert(from start: Int) {
    for place in start..<count { memory[place] = ~memory[place] }
  }

  private mutating func appendRarer(_ value: UnsafeRawBufferPointer, _ kind: ValueKind) throws {
    switch kind {
    case .text, .integer: break
    case .number: append(ValueCoding.ordered(ValueCoding.number(value)))
    case .decimal:
      let decimal = try ValueCoding.decimal(value)
      append(decimal.coefficient, scale: decimal.scale)
    case .money:
      let (currency, minorUnits) = try value.moneyParts()
      append(currency)
      append(minorUnits)
    case .amount:
      let money = try ValueCoding.money(value)
      append(Int128(money.minorUnits), scale: money.currency.minorUnits)
    case .reference: append(fixed: value)
    }
  }

  /// Appends the number before the point, rounded down, and 10¹⁸ times what is left of it.
  private mutating func append(_ coefficient: Int128, scale: Int) {
    let unit = Int128.powerOfTen(scale)
    var (whole, rest) = coefficient.quotientAndRemainder(dividingBy: unit)
    if rest < 0 { (whole, rest) = (whole - 1, rest + unit) }
    append(UInt64(truncatingIfNeeded: whole >> 64) ^ 1 << 63)
    append(UInt64(truncatingIfNeeded: whole))
    append(UInt64(truncatingIfNeeded: rest * Int128.powerOfTen(ExactDecimal.maximumScale - scale)))
  }

  @inline(__always)
  private mutating func append(_ value: UInt64) {
    makeRoom(for: 8)
    memory.withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: count, as: UInt64.self) }
    count += 8
  }

  @inline(__always)
  private mutating func append(byte: UInt8) {
    makeRoom(for: 1)
    memory[count] = byte
    count += 1
  }

  @inline(__always)
  private mutating func makeRoom(for more: Int) {
    if memory.count - count < more { memory += [UInt8](repeating: 0, count: max(more, memory.count)) }
  }
}
