/// A list of nested values, which is moved by their fields' coders, without the way through `AnyValue`.
protocol GroupList {
  /// The coder of a list at an offset.
  static func coder(at offset: Int) -> OtherField
}

extension Array: GroupList where Element: FieldGroup {
  static func coder(at offset: Int) -> OtherField {
    OtherField(takesNil: false) { base, slots in
      let groups = (base + offset).assumingMemoryBound(to: [Element].self).pointee
      let fields = Element.fields.builder.fields
      try slots.write { bytes in
        for group in groups {
          var inner = SlotWriter(expecting: fields.count)
          try withUnsafePointer(to: group) { group in
            for field in fields { _ = try field.coder.encode(UnsafeRawPointer(group), &inner) }
          }
          ValueCoding.appendLengthAndBytes(to: &bytes) { inner.append(to: &$0) }
        }
      }
    } decode: { base, slot in
      guard let slot else { return }
      var groups: [Element] = []
      try ValueCoding.forEachElement(slot) { bytes in
        groups.append(try Element(slots: bytes))
        return true
      }
      (base + offset).assumingMemoryBound(to: [Element].self).pointee = groups
    }
  }
}

extension FieldGroup {
  /// Reads a group from the slots that it is stored as.
  init(slots bytes: UnsafeRawBufferPointer) throws {
    guard let slots = SlotReader.validated(bytes) else { throw RecordError.damaged }
    self.init()
    try withUnsafeMutablePointer(to: &self) { base in
      for (slot, field) in Self.fields.builder.fields.enumerated() {
        try field.coder.decode(UnsafeMutableRawPointer(base), slots[slot])
      }
    }
  }
}
