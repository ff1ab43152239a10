/// Puts together a short ASCII text.
struct ASCIIWriter {
  private var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(32) }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func write(_ character: Unicode.Scalar) {
    bytes.append(UInt8(truncatingIfNeeded: character.value))
  }

  /// Writes a number that is not negative with at least so many digits, zeros in front.
  mutating func write(_ number: some FixedWidthInteger & UnsignedInteger, digits: Int = 1) {
    let start = bytes.count
    var rest = number
    repeat {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      bytes.append(0x30 + UInt8(truncatingIfNeeded: digit))
      rest = quotient
    } while rest != 0 || bytes.count - start < digits
    bytes[start...].reverse()
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
