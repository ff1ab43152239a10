import CRMCore
import Testing

@testable import CRMFileStore

@Suite("CRC-32C")
struct CRC32CTests {
  /// RFC 3720, appendix B.4, whose checksums are printed lowest byte first, and the check value of the CRC catalogues.
  static let published: [(bytes: [UInt8], checksum: UInt32)] = [
    ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
    ([UInt8](0..<32), 0x46DD_794E),
    ((0..<32).map { UInt8(31 - $0) }, 0x113F_DB5C),
    (
      [
        0x01, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x00, 0x14, 0x00, 0x00, 0x00, 0x18,
        0x28, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
      ], 0xD996_3A56
    ),
    (Array("123456789".utf8), 0xE306_9283),
    ([], 0),
  ]

  @Test("Published test vectors come out", arguments: published.indices)
  func publishedVectors(_ index: Int) {
    let (bytes, checksum) = Self.published[index]
    #expect(CRC32C.checksum(bytes.span) == checksum)
  }

  @Test("Bytes in two parts have the checksum of the whole, wherever they are parted")
  func parts() {
    var random = SplitMix64(seed: 1)
    let bytes = random.bytes(75)
    let whole = CRC32C.checksum(bytes.span)
    for cut in 0...bytes.count {
      let first = CRC32C.checksum(bytes.span.extracting(0..<cut))
      #expect(CRC32C.checksum(bytes.span.extracting(cut..<bytes.count), continuing: first) == whole)
    }
  }
}
