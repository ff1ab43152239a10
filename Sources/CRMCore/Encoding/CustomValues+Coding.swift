/// Custom values are stored with their types, since their definitions may change: for each, sorted by name, the name's length in
/// one byte, the name, the type's code in one byte, the value's length in four and the value. A list's elements follow the
/// same pattern without names, a group's fields with them: a field that a program does not declare is kept so, whatever it holds.
extension OtherField {
  init<G>(custom keyPath: any WritableKeyPath<G, CustomValues> & Sendable) {
    self.init(takesNil: true) { base, slots in
      let values = base.assumingMemoryBound(to: G.self).pointee[keyPath: keyPath]
      guard !values.isEmpty else { return slots.writeNull() }
      var refusals: [FieldProblem] = []
      try slots.write { refusals = try CustomValues.append(values, to: &$0) }
      guard refusals.isEmpty else { throw CustomValues.Refusals(list: refusals) }
    } decode: { base, slot in
      base.assumingMemoryBound(to: G.self).pointee[keyPath: keyPath] =
        try slot.map(CustomValues.init(bytes:)) ?? CustomValues()
    }
  }
}

extension CustomValues {
  /// The values that can't be stored; the others are.
  struct Refusals: Error {
    let list: [FieldProblem]
  }

  /// - Returns: What can't be stored, which is left out.
  package static func append(
    _ values: CustomValues, to bytes: inout some ByteSink & ~Copyable
  ) throws -> [FieldProblem] {
    var refusals: [FieldProblem] = []
    for name in values.names {
      let utf8 = Array(name.utf8)
      guard utf8.count <= 255 else {
        refusals.append(FieldProblem(name, "is longer than 255 bytes"))
        continue
      }
      let start = bytes.count
      bytes.append(UInt8(utf8.count))
      utf8.withUnsafeBytes { bytes.append(contentsOf: $0) }
      do { try appendTagged(values[name], to: &bytes) } catch let error as FieldValueError {
        bytes.truncate(to: start)
        refusals.append(FieldProblem(name, error.description))
      }
    }
    return refusals
  }

  package init(bytes: UnsafeRawBufferPointer) throws {
    try self.init(bytes: bytes, depth: 0)
  }

  // What lies deeper comes from no declaration, and could exhaust the stack.
  private static let depthLimit = 32

  private init(bytes: UnsafeRawBufferPointer, depth: Int) throws {
    guard depth < CustomValues.depthLimit else { throw RecordError.damaged }
    self.init()
    try CustomValues.forEach(bytes) { name, type, value in
      self[String(decoding: name, as: UTF8.self)] = try CustomValues.value(value, code: type, depth: depth)
      return true
    }
  }

  /// The value of one custom field, without decoding the others; nil when it has none.
  package static func value(of name: String.UTF8View, in bytes: UnsafeRawBufferPointer) throws -> AnyValue? {
    var found: AnyValue?
    try forEach(bytes) { candidate, type, value in
      guard candidate.elementsEqual(name) else { return true }
      found = try CustomValues.value(value, code: type)
      return false
    }
    return found
  }

  static func forEach(
    _ bytes: UnsafeRawBufferPointer,
    _ body: (UnsafeRawBufferPointer, UInt8, UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    var rest = bytes[...]
    while let length = rest.popFirst() {
      guard rest.count >= Int(length) else { throw RecordError.damaged }
      let name = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(length)))
      rest = rest.dropFirst(Int(length))
      let (type, value) = try nextTagged(&rest)
      guard try body(name, type, value) else { return }
    }
  }

  static func nextTagged(_ rest: inout Slice<UnsafeRawBufferPointer>) throws -> (UInt8, UnsafeRawBufferPointer) {
    guard rest.count >= 5 else { throw RecordError.damaged }
    let bytes = UnsafeRawBufferPointer(rebasing: rest)
    let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self)))
    guard length <= bytes.count - 5 else { throw RecordError.damaged }
    rest = rest.dropFirst(5 + length)
    return (bytes[0], UnsafeRawBufferPointer(rebasing: bytes[5..<5 + length]))
  }

  private static func appendTagged(_ value: AnyValue, to bytes: inout some ByteSink & ~Copyable) throws {
    guard let type = value.storedType, let code = type.storedCode else {
      throw FieldValueError(value, expected: .text, advice: "a custom field can't hold this type of value")
    }
    bytes.append(code)
    try ValueCoding.appendLengthAndBytes(to: &bytes) { bytes in
      switch value {
      case .group(let values):
        let refusals = try append(CustomValues(values), to: &bytes)
        if let refusal = refusals.first { throw FieldValueError(value, expected: type, advice: "\(refusal)") }
      case .list(let values):
        for value in values {
          if case .list = value {
            throw FieldValueError(value, expected: .list(.text), advice: "a list in a list can't be stored")
          }
          try appendTagged(value, to: &bytes)
        }
      default: try ValueCoding.append(value, as: type, to: &bytes)
      }
    }
  }

  private static func value(
    _ bytes: UnsafeRawBufferPointer, code: UInt8, isElement: Bool = false, depth: Int = 0
  ) throws -> AnyValue {
    guard let type = FieldType(storedCode: code) else { throw RecordError.damaged }
    if case .group = type {
      return .group(try CustomValues(bytes: bytes, depth: depth + 1).values)
    }
    guard case .list = type else { return try ValueCoding.value(bytes, as: type) }
    guard !isElement else { throw RecordError.damaged }
    var values: [AnyValue] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let (code, element) = try nextTagged(&rest)
      values.append(try value(element, code: code, isElement: true, depth: depth))
    }
    return .list(values)
  }
}
