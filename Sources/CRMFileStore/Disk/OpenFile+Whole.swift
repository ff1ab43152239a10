extension OpenFile {
  /// Writes all the bytes, in as many calls as the file system needs.
  func writeAll(_ bytes: Span<UInt8>, at offset: Int) throws {
    var done = 0
    while done < bytes.count {
      done += try write(bytes.extracting(done..<bytes.count), at: offset + done)
    }
  }

  /// Fills the rest of the buffer from `offset` on, or as much of it as the file has.
  func readAll(at offset: Int, into buffer: inout OutputSpan<UInt8>) throws {
    let start = buffer.count
    while !buffer.isFull {
      let before = buffer.count
      try read(at: offset + before - start, into: &buffer)
      if buffer.count == before { return }
    }
  }

  /// `count` bytes from `offset` on, or fewer where the file ends.
  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    try [UInt8](capacity: count) { (buffer: inout OutputSpan<UInt8>) throws in
      try readAll(at: offset, into: &buffer)
    }
  }
}
