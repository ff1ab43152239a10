/// What a checkpoint holds, written behind its last section.
///
/// With the trailer after it, it proves the file complete.
struct CheckpointDirectory: Equatable {
  struct Section: Equatable {
    var name: String
    /// Where the section's first frame starts.
    var offset: Int
    var blockCount: UInt64 = 0
    /// The length of all blocks' contents together.
    var length: UInt64 = 0
    /// The checksum of the blocks' checksums, in order.
    var checksum: UInt32 = 0
    /// How many pieces the blocks hold.
    var pieceCount: UInt64 = 0

    mutating func add(blockOf length: Int, checksum blockChecksum: UInt32) {
      blockCount += 1
      self.length += UInt64(length)
      var bytes: [UInt8] = []
      bytes.append(littleEndian: blockChecksum)
      checksum = CRC32C.checksum(bytes.span, continuing: checksum)
    }
  }

  static let nameLimit = 1 << 10

  var sections: [Section] = []

  func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt32(sections.count))
    for section in sections {
      bytes.append(littleEndian: UInt16(section.name.utf8.count))
      bytes.append(contentsOf: section.name.utf8)
      bytes.append(littleEndian: UInt64(section.offset))
      bytes.append(littleEndian: section.blockCount)
      bytes.append(littleEndian: section.length)
      bytes.append(littleEndian: section.checksum)
      bytes.append(littleEndian: section.pieceCount)
    }
    return bytes
  }

  init() {}

  /// Nil when the bytes are no directory of a file of that length.
  init?(_ bytes: [UInt8], fileSize: Int) {
    var reader = ByteReader(bytes[...])
    guard let count = reader.next(UInt32.self) else { return nil }
    var framesLeft = UInt64(fileSize / FrameHeader.size)
    for _ in 0..<count {
      guard let nameLength = reader.next(UInt16.self), let name = reader.next(count: Int(nameLength)),
        let text = String(validating: name, as: UTF8.self), let offset = reader.next(UInt64.self),
        let blockCount = reader.next(UInt64.self), let length = reader.next(UInt64.self),
        let checksum = reader.next(UInt32.self), let pieceCount = reader.next(UInt64.self),
        let offset = Int(exactly: offset), blockCount < framesLeft
      else { return nil }
      framesLeft -= blockCount + 1
      sections.append(
        Section(
          name: text, offset: offset, blockCount: blockCount, length: length, checksum: checksum, pieceCount: pieceCount
        ))
    }
    guard reader.remaining == 0 else { return nil }
  }
}

/// The last 32 bytes of a checkpoint.
struct CheckpointTrailer: Equatable {
  static let size = 32
  private static let magic = "CRMKDONE"

  /// Where the directory's frame starts.
  let directoryOffset: Int
  /// The file's length, the trailer included.
  let fileSize: Int

  /// The trailer of a file whose header has the checksum `seed`.
  func encoded(seed: UInt32) -> [UInt8] {
    var bytes = Array(Self.magic.utf8)
    bytes.append(littleEndian: UInt64(directoryOffset))
    bytes.append(littleEndian: UInt64(fileSize))
    bytes.append(littleEndian: UInt32(0))
    bytes.append(littleEndian: CRC32C.checksum(bytes.span, continuing: seed))
    return bytes
  }

  init(directoryOffset: Int, fileSize: Int) {
    self.directoryOffset = directoryOffset
    self.fileSize = fileSize
  }

  /// Nil when the bytes are no trailer of that file.
  init?(_ bytes: [UInt8], seed: UInt32) {
    var reader = ByteReader(bytes[...])
    guard bytes.count == Self.size, let magic = reader.next(count: 8), magic.elementsEqual(Self.magic.utf8),
      let directoryOffset = reader.next(UInt64.self), let fileSize = reader.next(UInt64.self),
      reader.next(count: 4) != nil, let checksum = reader.next(UInt32.self),
      checksum == CRC32C.checksum(bytes.span.extracting(0..<28), continuing: seed),
      let directoryOffset = Int(exactly: directoryOffset), let fileSize = Int(exactly: fileSize)
    else { return nil }
    self.init(directoryOffset: directoryOffset, fileSize: fileSize)
  }
}
