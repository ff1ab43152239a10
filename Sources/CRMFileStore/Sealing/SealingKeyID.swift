/// What a sealed file names its key by: up to 12 bytes that the sealer chooses and anybody can read.
///
/// It tells keys apart and says nothing of them: a number, a date, or the beginning of a key's hash.
public struct SealingKeyID: Sendable, Hashable {
  /// How many bytes it has at most.
  public static let length = 12

  private let low: UInt64
  private let high: UInt32

  /// The identifier of so many bytes; nil when they are more than ``length``.
  ///
  /// Those that are missing to the full length are zero.
  public init?(_ bytes: some Sequence<UInt8>) {
    var padded = Array(bytes)
    guard padded.count <= Self.length else { return nil }
    padded.append(contentsOf: repeatElement(0, count: Self.length - padded.count))
    var reader = ByteReader(padded[...])
    guard let low: UInt64 = reader.next(), let high: UInt32 = reader.next() else { return nil }
    (self.low, self.high) = (low, high)
  }

  /// The identifier that is a number.
  public init(_ number: UInt64) { (low, high) = (number, 0) }

  /// All of its bytes, of which there are ``length``.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: low)
    bytes.append(littleEndian: high)
    return bytes
  }
}

extension SealingKeyID: CustomStringConvertible {
  /// The bytes as text where they are printable ASCII, else in hexadecimal; without the zeros at their end.
  public var description: String {
    let bytes = self.bytes.reversed().drop { $0 == 0 }.reversed()
    let isText = !bytes.isEmpty && bytes.allSatisfy { (0x20...0x7E).contains($0) }
    guard !isText else { return String(decoding: bytes, as: UTF8.self) }
    let digits = bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
    return digits.isEmpty ? "0" : digits.joined()
  }
}
