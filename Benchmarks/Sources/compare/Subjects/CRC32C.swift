/// The checksum that the file store puts on its bytes, eight bytes a step (slicing by 8), for the limit of opening.
enum CRC32C {
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { bytes in
      tables.withUnsafeBufferPointer { tables in
        var crc: UInt32 = ~0
        var index = 0
        while index &+ 8 <= bytes.count {
          let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ UInt64(crc)
          crc = 0
          for byte in 0..<8 {
            let value = Int(truncatingIfNeeded: word >> UInt64(8 &* byte)) & 0xFF
            crc ^= tables[(7 &- byte) &* 256 &+ value]
          }
          index &+= 8
        }
        while index < bytes.count {
          crc = tables[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[index])] ^ (crc >> 8)
          index &+= 1
        }
        return ~crc
      }
    }
  }

  /// Table k, at 256 * k, says what a byte becomes when k zero bytes follow it.
  private static let tables: [UInt32] = {
    var tables: [UInt32] = []
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F6_3B78 }
      tables.append(crc)
    }
    for index in 256..<2048 {
      let shorter = tables[index - 256]
      tables.append(tables[Int(shorter & 0xFF)] ^ (shorter >> 8))
    }
    return tables
  }()
}
