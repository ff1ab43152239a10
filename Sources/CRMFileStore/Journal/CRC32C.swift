/// The checksum of every byte that the file store writes: CRC-32C (Castagnoli), as in iSCSI (RFC 3720, section 12.1).
///
/// It tells every change of up to 32 bits in a row, and any other with a chance of error of 1 in 4 billion. It is no
/// protection against somebody who changes bytes on purpose.
enum CRC32C {
  /// The checksum of `bytes`, or, with the checksum of what went before, of both together.
  ///
  /// - Complexity: O(*n*), sixteen bytes a step (the method is known as slicing by 16).
  static func checksum(_ bytes: Span<UInt8>, continuing previous: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { checksum($0, continuing: previous) }
  }

  static func checksum(_ bytes: UnsafeRawBufferPointer, continuing previous: UInt32 = 0) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      var crc = ~previous
      var index = 0
      while index &+ 16 <= bytes.count {
        let first = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        let second = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index &+ 8, as: UInt64.self))
        // What does not hang on the step before comes first, so that the processor need not wait with it.
        let rest = part(UInt32(second &>> 32), 0, tables) ^ part(UInt32(truncatingIfNeeded: second), 1024, tables)
        crc =
          rest ^ part(UInt32(first &>> 32), 2048, tables) ^ part(UInt32(truncatingIfNeeded: first) ^ crc, 3072, tables)
        index &+= 16
      }
      while index < bytes.count {
        crc = tables[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[index])] ^ (crc &>> 8)
        index &+= 1
      }
      return ~crc
    }
  }

  /// What four bytes become, by the four tables from `start` on, which say how many bytes follow them.
  @inline(__always)
  private static func part(_ word: UInt32, _ start: Int, _ tables: UnsafeBufferPointer<UInt32>) -> UInt32 {
    let first = tables[start | 768 | Int(word & 0xFF)] ^ tables[start | 512 | Int((word &>> 8) & 0xFF)]
    let second = tables[start | 256 | Int((word &>> 16) & 0xFF)] ^ tables[start | Int(word &>> 24)]
    return first ^ second
  }

  // Table k, at 256 * k, holds what each byte becomes when k zero bytes follow it.
  private static let tables: [UInt32] = {
    let polynomial: UInt32 = 0x82F6_3B78
    var tables = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 0 ? crc >> 1 : (crc >> 1) ^ polynomial }
    }
    for index in 256..<4096 {
      let shorter = tables[index - 256]
      tables.append(tables[Int(shorter & 0xFF)] ^ (shorter >> 8))
    }
    return tables
  }()
}
