import Testing

@testable import compare

@Suite("The checksum of the limit")
struct CRC32CTests {
  @Test("It is CRC-32C, as in RFC 3720, appendix B.4")
  func known() {
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum([UInt8](0..<32)) == 0x46DD_794E)
    #expect(CRC32C.checksum([UInt8]("123456789".utf8)) == 0xE306_9283)
  }
}
