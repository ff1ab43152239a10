/// How each type of value is laid out in a slot.
///
/// | type | bytes |
/// |---|---|
/// | text, enumeration | UTF-8, normal form C |
/// | integer, date (days since 1970), instant and duration (microseconds) | two's complement, little-endian, as few bytes as hold it; 0 takes none |
/// | boolean | none for false, a 1 for true |
/// | number | IEEE 754, little-endian, none for 0 |
/// | decimal | digits after the point, then the coefficient as an integer |
/// | money | the currency in 8 bytes, then the minor units as an integer |
/// | reference | 16 bytes, big-endian |
/// | list | for each element its length in 4 bytes and its bytes |
/// | group | slots |
package enum ValueCoding {
  /// Appends the bytes of a value, which must be of the type.
  package static func append(
    _ value: AnyValue, as type: FieldType, to bytes: inout some ByteSink & ~Copyable
  ) throws {
    switch (type, value) {
    case (.text, .text(let text)): try append(text, to: &bytes)
    case (.enumeration, .text(let name)): try append(name, to: &bytes)
    case (.integer, .integer(let value)): append(value, to: &bytes)
    case (.boolean, .boolean(let value)): if value { bytes.append(1) }
    case (.number, .number(let value)): try append(value, to: &bytes)
    case (.decimal, .decimal(let value)): append(value, to: &bytes)
    case (.money, .money(let value)): append(value, to: &bytes)
    case (.date, .date(let value)): append(Int64(value.daysSince1970), to: &bytes)
    case (.instant, .instant(let value)): append(value.microsecondsSince1970, to: &bytes)
    case (.duration, .duration(let value)): append(try microseconds(value), to: &bytes)
    case (.reference, .reference(let id)): append(id, to: &bytes)
    case (.list(let element), .list(let values)):
      for value in values {
        try appendLengthAndBytes(to: &bytes) { try append(value, as: element, to: &$0) }
      }
    case (.group(let fields), .group(let values)):
      var slots = SlotWriter(expecting: fields.count)
      for field in fields {
        guard let value = values[field.name], !value.isNull else {
          slots.writeNull()
          continue
        }
        try slots.write { try append(value, as: field.type, to: &$0) }
      }
      slots.append(to: &bytes)
    default: throw FieldValueError(value, expected: type)
    }
  }

  /// Shows the bytes that ``append(_:as:to:)`` appends of a value.
  package static func withBytes(
    of value: AnyValue, as type: FieldType, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    switch (type, value) {
    case (.text, .text(let text)), (.enumeration, .text(let text)): if try withPlainText(text, body) { return }
    default: break
    }
    var bytes: [UInt8] = []
    try append(value, as: type, to: &bytes)
    try bytes.withUnsafeBytes(body)
  }

  /// Shows the bytes of a text where they are, if they are stored as they are.
  ///
  /// - Returns: Whether they are.
  private static func withPlainText(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
    try text.utf8.withContiguousStorageIfAvailable { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      guard kinds(of: bytes) == (isASCII: true, hasZero: false) else { return false }
      try body(bytes)
      return true
    } ?? false
  }

  /// Appends what `body` appends, behind its length in four bytes.
  static func appendLengthAndBytes<Sink: ByteSink & ~Copyable>(
    to bytes: inout Sink, _ body: (inout Sink) throws -> Void
  ) rethrows {
    let start = bytes.count
    for _ in 0..<4 { bytes.append(0) }
    try body(&bytes)
    bytes.replaceBytes(at: start, littleEndian: UInt32(truncatingIfNeeded: bytes.count - start - 4))
  }

  /// The value that bytes hold.
  ///
  /// - Throws: ``RecordError/damaged`` when the bytes can't be of the type.
  package static func value(_ bytes: UnsafeRawBufferPointer, as type: FieldType) throws -> AnyValue {
    switch type {
    case .text, .enumeration: return .text(text(bytes))
    case .integer: return .integer(integer(bytes))
    case .boolean: return .boolean(bytes.count != 0)
    case .number: return .number(number(bytes))
    case .decimal: return .decimal(try decimal(bytes))
    case .money: return .money(try money(bytes))
    case .date: return .date(try date(bytes))
    case .instant: return .instant(Instant(microsecondsSince1970: integer(bytes)))
    case .duration: return .duration(.microseconds(integer(bytes)))
    case .reference: return .reference(try reference(bytes))
    case .list(let element):
      var values: [AnyValue] = []
      try forEachElement(bytes) {
        values.append(try value($0, as: element))
        return true
      }
      return .list(values)
    case .group(let fields):
      guard let slots = SlotReader.validated(bytes) else { throw RecordError.damaged }
      var values: [String: AnyValue] = [:]
      for (slot, field) in fields.enumerated() {
        if let bytes = slots[slot] { values[field.name] = try value(bytes, as: field.type) }
      }
      return .group(values)
    }
  }

  /// Calls `body` with the bytes of each element of a list, until it returns false.
  package static func forEachElement(
    _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    var offset = 0
    while offset < bytes.count {
      guard offset + 4 <= bytes.count else { throw RecordError.damaged }
      let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
      guard length <= bytes.count - offset - 4 else { throw RecordError.damaged }
      guard try body(UnsafeRawBufferPointer(rebasing: bytes[offset + 4..<offset + 4 + length])) else { return }
      offset += 4 + length
    }
  }
}

// MARK: - One type at a time

extension ValueCoding {
  /// - Returns: Whether the text is stored as it is, and not in another normal form.
  @discardableResult
  package static func append(_ text: String, to bytes: inout some ByteSink & ~Copyable) throws -> Bool {
    let start = bytes.count
    let found = text.utf8.withContiguousStorageIfAvailable { utf8 in
      bytes.append(contentsOf: UnsafeRawBufferPointer(utf8))
      return kinds(of: UnsafeRawBufferPointer(utf8))
    }
    guard let (isASCII, hasZero) = found else {
      var text = text
      text.makeContiguousUTF8()
      return try append(text, to: &bytes)
    }
    guard !hasZero else {
      throw FieldValueError(.text(text), expected: .text, advice: "U+0000 is not allowed in text")
    }
    if isASCII || text.isPlainlyNormal { return true }
    let composed = text.normalFormC
    if composed.utf8.elementsEqual(text.utf8) { return true }
    bytes.truncate(to: start)
    try append(composed, to: &bytes)
    return false
  }

  /// Whether all bytes are ASCII, and whether one of them is 0: eight at a time, since most texts are short.
  static func kinds(of bytes: UnsafeRawBufferPointer) -> (isASCII: Bool, hasZero: Bool) {
    let (lowest, highest): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    var (all, zeros): (UInt64, UInt64) = (0, 0)
    func take(_ word: UInt64) {
      all |= word
      // Its highest bits: a byte below 0x80 that borrows. Only a 0 does, and what it borrows from is above a 0 then.
      zeros |= (word &- lowest) & ~word
    }
    let count = bytes.count
    if count >= 8 {
      for offset in stride(from: 0, to: count - 8, by: 8) {
        take(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
      take(bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
    } else if count >= 4 {
      let last = UInt64(bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
      take(UInt64(bytes.loadUnaligned(as: UInt32.self)) | last << 32)
    } else {
      for byte in bytes { take(UInt64(byte) &* lowest) }
    }
    return (all & highest == 0, zeros & highest != 0)
  }

  package static func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }

  package static func append(_ value: Int64, to bytes: inout some ByteSink & ~Copyable) {
    guard value != 0 else { return }
    let magnitudeBits = Int64.bitWidth - (value < 0 ? ~value : value).leadingZeroBitCount
    withUnsafeBytes(of: value.littleEndian) {
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[..<(magnitudeBits / 8 + 1)]))
    }
  }

  package static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    let count = bytes.count
    // Two loads that overlap in the middle cover every number of bytes in between.
    switch count {
    case 1: return Int64(bytes.loadUnaligned(as: Int8.self))
    case 2, 3:
      let low = Int64(UInt16(littleEndian: bytes.loadUnaligned(as: UInt16.self)))
      return Int64(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: count - 2, as: Int16.self)))
        << Int64(8 * (count - 2)) | low
    case 4...7:
      let low = Int64(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
      return Int64(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: count - 4, as: Int32.self)))
        << Int64(8 * (count - 4)) | low
    case 8: return Int64(littleEndian: bytes.loadUnaligned(as: Int64.self))
    default: return 0
    }
  }

  /// - Returns: Whether the number is stored as it is: -0 becomes 0.
  @discardableResult
  package static func append(_ value: Double, to bytes: inout some ByteSink & ~Copyable) throws -> Bool {
    guard value.isFinite else {
      throw FieldValueError(.number(value), expected: .number, advice: "numbers must be finite")
    }
    guard value != 0 else { return value.sign == .plus }
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    return true
  }

  package static func number(_ bytes: UnsafeRawBufferPointer) -> Double {
    guard bytes.count == 8 else { return 0 }
    return Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)))
  }

  package static func append(_ value: ExactDecimal, to bytes: inout some ByteSink & ~Copyable) {
    bytes.append(UInt8(truncatingIfNeeded: value.scale))
    var rest = value.coefficient
    while rest != 0 {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      let sign = rest & 0x80
      rest >>= 8
      if rest == -1 && sign != 0 { return }
      if rest == 0 && sign != 0 { bytes.append(0) }
    }
  }

  package static func decimal(_ bytes: UnsafeRawBufferPointer) throws -> ExactDecimal {
    guard let scale = bytes.first, bytes.count <= 17 else { throw RecordError.damaged }
    var coefficient: Int128 = bytes.count > 1 && bytes[bytes.count - 1] & 0x80 != 0 ? -1 : 0
    for byte in bytes.dropFirst().reversed() { coefficient = coefficient << 8 | Int128(byte) }
    guard let value = try? ExactDecimal(coefficient: coefficient, scale: Int(scale)) else { throw RecordError.damaged }
    return value
  }

  package static func append(_ value: Money, to bytes: inout some ByteSink & ~Copyable) {
    withUnsafeBytes(of: value.currency.packed.littleEndian) { bytes.append(contentsOf: $0) }
    append(value.minorUnits, to: &bytes)
  }

  package static func money(_ bytes: UnsafeRawBufferPointer) throws -> Money {
    guard bytes.count >= 8,
      let currency = Currency(packed: UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)))
    else { throw RecordError.damaged }
    return Money(minorUnits: integer(UnsafeRawBufferPointer(rebasing: bytes[8...])), currency: currency)
  }

  package static func date(_ bytes: UnsafeRawBufferPointer) throws -> CalendarDate {
    guard let days = Int(exactly: integer(bytes)), let date = try? CalendarDate(daysSince1970: days) else {
      throw RecordError.damaged
    }
    return date
  }

  package static func microseconds(_ duration: Duration) throws -> Int64 {
    do { return try duration.wholeMicroseconds } catch {
      throw FieldValueError(.duration(duration), expected: .duration, advice: "it must be shorter than 292,000 years")
    }
  }

  package static func append(_ id: Identifier, to bytes: inout some ByteSink & ~Copyable) {
    withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { bytes.append(contentsOf: $0) }
  }

  package static func reference(_ bytes: UnsafeRawBufferPointer) throws -> Identifier {
    guard bytes.count == 16 else { throw RecordError.damaged }
    return Identifier(
      high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }
}
