import Testing

@testable import compare

@Suite("The checksum of the limit")
struct CRC32CTests {
  // RFC 3720, appendix B.4.
  @Test(
    "It is CRC-32C",
    arguments: [
      ([UInt8](repeating: 0, count: 32), 0x8A91_36AA as UInt32), ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
      ([UInt8](0..<32), 0x46DD_794E), ([UInt8]("123456789".utf8), 0xE306_9283),
    ])
  func known(bytes: [UInt8], checksum: UInt32) {
    #expect(CRC32C.checksum(bytes) == checksum)
  }
}
