internal import Foundation

/// Bytes to be read once from front to back, from memory or from a file.
struct CSVByteSource {
  private enum Origin {
    case memory
    case file(CSVFile)
  }

  private let origin: Origin
  /// Bytes to be delivered before the origin's: all of them in memory, the head of a file.
  private var bytes: [UInt8]
  private var start = 0
  /// Bytes delivered so far.
  private(set) var position = 0
  /// Bytes in all; nil for a pipe.
  let count: Int?

  static let headCount = 64 << 10

  init(bytes: [UInt8]) {
    origin = .memory
    self.bytes = bytes
    count = bytes.count
  }

  init(file url: URL) throws(CSVError) {
    let file = try CSVFile(reading: url)
    origin = .file(file)
    count = file.byteCount
    bytes = []
    var head = [UInt8](repeating: 0, count: Self.headCount)
    var filled = 0
    while filled < head.count {
      let read = try file.read(into: &head, from: filled)
      if read == 0 { break }
      filled += read
    }
    head.removeLast(head.count - filled)
    bytes = head
  }

  /// The first bytes, at most 64 KiB, whether or not delivered already.
  var head: ArraySlice<UInt8> { bytes.prefix(Self.headCount) }

  /// Puts the next bytes into `buffer` from `offset` on, as many as fit; fewer only at the end.
  mutating func read(into buffer: inout [UInt8], from offset: Int) throws(CSVError) -> Int {
    var filled = min(bytes.count - start, buffer.count - offset)
    if filled > 0 {
      buffer.replaceSubrange(offset..<(offset + filled), with: bytes[start..<(start + filled)])
      start += filled
    }
    if case .file(let file) = origin {
      while offset + filled < buffer.count {
        let read = try file.read(into: &buffer, from: offset + filled)
        if read == 0 { break }
        filled += read
      }
    }
    position += filled
    return filled
  }

  mutating func skip(_ byteCount: Int) {
    let skipped = min(byteCount, bytes.count - start)
    start += skipped
    position += skipped
  }

  /// Shows all bytes, chunk by chunk, until `body` gives false, and delivers none of them.
  ///
  /// Of a pipe, which can't be read twice, it shows the head only.
  func survey(_ body: (ArraySlice<UInt8>) -> Bool) throws(CSVError) {
    guard body(bytes[...]), case .file(let file) = origin, file.byteCount != nil else { return }
    var offset = bytes.count
    var chunk = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let read = try file.read(into: &chunk, at: offset)
      guard read > 0, body(chunk[..<read]) else { return }
      offset += read
    }
  }
}
