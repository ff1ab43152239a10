@testable import CRMFileStore

/// A file's frames in the hands of somebody who knows the format and has no key: every checksum is made right again.
struct Forgery {
  var header: [UInt8]
  var frames: [[UInt8]] = []
  /// Whether a trailer follows the frames.
  private let isCheckpoint: Bool

  /// Takes a whole file apart.
  init(_ bytes: [UInt8]) {
    header = Array(bytes.prefix(FileHeader.size))
    isCheckpoint = header.starts(with: "CRMKCHKP".utf8)
    var rest = bytes.dropFirst(FileHeader.size).dropLast(isCheckpoint ? CheckpointTrailer.size : 0)
    while rest.count >= FrameHeader.size {
      let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      frames.append(Array(rest.prefix(FrameHeader.size + length)))
      rest = rest.dropFirst(FrameHeader.size + length)
    }
  }

  /// Gives a frame the place of another.
  mutating func relabel(_ index: Int, as place: [UInt8]) {
    frames[index].replaceSubrange(4..<24, with: place[4..<24])
  }

  /// The file, with a checksum for the header, for each frame and for the trailer.
  func bytes() -> [UInt8] {
    var bytes = header
    let seed = CRC32C.checksum(bytes.span.extracting(0..<60))
    bytes.replace(at: 60, littleEndian: seed)
    for (index, frame) in frames.enumerated() {
      var frame = frame
      frame.replace(at: 24, littleEndian: CRC32C.checksum(frame.span.extracting(FrameHeader.size..<frame.count)))
      frame.replace(at: 28, littleEndian: CRC32C.checksum(frame.span.extracting(0..<28), continuing: seed))
      if isCheckpoint, index == frames.count - 1 {
        let size = bytes.count + frame.count + CheckpointTrailer.size
        frame += CheckpointTrailer(directoryOffset: bytes.count, fileSize: size).encoded(seed: seed)
      }
      bytes += frame
    }
    return bytes
  }
}
