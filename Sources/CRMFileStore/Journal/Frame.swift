/// What a frame is.
///
/// Journals hold the first two, checkpoints the others.
enum FrameKind: UInt32 {
  case commit = 1
  case mark = 2
  case section = 16
  case block = 17
  case directory = 18

  /// Whether what such a frame holds is sealed in a store with a seal: a mark holds nothing.
  var isSealed: Bool { self != .mark }
}

/// The 32 bytes before each payload in a journal or checkpoint.
///
/// See Format.md.
///
/// The header's own checksum goes on from that of the file's header, so a frame is valid in one file only, and the
/// sequence number gives it one place there.
struct FrameHeader: Hashable {
  static let size = 32
  /// The bytes of a header that is to be filled in.
  static let blank = [UInt8](repeating: 0, count: size)
  /// The most bytes of one payload.
  static let payloadLimit = 1 << 30
  /// All sequence numbers, marks and journal numbers are below this, so that sums with them never overflow.
  static let numberLimit: UInt64 = 1 << 62

  let kind: FrameKind
  /// A commit's sequence number; a mark has that of the commit before it, a checkpoint's frame its index.
  let sequence: UInt64
  /// The last commit known to be on the disk when the frame was made; in a checkpoint, the section's index.
  let mark: UInt64
  /// The payload's length in bytes.
  let length: Int
  let payloadChecksum: UInt32

  /// Reads the header of a frame in the file whose header has the checksum `seed`.
  ///
  /// - Returns: Nil when the bytes are no such header.
  init?(_ bytes: UnsafeRawBufferPointer, seed: UInt32) {
    guard bytes.count == Self.size else { return nil }
    func load<Value: FixedWidthInteger>(_ offset: Int, as: Value.Type = Value.self) -> Value {
      Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
    // The cheap tests first: a scan for frames comes by at every byte.
    guard let kind = FrameKind(rawValue: load(4)), load(0, as: UInt32.self) <= Self.payloadLimit,
      load(8, as: UInt64.self) < Self.numberLimit, load(16, as: UInt64.self) < Self.numberLimit
    else { return nil }
    let covered = UnsafeRawBufferPointer(rebasing: bytes[..<28])
    guard load(28) == CRC32C.checksum(covered, continuing: seed) else { return nil }
    self.kind = kind
    length = Int(load(0, as: UInt32.self))
    sequence = load(8)
    mark = load(16)
    payloadChecksum = load(24)
  }
}

/// A frame as it was read.
struct Frame {
  let header: FrameHeader
  /// Where it starts in its file.
  let offset: Int
  /// What it holds, without its seal.
  let content: [UInt8]

  var end: Int { offset + FrameHeader.size + header.length }
}

extension [UInt8] {
  /// Appends a frame of a file, sealed if the file is.
  ///
  /// - Parameters:
  ///   - size: How long the frame's content is.
  ///   - content: Appends it; where there is no seal, it is put where it stays.
  /// - Returns: The length and the checksum of its payload.
  /// - Throws: ``FileStoreError/tooLarge(length:limit:)``, and what the sealer throws, with nothing appended.
  @discardableResult
  mutating func appendFrame(
    _ kind: FrameKind, sequence: UInt64, mark: UInt64, size: Int, _ coding: FrameCoding,
    _ content: (inout [UInt8]) -> Void
  ) throws -> (length: Int, checksum: UInt32) {
    try Self.checkLength(size)
    let sealed = try coding.seals(kind) ? Self.sealed(kind, sequence: sequence, mark: mark, coding, content) : nil
    let start = count
    if isEmpty { reserveCapacity(FrameHeader.size + (sealed?.count ?? size)) }
    self += FrameHeader.blank
    if let sealed { self += sealed } else { content(&self) }
    return withUnsafeMutableBytes { bytes in
      let payload = UnsafeRawBufferPointer(rebasing: bytes[(start + FrameHeader.size)...])
      let checksum = CRC32C.checksum(payload)
      let header = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + FrameHeader.size])
      header.storeBytes(of: UInt32(payload.count).littleEndian, toByteOffset: 0, as: UInt32.self)
      header.storeBytes(of: kind.rawValue.littleEndian, toByteOffset: 4, as: UInt32.self)
      header.storeBytes(of: sequence.littleEndian, toByteOffset: 8, as: UInt64.self)
      header.storeBytes(of: mark.littleEndian, toByteOffset: 16, as: UInt64.self)
      header.storeBytes(of: checksum.littleEndian, toByteOffset: 24, as: UInt32.self)
      let covered = UnsafeRawBufferPointer(rebasing: header[..<28])
      let own = CRC32C.checksum(covered, continuing: coding.seed)
      header.storeBytes(of: own.littleEndian, toByteOffset: 28, as: UInt32.self)
      return (payload.count, checksum)
    }
  }

  private static func sealed(
    _ kind: FrameKind, sequence: UInt64, mark: UInt64, _ coding: FrameCoding, _ content: (inout [UInt8]) -> Void
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    content(&bytes)
    let sealed = try coding.sealed(bytes, kind, sequence: sequence, mark: mark)
    try checkLength(sealed.count)
    return sealed
  }

  private static func checkLength(_ length: Int) throws {
    guard length <= FrameHeader.payloadLimit else {
      throw FileStoreError.tooLarge(length: length, limit: FrameHeader.payloadLimit)
    }
  }
}
