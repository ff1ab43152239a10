/// A window of UTF-8 bytes that slides over a source, whatever the source's encoding.
struct CSVTextBuffer {
  private var source: CSVByteSource
  private let encoding: CSVEncoding
  /// Bytes read but not yet transcoded; used unless the source is UTF-8.
  private var raw: [UInt8] = []
  private var rawCount = 0

  /// The window's bytes; those in `start..<end` are valid and not yet consumed.
  private(set) var bytes: [UInt8]
  private(set) var start = 0
  private(set) var end = 0
  /// Whether the source has no more bytes behind the window.
  private(set) var isLast = false

  private static let chunk = 256 << 10

  init(_ source: CSVByteSource, encoding: CSVEncoding) throws(CSVError) {
    self.source = source
    self.encoding = encoding
    bytes = [UInt8](repeating: 0, count: min(Self.chunk, max(64, (source.count ?? Self.chunk) + 1)))
    try fill()
  }

  /// The source's length, if known.
  var byteCount: Int? { source.count }

  /// How many of the source's bytes are consumed: exact in UTF-8, otherwise up to a chunk ahead.
  var consumedByteCount: Int {
    encoding == .utf8 ? source.position - (end - start) : source.position
  }

  mutating func consume(to index: Int) {
    start = index
  }

  /// Makes more bytes valid behind the unconsumed ones, moving these to the front; doubles a window that they fill by
  /// half.
  ///
  /// Afterwards there are half as many bytes more, or `isLast` is true: whoever scans them anew each time takes linear
  /// time in all.
  mutating func fill() throws(CSVError) {
    if start > 0 {
      bytes.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
      end -= start
      start = 0
    }
    if end > bytes.count / 2 { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
    if encoding == .utf8 {
      end += try source.read(into: &bytes, from: end)
      isLast = end < bytes.count
    } else {
      repeat { try transcode() } while !isLast && end < bytes.count / 4 * 3
    }
  }

  private mutating func transcode() throws(CSVError) {
    let wanted = (bytes.count - end) / CSVTranscoder.maximumGrowth
    raw.removeLast(raw.count - rawCount)
    raw.append(contentsOf: repeatElement(0, count: wanted - rawCount))
    rawCount += try source.read(into: &raw, from: rawCount)
    isLast = rawCount < raw.count
    let read = bytes.withUnsafeMutableBufferPointer { output in
      var transcoder = CSVTranscoder(to: UnsafeMutableBufferPointer(rebasing: output[end...]))
      let read = raw.withUnsafeBufferPointer { input in
        transcoder.write(UnsafeBufferPointer(rebasing: input[..<rawCount]), as: encoding, isLast: isLast)
      }
      end += transcoder.written
      return read
    }
    raw.removeFirst(read)
    rawCount -= read
  }
}
