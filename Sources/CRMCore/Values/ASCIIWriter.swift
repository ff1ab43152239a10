/// Puts together an ASCII text of at most 64 bytes.
struct ASCIIWriter {
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private var count = 0

  /// The text that is written.
  static func text(_ write: (inout ASCIIWriter) -> Void) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { bytes in
      var writer = ASCIIWriter(bytes: bytes)
      write(&writer)
      return String(decoding: bytes[..<writer.count], as: UTF8.self)
    }
  }

  mutating func write(_ character: Unicode.Scalar) {
    write(byte: UInt8(truncatingIfNeeded: character.value))
  }

  mutating func write(byte: UInt8) {
    bytes.initializeElement(at: count, to: byte)
    count &+= 1
  }

  /// Writes a number with at least so many digits, zeros in front.
  mutating func write(_ number: UInt64, digits: Int = 1) {
    let start = count
    var rest = number
    repeat {
      write(byte: 0x30 &+ UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest != 0 || count &- start < digits
    bytes[start..<count].reverse()
  }

  /// Writes a number of at most 38 digits with at least so many, zeros in front.
  mutating func write(_ number: UInt128, digits: Int = 1) {
    if let small = UInt64(exactly: number) { return write(small, digits: digits) }
    let (high, low) = number.quotientAndRemainder(dividingBy: .powerOfTen(19))
    if high == 0 {
      write(UInt64(low), digits: digits)
    } else {
      write(UInt64(high), digits: digits - 19)
      write(UInt64(low), digits: 19)
    }
  }

  /// Writes a point and the millionths without trailing zeros, or nothing when there are none.
  mutating func write(millionths: UInt64) {
    guard millionths != 0 else { return }
    var rest = millionths
    var digits = 6
    while rest % 10 == 0 {
      rest /= 10
      digits -= 1
    }
    write(".")
    write(rest, digits: digits)
  }
}
