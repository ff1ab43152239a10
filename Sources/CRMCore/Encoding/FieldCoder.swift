/// Moves one field between a Swift value and a slot.
///
/// The pointers are to a whole record or group `G`. Where the field has an offset in it, the coder reads and writes there, which
/// Swift allows for offsets from `MemoryLayout.offset(of:)`; elsewhere (a property wrapper, a computed property) it goes through
/// the key path, which is some thirty times slower.
enum FieldCoder: Sendable {
  case plain(PlainField)
  case other(OtherField)

  /// The coder of a stored field.
  init<G, V: FieldValue>(_ keyPath: any WritableKeyPath<G, V> & Sendable) {
    guard let offset = MemoryLayout<G>.offset(of: keyPath) else {
      self = .other(
        OtherField(
          read: { $0.assumingMemoryBound(to: G.self).pointee[keyPath: keyPath] },
          write: { $0.assumingMemoryBound(to: G.self).pointee[keyPath: keyPath] = $1 }))
      return
    }
    if let field = PlainField(V.self, at: offset) {
      self = .plain(field)
    } else if let list = V.self as? any GroupList.Type {
      self = .other(list.coder(at: offset))
    } else if let enumeration = OtherField.enumeration(V.self, at: offset) {
      self = .other(enumeration)
    } else {
      self = .other(
        OtherField(
          read: { ($0 + offset).assumingMemoryBound(to: V.self).pointee },
          write: { ($0 + offset).assumingMemoryBound(to: V.self).pointee = $1 }))
    }
  }

  /// The coder of a field that is computed from others: it is written and never read back.
  init<G, V: FieldValue>(derived keyPath: any KeyPath<G, V> & Sendable) {
    self = .other(
      OtherField(read: { $0.assumingMemoryBound(to: G.self).pointee[keyPath: keyPath] }, write: { (_, _: V) in }))
  }

  /// The coder of a key that is made of a text, such as its ``TextKey``.
  init<G, V: FieldValue>(
    keyOf keyPath: any KeyPath<G, V> & Sendable, makeKey: @escaping @Sendable (String) -> String
  ) {
    self = .other(
      OtherField(takesNil: true) { base, slots in
        let value = base.assumingMemoryBound(to: G.self).pointee[keyPath: keyPath].anyValue
        guard case .text(let text) = value else { return slots.writeNull() }
        var key = makeKey(text)
        try slots.write { bytes in key.withUTF8 { bytes.append(contentsOf: UnsafeRawBufferPointer($0)) } }
      } decode: { _, _ in
      })
  }

  /// The coder of a nested value's field.
  init<G, Nested: FieldGroup>(_ inner: FieldCoder, inside group: any WritableKeyPath<G, Nested> & Sendable) {
    guard let offset = MemoryLayout<G>.offset(of: group) else {
      self = .other(
        OtherField(takesNil: inner.takesNil, isExact: inner.isExact) { base, slots in
          let nested = base.assumingMemoryBound(to: G.self).pointee[keyPath: group]
          try withUnsafePointer(to: nested) { try inner.encode(UnsafeRawPointer($0), &slots) }
        } decode: { base, slot in
          let record = base.assumingMemoryBound(to: G.self)
          try withUnsafeMutablePointer(to: &record.pointee[keyPath: group]) {
            try inner.decode(UnsafeMutableRawPointer($0), slot)
          }
        })
      return
    }
    switch inner {
    case .plain(let field): self = .plain(field.moved(by: offset))
    case .other(let field):
      self = .other(
        OtherField(takesNil: field.takesNil, isExact: field.isExact) {
          try field.encode($0 + offset, &$1)
        } decode: {
          try field.decode($0 + offset, $1)
        })
    }
  }

  /// Writes the field into the next slot.
  @inline(__always)
  func encode(_ base: UnsafeRawPointer, _ slots: inout SlotWriter) throws {
    switch self {
    case .plain(let field): _ = try field.encode(base, &slots)
    case .other(let field): try field.encode(base, &slots)
    }
  }

  /// Whether the field has a place for nil, or is not read back.
  var takesNil: Bool {
    switch self {
    case .plain(let field): field.isOptional
    case .other(let field): field.takesNil
    }
  }

  /// Whether what is read back is known to be what was there without a look at it, unless it was refused.
  var isExact: Bool {
    switch self {
    case .plain: false
    case .other(let field): field.isExact
    }
  }

  /// Reads the field from its slot.
  ///
  /// A nil slot leaves a field alone that does not take nil.
  @inline(__always)
  func decode(_ base: UnsafeMutableRawPointer, _ slot: UnsafeRawBufferPointer?) throws {
    switch self {
    case .plain(let field): try field.decode(base, slot)
    case .other(let field): try field.decode(base, slot)
    }
  }
}

/// A field that is moved by closures: of a type of the application's own, or not stored at an offset.
struct OtherField: Sendable {
  typealias Encode = @Sendable (_ base: UnsafeRawPointer, inout SlotWriter) throws -> Void
  typealias Decode = @Sendable (_ base: UnsafeMutableRawPointer, _ slot: UnsafeRawBufferPointer?) throws -> Void

  private final class Moves: Sendable {
    let encode: Encode
    let decode: Decode

    init(_ encode: @escaping Encode, _ decode: @escaping Decode) { (self.encode, self.decode) = (encode, decode) }
  }

  /// As in ``FieldCoder/takesNil``.
  let takesNil: Bool
  /// As in ``FieldCoder/isExact``.
  let isExact: Bool
  private let moves: Permanent<Moves>

  init(takesNil: Bool, isExact: Bool = false, encode: @escaping Encode, decode: @escaping Decode) {
    self.takesNil = takesNil
    self.isExact = isExact
    moves = Permanent(Moves(encode, decode))
  }

  init<V: FieldValue>(
    read: @escaping @Sendable (UnsafeRawPointer) -> V, write: @escaping @Sendable (UnsafeMutableRawPointer, V) -> Void
  ) {
    let type = V.fieldType
    self.init(takesNil: V.isOptional) { base, slots in
      let value = read(base).anyValue
      guard !value.isNull else { return slots.writeNull() }
      try slots.write { try ValueCoding.append(value, as: type, to: &$0) }
    } decode: { base, slot in
      if let slot {
        write(base, try V(anyValue: ValueCoding.value(slot, as: type)))
      } else if V.isOptional {
        write(base, try V(anyValue: .null))
      }
    }
  }

  /// Writes the field of the value at `base` into the next slot.
  func encode(_ base: UnsafeRawPointer, _ slots: inout SlotWriter) throws {
    try moves.read { try $0.encode(base, &slots) }
  }

  /// Reads the field of the value at `base` from its slot.
  func decode(_ base: UnsafeMutableRawPointer, _ slot: UnsafeRawBufferPointer?) throws {
    try moves.read { try $0.decode(base, slot) }
  }
}
