/// What encoded values are appended to: an array, or a ``ByteWriter`` where it must be quick.
package protocol ByteSink: ~Copyable {
  /// The number of bytes so far.
  var count: Int { get }

  /// Appends a byte.
  mutating func append(_ byte: UInt8)

  /// Appends bytes.
  mutating func append(contentsOf bytes: UnsafeRawBufferPointer)

  /// Replaces four bytes by an integer's, the lowest first.
  mutating func replaceBytes(at offset: Int, littleEndian value: UInt32)

  /// Takes the last bytes away, down to a number.
  mutating func truncate(to count: Int)
}

extension [UInt8]: ByteSink {
  /// Appends bytes.
  package mutating func append(contentsOf bytes: UnsafeRawBufferPointer) {
    bytes.withMemoryRebound(to: UInt8.self) { append(contentsOf: $0) }
  }

  /// Replaces four bytes by an integer's, the lowest first.
  package mutating func replaceBytes(at offset: Int, littleEndian value: UInt32) {
    for byte in 0..<4 { self[offset + byte] = UInt8(truncatingIfNeeded: value >> UInt32(8 * byte)) }
  }

  /// Takes the last bytes away, down to a number.
  package mutating func truncate(to count: Int) { removeLast(self.count - count) }
}

/// A growing piece of memory that is written from front to back.
struct ByteWriter: ~Copyable, ByteSink {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0
  /// Whether the memory is the writer's own.
  private var isOwner: Bool

  init(capacity: Int) {
    self.capacity = max(16, capacity)
    base = UnsafeMutableRawPointer.allocate(byteCount: self.capacity, alignment: 8)
    isOwner = true
  }

  /// A writer that begins in memory of the caller's, which must outlive it, and takes memory of its own when that is full.
  init(in memory: UnsafeMutableRawPointer, capacity: Int) {
    (base, self.capacity, isOwner) = (memory, capacity, false)
  }

  deinit { if isOwner { base.deallocate() } }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  @inline(__always)
  mutating func append(contentsOf bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    (base + count).copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
  }

  mutating func replaceBytes(at offset: Int, littleEndian value: UInt32) {
    precondition(offset >= 0 && offset + 4 <= count)
    base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
  }

  mutating func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count)
    self.count = count
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if count + more > capacity { grow(by: more) }
  }

  @inline(never)
  private mutating func grow(by more: Int) {
    capacity = max(capacity * 2, count + more)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
    larger.copyMemory(from: base, byteCount: count)
    if isOwner { base.deallocate() }
    (base, isOwner) = (larger, true)
  }
}
