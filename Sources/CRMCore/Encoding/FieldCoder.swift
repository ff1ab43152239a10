/// Moves one field between a Swift value and a slot.
///
/// The pointers are to a whole record or group `G`. Where the field has an offset in it, the coder reads and writes there, which
/// Swift allows for offsets from `MemoryLayout.offset(of:)`; elsewhere (a property wrapper, a computed property) it goes through
/// the key path, which is some thirty times slower.
struct FieldCoder: Sendable {
  /// Writes the field into the next slot.
  let encode: @Sendable (UnsafeRawPointer, inout SlotWriter) throws -> Void
  /// Reads the field from its slot.
  ///
  /// A nil slot leaves a field alone that has no place for nil.
  let decode: @Sendable (UnsafeMutableRawPointer, UnsafeRawBufferPointer?) throws -> Void

  /// The coder of a stored field.
  init<G, V: FieldValue>(_ keyPath: any WritableKeyPath<G, V> & Sendable) {
    if let offset = MemoryLayout<G>.offset(of: keyPath) {
      self =
        FieldCoder.common(V.self, at: offset)
        ?? FieldCoder(
          read: { ($0 + offset).assumingMemoryBound(to: V.self).pointee },
          write: { ($0 + offset).assumingMemoryBound(to: V.self).pointee = $1 })
    } else {
      self.init(
        read: { $0.assumingMemoryBound(to: G.self).pointee[keyPath: keyPath] },
        write: { $0.assumingMemoryBound(to: G.self).pointee[keyPath: keyPath] = $1 })
    }
  }

  /// The coder of a field that is computed from others: it is written and never read back.
  init<G, V: FieldValue>(derived keyPath: any KeyPath<G, V> & Sendable) {
    self.init(
      read: { $0.assumingMemoryBound(to: G.self).pointee[keyPath: keyPath] }, write: { (_, _: V) in })
  }

  /// The coder of a key that is made of a text, such as its ``TextKey``.
  init<G, V: FieldValue>(
    keyOf keyPath: any KeyPath<G, V> & Sendable, makeKey: @escaping @Sendable (String) -> String
  ) {
    encode = { base, slots in
      let value = base.assumingMemoryBound(to: G.self).pointee[keyPath: keyPath].anyValue
      guard case .text(let text) = value else { return slots.writeNull() }
      try slots.write { $0.append(contentsOf: makeKey(text).utf8) }
    }
    decode = { _, _ in }
  }

  /// The coder of a nested value's field.
  init<G, Nested: FieldGroup>(_ inner: FieldCoder, inside group: any WritableKeyPath<G, Nested> & Sendable) {
    if let offset = MemoryLayout<G>.offset(of: group) {
      encode = { try inner.encode($0 + offset, &$1) }
      decode = { try inner.decode($0 + offset, $1) }
    } else {
      encode = { base, slots in
        let nested = base.assumingMemoryBound(to: G.self).pointee[keyPath: group]
        try withUnsafePointer(to: nested) { try inner.encode(UnsafeRawPointer($0), &slots) }
      }
      decode = { base, slot in
        let record = base.assumingMemoryBound(to: G.self)
        try withUnsafeMutablePointer(to: &record.pointee[keyPath: group]) {
          try inner.decode(UnsafeMutableRawPointer($0), slot)
        }
      }
    }
  }

  init(
    encode: @escaping @Sendable (UnsafeRawPointer, inout SlotWriter) throws -> Void,
    decode: @escaping @Sendable (UnsafeMutableRawPointer, UnsafeRawBufferPointer?) throws -> Void
  ) {
    self.encode = encode
    self.decode = decode
  }

  private init<V: FieldValue>(
    read: @escaping @Sendable (UnsafeRawPointer) -> V, write: @escaping @Sendable (UnsafeMutableRawPointer, V) -> Void
  ) {
    let type = V.fieldType
    encode = { base, slots in
      let value = read(base).anyValue
      guard !value.isNull else { return slots.writeNull() }
      try slots.write { try ValueCoding.append(value, as: type, to: &$0) }
    }
    decode = { base, slot in
      if let slot {
        write(base, try V(anyValue: ValueCoding.value(slot, as: type)))
      } else if V.isOptional {
        write(base, try V(anyValue: .null))
      }
    }
  }
}

// MARK: - The commonest types, without the way through AnyValue

extension FieldCoder {
  private static func common<V: FieldValue>(_ type: V.Type, at offset: Int) -> FieldCoder? {
    if type == String.self || type == String?.self {
      return coder(V.isOptional, offset, { try ValueCoding.append($0 as String, to: &$1) }, ValueCoding.text)
    }
    if type == Int.self || type == Int?.self {
      return coder(
        V.isOptional, offset, { ValueCoding.append(Int64($0 as Int), to: &$1) },
        { Int(truncatingIfNeeded: ValueCoding.integer($0)) })
    }
    if type == Bool.self || type == Bool?.self {
      return coder(V.isOptional, offset, { if $0 as Bool { $1.append(1) } }, { $0.count != 0 })
    }
    if type == CalendarDate.self || type == CalendarDate?.self {
      return coder(
        V.isOptional, offset, { ValueCoding.append(Int64(($0 as CalendarDate).daysSince1970), to: &$1) },
        ValueCoding.date)
    }
    if type == Instant.self || type == Instant?.self {
      return coder(
        V.isOptional, offset, { ValueCoding.append(($0 as Instant).microsecondsSince1970, to: &$1) },
        { Instant(microsecondsSince1970: ValueCoding.integer($0)) })
    }
    if type == Money.self || type == Money?.self {
      return coder(
        V.isOptional, offset, { ValueCoding.append($0 as Money, to: &$1) }, ValueCoding.money)
    }
    return nil
  }

  @inline(__always)
  private static func coder<T>(
    _ isOptional: Bool, _ offset: Int, _ append: @escaping @Sendable (T, inout [UInt8]) throws -> Void,
    _ value: @escaping @Sendable (UnsafeRawBufferPointer) throws -> T
  ) -> FieldCoder {
    guard isOptional else {
      return FieldCoder(
        encode: { base, slots in
          try slots.write { try append((base + offset).assumingMemoryBound(to: T.self).pointee, &$0) }
        },
        decode: { base, slot in
          if let slot { (base + offset).assumingMemoryBound(to: T.self).pointee = try value(slot) }
        })
    }
    return FieldCoder(
      encode: { base, slots in
        guard let field = (base + offset).assumingMemoryBound(to: T?.self).pointee else { return slots.writeNull() }
        try slots.write { try append(field, &$0) }
      },
      decode: { base, slot in
        (base + offset).assumingMemoryBound(to: T?.self).pointee = try slot.map(value)
      })
  }
}
