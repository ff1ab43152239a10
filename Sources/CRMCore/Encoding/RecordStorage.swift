/// The encoded bytes of one record: its identifier in 16 bytes, big-endian, then its slots.
///
/// One allocation, never changed once it is made, so that sharing it costs one retain.
///
/// Sendable although the compiler can't see it: the bytes are written by ``make(id:slots:)`` and ``make(validating:)`` before the
/// object is handed to anybody, and by nothing else.
package struct RecordStorage: @unchecked Sendable {
  private final class Bytes: ManagedBuffer<Int, UInt8> {}

  private let bytes: ManagedBuffer<Int, UInt8>

  /// Joins an identifier and finished slots.
  static func make(id: Identifier, slots: borrowing SlotWriter) -> RecordStorage {
    let size = 16 + slots.byteCount
    return make(size: size) { target in
      target.storeBytes(of: id.high.bigEndian, as: UInt64.self)
      target.storeBytes(of: id.low.bigEndian, toByteOffset: 8, as: UInt64.self)
      slots.copy(to: target + 16)
    }
  }

  /// Copies bytes that came from outside, after checking that they have the layout; nil when they don't.
  package static func make(validating bytes: UnsafeRawBufferPointer) -> RecordStorage? {
    guard let base = bytes.baseAddress, bytes.count >= 20,
      SlotReader.validated(UnsafeRawBufferPointer(rebasing: bytes[16...])) != nil
    else { return nil }
    return make(size: bytes.count) { $0.copyMemory(from: base, byteCount: bytes.count) }
  }

  private static func make(size: Int, fill: (UnsafeMutableRawPointer) -> Void) -> RecordStorage {
    let bytes = Bytes.create(minimumCapacity: size) { _ in size }
    bytes.withUnsafeMutablePointerToElements { fill(UnsafeMutableRawPointer($0)) }
    return RecordStorage(bytes: bytes)
  }

  /// Reads the bytes.
  @inline(__always)
  package func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    try bytes.withUnsafeMutablePointers { size, bytes in
      try body(UnsafeRawBufferPointer(start: bytes, count: size.pointee))
    }
  }

  /// Reads slots.
  @inline(__always)
  package func withSlots<T>(_ body: (SlotReader) throws -> T) rethrows -> T {
    try bytes.withUnsafeMutablePointerToElements { try body(SlotReader(trusting: UnsafeRawPointer($0 + 16))) }
  }

  /// The slots of the record at a place, for no longer than somebody else holds it there.
  ///
  /// Reading so costs no retain, which for a record that is not in the cache is most of the cost of a look at it.
  @inline(__always)
  package static func unheldSlots(at place: UnsafePointer<RecordStorage>) -> SlotReader {
    UnsafeRawPointer(place).load(as: Unmanaged<ManagedBuffer<Int, UInt8>>.self)._withUnsafeGuaranteedRef { bytes in
      bytes.withUnsafeMutablePointerToElements { SlotReader(trusting: UnsafeRawPointer($0 + 16)) }
    }
  }

  /// The identifier of the record at a place, for no longer than somebody else holds it there.
  @inline(__always)
  package static func unheldID(at place: UnsafePointer<RecordStorage>) -> Identifier {
    UnsafeRawPointer(place).load(as: Unmanaged<ManagedBuffer<Int, UInt8>>.self)._withUnsafeGuaranteedRef { bytes in
      bytes.withUnsafeMutablePointerToElements { Identifier(startOf: UnsafeRawPointer($0)) }
    }
  }

  /// The record's identifier.
  package var id: Identifier {
    bytes.withUnsafeMutablePointerToElements { Identifier(startOf: UnsafeRawPointer($0)) }
  }
}

extension Identifier {
  /// The identifier that a record's bytes begin with.
  @inline(__always)
  fileprivate init(startOf bytes: UnsafeRawPointer) {
    self.init(
      high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }
}
