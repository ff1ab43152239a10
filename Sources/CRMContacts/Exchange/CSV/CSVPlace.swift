/// A place in a file as people count: physical lines, and Unicode scalars in the line, both from 1.
struct CSVPlace {
  private(set) var line: Int
  private(set) var column = 1

  /// The place of a byte of a row that starts at `rowStart` in `line`.
  init(of index: Int, in bytes: UnsafeBufferPointer<UInt8>, from rowStart: Int, line: Int) {
    self.line = line
    for position in rowStart..<index {
      let byte = bytes[position]
      let isBeforeLineFeed = position + 1 < index && bytes[position + 1] == CSVByte.lineFeed
      let endsLine = byte == CSVByte.lineFeed || byte == CSVByte.carriageReturn && !isBeforeLineFeed
      if endsLine {
        self.line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
  }
}
