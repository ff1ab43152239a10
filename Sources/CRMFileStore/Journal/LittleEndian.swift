extension [UInt8] {
  /// Appends an integer's bytes, lowest first.
  mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// Writes an integer's bytes, lowest first, over those from `offset` on.
  mutating func replace(at offset: Int, littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { bytes in
      for index in bytes.indices { self[offset + index] = bytes[index] }
    }
  }

  mutating func append(contentsOf bytes: Span<UInt8>) {
    bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
  }
}

/// Takes values off the front of bytes that may hold anything.
struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var index: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    self.index = bytes.startIndex
  }

  var remaining: Int { bytes.endIndex - index }

  /// The next integer, lowest byte first, or nil when too few bytes remain.
  mutating func next<Value: FixedWidthInteger>(_: Value.Type = Value.self) -> Value? {
    guard let part = next(count: Value.bitWidth / 8) else { return nil }
    return Value(littleEndian: part.withUnsafeBytes { $0.loadUnaligned(as: Value.self) })
  }

  /// The next `count` bytes, or nil when fewer remain.
  mutating func next(count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= remaining else { return nil }
    defer { index += count }
    return bytes[index..<index + count]
  }
}
