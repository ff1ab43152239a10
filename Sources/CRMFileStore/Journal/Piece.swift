/// What a checkpoint's section is a row of: a record, for example.
///
/// Each is its length, a checksum of its own and its bytes. Blocks have a checksum too, so a whole block's pieces need no second look; in a
/// damaged one, they tell what is sound.
enum Piece {
  static let headerSize = 8

  /// What the checksums of the pieces in a section go on from, so that a piece is valid in one section of one file only.
  static func seed(section: UInt64, file: UInt32) -> UInt32 {
    var index: [UInt8] = []
    index.append(littleEndian: section)
    return CRC32C.checksum(index.span, continuing: file)
  }
}

extension [UInt8] {
  /// Appends a piece of the section whose pieces' checksums go on from `seed`.
  mutating func append(piece: Span<UInt8>, seed: UInt32) {
    append(littleEndian: UInt32(truncatingIfNeeded: piece.count))
    append(littleEndian: CRC32C.checksum(piece, continuing: seed))
    append(contentsOf: piece)
  }
}

/// The pieces of a whole block, in order.
struct PieceReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ block: [UInt8]) { bytes = block }

  /// The next piece; nil at the end, and where the bytes are no piece.
  mutating func next() -> ArraySlice<UInt8>? { nextRange().map { bytes[$0] } }

  /// Where in the block the next piece lies, which is quicker for those who go through many; nil as in ``next()``.
  mutating func nextRange() -> Range<Int>? {
    guard bytes.count - offset >= Piece.headerSize else { return nil }
    let length = bytes.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: offset, as: UInt32.self).littleEndian) }
    let start = offset + Piece.headerSize
    guard length <= bytes.count - start else { return nil }
    offset = start + length
    return start..<offset
  }

  /// Whether all bytes were pieces.
  var isAtEnd: Bool { offset == bytes.count }
}

/// What damaged bytes of a section still hold: the pieces that are sound, and the gaps between them.
struct PieceScan: Sequence, IteratorProtocol {
  enum Part {
    case piece(ArraySlice<UInt8>)
    case gap(ArraySlice<UInt8>)
  }

  private let bytes: [UInt8]
  private let seed: UInt32
  private var offset = 0
  private var found: Range<Int>?

  /// Scans the bytes of a section whose pieces' checksums go on from `seed`.
  init(_ bytes: [UInt8], seed: UInt32) {
    self.bytes = bytes
    self.seed = seed
  }

  /// - Complexity: A checksum at each byte of a gap that could be a piece's length.
  mutating func next() -> Part? {
    if let piece = found ?? self.piece(at: offset) {
      found = nil
      offset = piece.upperBound
      return .piece(bytes[piece.dropFirst(Piece.headerSize)])
    }
    guard offset < bytes.count else { return nil }
    let start = offset
    repeat {
      offset += 1
      found = piece(at: offset)
    } while found == nil && offset < bytes.count
    return .gap(bytes[start..<offset])
  }

  /// The sound piece that starts there, with its header.
  private func piece(at offset: Int) -> Range<Int>? {
    bytes.withUnsafeBytes { bytes in
      let start = offset + Piece.headerSize
      guard start <= bytes.count else { return nil }
      func load(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      }
      guard let length = Int(exactly: load(offset)), length <= bytes.count - start else { return nil }
      let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
      return load(offset + 4) == CRC32C.checksum(piece, continuing: seed) ? offset..<start + length : nil
    }
  }
}
