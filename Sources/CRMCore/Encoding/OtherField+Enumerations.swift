extension OtherField {
  /// The coder of a closed enumeration at an offset, which compares names as they lie instead of making a `String` of each.
  ///
  /// Nil when the type is none.
  static func enumeration<V: FieldValue>(_ type: V.Type, at offset: Int) -> OtherField? {
    if let type = V.self as? any ClosedEnumeration.Type { return coder(of: type, isOptional: false, at: offset) }
    guard let type = (V.self as? any OptionalType.Type)?.wrapped as? any ClosedEnumeration.Type else { return nil }
    return coder(of: type, isOptional: true, at: offset)
  }

  private static func coder<E: ClosedEnumeration>(of type: E.Type, isOptional: Bool, at offset: Int) -> OtherField {
    let names = EnumerationNames(type)
    guard isOptional else {
      return OtherField(takesNil: false, isExact: names.tellAllApart) { base, slots in
        let value = (base + offset).assumingMemoryBound(to: E.self).pointee
        _ = try slots.write { try ValueCoding.append(value.rawValue, to: &$0) }
      } decode: { base, slot in
        guard let slot else { return }
        (base + offset).assumingMemoryBound(to: E.self).pointee = try names.value(slot)
      }
    }
    return OtherField(takesNil: true, isExact: names.tellAllApart) { base, slots in
      guard let value = (base + offset).assumingMemoryBound(to: E?.self).pointee else { return slots.writeNull() }
      _ = try slots.write { try ValueCoding.append(value.rawValue, to: &$0) }
    } decode: { base, slot in
      (base + offset).assumingMemoryBound(to: E?.self).pointee = try slot.map { try names.value($0) }
    }
  }
}

/// The values of a closed enumeration by the bytes of their names.
private struct EnumerationNames<E: ClosedEnumeration>: Sendable {
  private let names: [[UInt8]]
  private let values: [E]
  /// Whether each value has a name of its own, and so is what is found by it.
  let tellAllApart: Bool

  init(_ type: E.Type) {
    var (names, values): ([[UInt8]], [E]) = ([], [])
    for value in E.allCases {
      var name: [UInt8] = []
      guard (try? ValueCoding.append(value.rawValue, to: &name)) != nil else { continue }
      names.append(name)
      values.append(value)
    }
    (self.names, self.values) = (names, values)
    tellAllApart = Set(names).count == E.allCases.count
  }

  func value(_ bytes: UnsafeRawBufferPointer) throws -> E {
    for position in names.indices where names[position].count == bytes.count {
      if names[position].withUnsafeBytes({ $0.ordered(to: bytes) }) == 0 { return values[position] }
    }
    // The type may know names that are none of its cases, and says what is wrong with the others.
    return try E(anyValue: .text(ValueCoding.text(bytes)))
  }
}

private protocol OptionalType {
  static var wrapped: Any.Type { get }
}

extension Optional: OptionalType {
  fileprivate static var wrapped: Any.Type { Wrapped.self }
}
