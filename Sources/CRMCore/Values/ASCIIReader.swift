/// Reads a short ASCII text byte by byte.
///
/// Foundation's parsers take microseconds a value and allow more than our formats do; this takes nanoseconds.
struct ASCIIReader {
  private var rest: String.UTF8View.Iterator
  /// The byte to be read next, nil at the end.
  private(set) var next: UInt8?

  init(_ text: String) {
    rest = text.utf8.makeIterator()
    next = rest.next()
  }

  var isAtEnd: Bool { next == nil }

  /// The value of the next byte when it is a decimal digit, which is then read.
  mutating func digit() -> UInt8? {
    guard let byte = next, byte &- 0x30 <= 9 else { return nil }
    next = rest.next()
    return byte &- 0x30
  }

  /// Reads the byte when it is the next one.
  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let byte = next, UInt32(byte) == character.value else { return false }
    next = rest.next()
    return true
  }

  /// Reads one byte, whatever it is.
  mutating func byte() -> UInt8? {
    defer { next = rest.next() }
    return next
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
