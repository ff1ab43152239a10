/// Reads a short ASCII text byte by byte.
///
/// Foundation's parsers take microseconds a value and allow more than our formats do; this takes nanoseconds.
struct ASCIIReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// What is read from the whole text; nil where the closure returns nil or leaves something unread.
  static func read<Value>(_ text: String, _ read: (inout ASCIIReader) -> Value?) -> Value? {
    var text = text
    return text.withUTF8 { bytes in
      var reader = ASCIIReader(bytes: bytes)
      let value = read(&reader)
      return reader.isAtEnd ? value : nil
    }
  }

  var isAtEnd: Bool { position == bytes.count }

  /// Reads one byte, whatever it is; nil at the end.
  mutating func byte() -> UInt8? {
    guard position < bytes.count else { return nil }
    defer { position &+= 1 }
    return bytes[position]
  }

  /// Reads one byte when it passes the test; nil otherwise.
  mutating func byte(where passes: (UInt8) -> Bool) -> UInt8? {
    guard position < bytes.count, passes(bytes[position]) else { return nil }
    defer { position &+= 1 }
    return bytes[position]
  }

  /// The value of the next byte when it is a decimal digit, which is then read.
  mutating func digit() -> UInt8? {
    guard position < bytes.count, bytes[position] &- 0x30 <= 9 else { return nil }
    defer { position &+= 1 }
    return bytes[position] &- 0x30
  }

  /// Reads the byte when it is the next one.
  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
    position &+= 1
    return true
  }

  /// A number of exactly so many digits, at most 18.
  mutating func number(digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value &* 10 &+ Int(digit)
    }
    return value
  }

  /// The digits of a fraction as millionths, and whether anything finer than those was cut off; nil without a digit.
  mutating func millionths() -> (value: Int, isCut: Bool)? {
    var value = 0
    var count = 0
    var isCut = false
    while let digit = digit() {
      if count < 6 { value = value &* 10 &+ Int(digit) } else if digit != 0 { isCut = true }
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in min(count, 6)..<6 { value *= 10 }
    return (value, isCut)
  }
}
