import Foundation
import Testing

@testable import CRMTransports

@Suite("SHA-256 and HMAC")
struct SHA256Tests {
  @Test(
    "The hashes of the standard's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
      (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
  func standard(text: String, hash: String) {
    #expect(SHA256.hash(text.utf8).hexadecimal == hash)
  }

  @Test(
    "The hash does not depend on the portions in which bytes come", arguments: [1, 55, 56, 63, 64, 65, 119, 120, 200])
  func portions(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for cut in [0, 1, count / 2, count] {
      var hash = SHA256()
      hash.update(bytes.prefix(cut))
      hash.update(bytes.dropFirst(cut))
      #expect(hash.finish() == SHA256.hash(bytes))
    }
  }

  @Test("The codes of RFC 4231, among them that of a key longer than a block")
  func codes() {
    func repeated(_ byte: UInt8, _ count: Int) -> [UInt8] { Array(repeating: byte, count: count) }
    let cases: [(key: [UInt8], data: [UInt8], code: String)] = [
      (repeated(0x0b, 20), Array("Hi There".utf8), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
      (
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (repeated(0xaa, 20), repeated(0xdd, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
      (
        Array(1...25), repeated(0xcd, 50), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
      ),
      (
        repeated(0xaa, 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
    ]
    for (key, data, code) in cases { #expect(HMAC.code(of: data, key: key).hexadecimal == code) }
  }

  @Test("Codes are compared to the last byte")
  func comparison() {
    #expect(HMAC.areEqual([1, 2, 3], [1, 2, 3]))
    #expect(!HMAC.areEqual([1, 2, 3], [1, 2, 4]))
    #expect(!HMAC.areEqual([1, 2, 3], [0, 2, 3]))
    #expect(!HMAC.areEqual([1, 2, 3], [1, 2]))
  }
}
