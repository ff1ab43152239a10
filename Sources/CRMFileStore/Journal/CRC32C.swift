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
        let first = tables[1792 | Int(word & 0xFF)] ^ tables[1536 | Int((word &>> 8) & 0xFF)]
        let second = tables[1280 | Int((word &>> 16) & 0xFF)] ^ tables[1024 | Int((word &>> 24) & 0xFF)]
        let third = tables[768 | Int((word &>> 32) & 0xFF)] ^ tables[512 | Int((word &>> 40) & 0xFF)]
        let fourth = tables[256 | Int((word &>> 48) & 0xFF)] ^ tables[Int(word &>> 56)]
        crc = first ^ second ^ third ^ fourth
        index &+= 8
      }
      while index < bytes.count {
        crc = tables[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[index])] ^ (crc &>> 8)
        index &+= 1
      }
      return ~crc
    }
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
