/// The checksum of every byte that the file store writes: CRC-32C (Castagnoli), as in iSCSI (RFC 3720, section 12.1).
///
/// It tells every change of up to 32 bits in a row, and any other with a chance of error of 1 in 4 billion. It is no
/// protection against somebody who changes bytes on purpose.
enum CRC32C {
  /// The checksum of `bytes`, or, with the checksum of what went before, of both together.
  ///
  /// - Complexity: O(*n*), eight bytes a step (the method is known as slicing by 8).
  static func checksum(_ bytes: Span<UInt8>, continuing previous: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { checksum($0, continuing: previous) }
  }

  static func checksum(_ bytes: UnsafeRawBufferPointer, continuing previous: UInt32 = 0) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      var crc = ~previous
      var index = 0
      while index &+ 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ UInt64(crc)
        crc = step(word, tables)
        index &+= 8
      }
      while index < bytes.count {
        crc = tables[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[index])] ^ (crc &>> 8)
        index &+= 1
      }
      return ~crc
    }
  }

  @inline(__always)
  private static func step(_ word: UInt64, _ tables: UnsafeBufferPointer<UInt32>) -> UInt32 {
    func part(_ index: Int) -> UInt32 {
      tables[(7 &- index) &* 256 &+ Int(UInt8(truncatingIfNeeded: word &>> UInt64(index &* 8)))]
    }
    return part(0) ^ part(1) ^ part(2) ^ part(3) ^ part(4) ^ part(5) ^ part(6) ^ part(7)
  }

  // Table k, at 256 * k, holds what each byte becomes when k zero bytes follow it.
  private static let tables: [UInt32] = {
    let polynomial: UInt32 = 0x82F6_3B78
    var tables = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 0 ? crc >> 1 : (crc >> 1) ^ polynomial }
    }
    for index in 256..<2048 {
      let shorter = tables[index - 256]
      tables.append(tables[Int(shorter & 0xFF)] ^ (shorter >> 8))
    }
    return tables
  }()
}
