/// A stored property of one of the commonest types, at an offset in its record: moved without a call through a closure.
struct PlainField: Sendable {
  /// The Swift type, without its optionality.
  enum Kind {
    case text
    case integer
    case boolean
    case number
    case date
    case instant
    case money
    case reference
  }

  let kind: Kind
  let isOptional: Bool
  let offset: Int

  /// Nil when the type is none of the commonest.
  init?<V: FieldValue>(_ type: V.Type, at offset: Int) {
    guard let kind = Kind(type) else { return nil }
    self.init(kind, isOptional: V.isOptional, at: offset)
  }

  private init(_ kind: Kind, isOptional: Bool, at offset: Int) {
    self.kind = kind
    self.isOptional = isOptional
    self.offset = offset
  }

  /// The same field in a value that holds the group at an offset.
  func moved(by distance: Int) -> PlainField { PlainField(kind, isOptional: isOptional, at: offset + distance) }

  /// Writes the field of the value at `base` into the next slot.
  ///
  /// - Returns: Whether what is read back is what was there, to the bit.
  @inline(__always)
  func encode(_ base: UnsafeRawPointer, _ slots: inout SlotWriter) throws -> Bool {
    let place = base + offset
    switch kind {
    case .text: return try encodeText(place, &slots)
    case .number:
      return try encode(place, &slots) { (value: Double, bytes) in try ValueCoding.append(value, to: &bytes) }
    case .integer:
      return try encodeExactly(place, &slots) { (value: Int, bytes) in ValueCoding.append(Int64(value), to: &bytes) }
    case .boolean: return try encodeExactly(place, &slots) { (value: Bool, bytes) in if value { bytes.append(1) } }
    case .date:
      return try encodeExactly(place, &slots) { (value: CalendarDate, bytes) in
        ValueCoding.append(Int64(value.daysSince1970), to: &bytes)
      }
    case .instant:
      return try encodeExactly(place, &slots) { (value: Instant, bytes) in
        ValueCoding.append(value.microsecondsSince1970, to: &bytes)
      }
    case .money:
      return try encodeExactly(place, &slots) { (value: Money, bytes) in ValueCoding.append(value, to: &bytes) }
    case .reference:
      return try encodeExactly(place, &slots) { (id: Identifier, bytes) in ValueCoding.append(id, to: &bytes) }
    }
  }

  /// Reads the field of the value at `base` from its slot.
  ///
  /// A nil slot leaves a field alone that has no place for nil.
  @inline(__always)
  func decode(_ base: UnsafeMutableRawPointer, _ slot: UnsafeRawBufferPointer?) throws {
    let place = base + offset
    switch kind {
    case .text: decode(place, slot, ValueCoding.text)
    case .integer: decode(place, slot) { Int(truncatingIfNeeded: ValueCoding.integer($0)) }
    case .boolean: decode(place, slot) { $0.count != 0 }
    case .number: decode(place, slot, ValueCoding.number)
    case .date: try decode(place, slot, ValueCoding.date)
    case .instant: decode(place, slot) { Instant(microsecondsSince1970: ValueCoding.integer($0)) }
    case .money: try decode(place, slot, ValueCoding.money)
    case .reference: try decode(place, slot, ValueCoding.reference)
    }
  }

  /// Copies the field of the value at `source` to that at `target`.
  @inline(__always)
  func copy(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
    switch kind {
    case .text: copy(String.self, source, target)
    case .integer: copy(Int.self, source, target)
    case .boolean: copy(Bool.self, source, target)
    case .number: copy(Double.self, source, target)
    case .date: copy(CalendarDate.self, source, target)
    case .instant: copy(Instant.self, source, target)
    case .money: copy(Money.self, source, target)
    case .reference: copy(Identifier.self, source, target)
    }
  }

  private func encodeText(_ place: UnsafeRawPointer, _ slots: inout SlotWriter) throws -> Bool {
    if isOptional, case nil = place.assumingMemoryBound(to: String?.self).pointee {
      slots.writeNull()
      return true
    }
    return try place.assumingMemoryBound(to: HeldText.self).pointee.append(to: &slots)
  }

  @inline(__always)
  private func encode<T>(
    _ place: UnsafeRawPointer, _ slots: inout SlotWriter, _ append: (T, inout ByteWriter) throws -> Bool
  ) throws -> Bool {
    guard isOptional else {
      return try slots.write { try append(place.assumingMemoryBound(to: T.self).pointee, &$0) }
    }
    guard let value = place.assumingMemoryBound(to: T?.self).pointee else {
      slots.writeNull()
      return true
    }
    return try slots.write { try append(value, &$0) }
  }

  @inline(__always)
  private func encodeExactly<T>(
    _ place: UnsafeRawPointer, _ slots: inout SlotWriter, _ append: (T, inout ByteWriter) throws -> Void
  ) throws -> Bool {
    try encode(place, &slots) { (value: T, bytes) -> Bool in
      try append(value, &bytes)
      return true
    }
  }

  @inline(__always)
  private func copy<T>(_ type: T.Type, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer) {
    let (source, target) = (source + offset, target + offset)
    if isOptional {
      target.assumingMemoryBound(to: T?.self).pointee = source.assumingMemoryBound(to: T?.self).pointee
    } else {
      target.assumingMemoryBound(to: T.self).pointee = source.assumingMemoryBound(to: T.self).pointee
    }
  }

  @inline(__always)
  private func decode<T>(
    _ place: UnsafeMutableRawPointer, _ slot: UnsafeRawBufferPointer?, _ value: (UnsafeRawBufferPointer) throws -> T
  ) rethrows {
    if isOptional {
      place.assumingMemoryBound(to: T?.self).pointee = try slot.map(value)
    } else if let slot {
      place.assumingMemoryBound(to: T.self).pointee = try value(slot)
    }
  }
}

/// A text in a record that somebody holds: it lies there as a `String` does, and can be read without being held once more.
private struct HeldText: ~Copyable {
  private let text: String

  func append(to slots: inout SlotWriter) throws -> Bool { try slots.write { try ValueCoding.append(text, to: &$0) } }
}

extension PlainField.Kind {
  fileprivate init?<V: FieldValue>(_ type: V.Type) {
    if type == String.self || type == String?.self {
      self = .text
    } else if type == Int.self || type == Int?.self {
      self = .integer
    } else if type == Bool.self || type == Bool?.self {
      self = .boolean
    } else if type == Double.self || type == Double?.self {
      self = .number
    } else if type == CalendarDate.self || type == CalendarDate?.self {
      self = .date
    } else if type == Instant.self || type == Instant?.self {
      self = .instant
    } else if type == Money.self || type == Money?.self {
      self = .money
    } else if type is any IdentifierLayout.Type {
      self = .reference
    } else {
      return nil
    }
  }
}

/// A type that lies in memory as an ``Identifier`` does, since it holds nothing else, or as an optional one.
private protocol IdentifierLayout {}

extension Identifier: IdentifierLayout {}
extension RecordID: IdentifierLayout {}
extension Optional: IdentifierLayout where Wrapped: IdentifierLayout {}
