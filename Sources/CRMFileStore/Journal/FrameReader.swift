/// Reads the frames of a journal or a checkpoint one after the other, and finds the next one after a place that holds
/// none.
///
/// It reads ahead in pieces of bounded size; a payload's memory is reserved only after the frame's header proved itself
/// and the file proved long enough.
struct FrameReader {
  enum Step {
    case frame(Frame)
    /// No frame starts at ``FrameReader/offset``, though the file goes on. The offset stays.
    case unreadable(FileDamage.Kind)
    case end

    /// Whether it is a frame as it was written, but not for this place or not under this key.
    var isRefused: Bool { if case .unreadable(.seal) = self { true } else { false } }
  }

  private static let windowSize = 1 << 18

  private let file: any OpenFile
  private let coding: FrameCoding
  private let end: Int
  /// Where no frame starts any more.
  private let contentEnd: Int
  /// Where the next frame should start.
  private(set) var offset: Int
  private var window: [UInt8] = []
  private var windowStart = 0
  /// The next step, when it was begun already.
  private var ahead: ReadAhead?

  /// A reader of the bytes from `offset` to `end` of a file.
  ///
  /// - Parameter contentEnd: Where the file holds nothing but zeros from, when it has them for later frames.
  init(
    _ file: any OpenFile, _ coding: FrameCoding, from offset: Int = FileHeader.size, to end: Int,
    contentEnd: Int? = nil
  ) {
    self.file = file
    self.coding = coding
    self.offset = offset
    self.end = end
    self.contentEnd = contentEnd ?? end
  }

  /// Lets another thread read what ``next()`` will be.
  mutating func readAhead() { ahead = ReadAhead(self) }

  /// Lets nobody read any more.
  func cancelReadAhead() { ahead?.cancel() }

  /// The frame at ``offset``, which moves behind it.
  mutating func next() throws -> Step {
    if let ahead {
      let step: Result<Step, any Error>
      (step, self) = ahead.finish()
      return try step.get()
    }
    if offset >= contentEnd { return .end }
    guard end - offset >= FrameHeader.size else { return .unreadable(.cutShort) }
    guard let header = try header(at: offset) else { return .unreadable(.checksum) }
    guard let payload = try payload(of: header, at: offset) else { return .unreadable(.cutShort) }
    guard CRC32C.checksum(payload.span) == header.payloadChecksum else { return .unreadable(.checksum) }
    guard let content = try coding.content(of: payload, in: header) else { return .unreadable(.seal) }
    let frame = Frame(header: header, offset: offset, content: content)
    offset = frame.end
    return .frame(frame)
  }

  /// The frame at ``offset``, of which nothing but the header is right, and which moves behind it; nil when the header is wrong, too.
  mutating func nextDamaged() throws -> FrameHeader? {
    guard end - offset >= FrameHeader.size, let header = try header(at: offset) else { return nil }
    offset = min(end, offset + FrameHeader.size + header.length)
    return header
  }

  /// Moves ``offset`` to the first frame header that starts after it, or to the end when there is none.
  mutating func skipToHeader() throws {
    offset += 1
    while offset < contentEnd, end - offset >= FrameHeader.size {
      guard try fillWindow(from: offset, count: FrameHeader.size) else { break }
      let found = nextHeaderInWindow()
      offset = found.offset
      if found.header != nil { return }
    }
    offset = end
  }

  /// Moves ``offset`` to the first frame with the right checksums that starts after it, or to the end when there is none.
  ///
  /// - Complexity: O(*n*) in the bytes passed over; only places that hold a valid frame header cost more than a look.
  mutating func skipToFrame() throws {
    repeat {
      try skipToHeader()
      guard offset < end, let header = try header(at: offset) else { return }
      if let payload = try payload(of: header, at: offset), CRC32C.checksum(payload.span) == header.payloadChecksum {
        return
      }
    } while true
  }

  private mutating func header(at offset: Int) throws -> FrameHeader? {
    guard try fillWindow(from: offset, count: FrameHeader.size) else { return nil }
    return window.withUnsafeBytes { bytes in
      let start = offset - windowStart
      let part = UnsafeRawBufferPointer(rebasing: bytes[start..<start + FrameHeader.size])
      return FrameHeader(part, seed: coding.seed)
    }
  }

  /// The first frame header that lies in the window from ``offset`` on, or the first offset not looked at.
  private func nextHeaderInWindow() -> (offset: Int, header: FrameHeader?) {
    window.withUnsafeBytes { bytes in
      var start = offset - windowStart
      while start + FrameHeader.size <= bytes.count {
        let part = UnsafeRawBufferPointer(rebasing: bytes[start..<start + FrameHeader.size])
        if let header = FrameHeader(part, seed: coding.seed) { return (windowStart + start, header) }
        start += 1
      }
      return (windowStart + start, nil)
    }
  }

  /// The payload of the frame at `offset`, or nil when the file ends within it.
  private func payload(of header: FrameHeader, at offset: Int) throws -> [UInt8]? {
    let start = offset + FrameHeader.size
    guard header.length <= end - start else { return nil }
    let ahead = window.dropFirst(start - windowStart).prefix(header.length)
    if ahead.count == header.length { return Array(ahead) }
    var payload: [UInt8] = []
    payload.reserveCapacity(header.length)
    payload.append(contentsOf: ahead)
    try payload.append(addingCapacity: header.length - ahead.count) { (buffer: inout OutputSpan<UInt8>) throws in
      try file.readAll(at: start + ahead.count, into: &buffer)
    }
    return payload.count == header.length ? payload : nil
  }

  /// Makes the window hold `count` bytes from `offset` on.
  ///
  /// - Returns: Whether the file has as many.
  private mutating func fillWindow(from offset: Int, count: Int) throws -> Bool {
    if offset >= windowStart, offset + count <= windowStart + window.count { return true }
    window = try file.bytes(at: offset, count: min(max(count, Self.windowSize), end - offset))
    windowStart = offset
    return window.count >= count
  }
}
