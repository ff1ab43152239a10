import CRMFileStore
import Crypto
import Testing

@testable import SealedStore

@Suite("The AES-GCM sealer")
struct AESGCMSealerTests {
  private let first = SealingKeyID(1)
  private let second = SealingKeyID(2)
  private let key = SymmetricKey(size: .bits256)
  private let content = Array("Sara Ahmadi".utf8)
  private let context: [UInt8] = [1, 2, 3]

  private var sealer: AESGCMSealer {
    AESGCMSealer([first: key, second: SymmetricKey(size: .bits256)], current: first)
  }

  @Test("What is sealed opens with the same key and context, and takes 28 bytes more")
  func opens() throws {
    for content in [content, []] {
      let sealed = try sealer.seal(content, authenticating: context, with: first)
      #expect(sealed.count == content.count + 28)
      #expect(try sealer.open(sealed, authenticating: context, with: first) == content)
    }
  }

  @Test("Nothing opens with another key, in another context, or with a byte changed, cut or added")
  func refuses() throws {
    let sealer = sealer
    let sealed = try sealer.seal(content, authenticating: context, with: first)
    #expect(try sealer.open(sealed, authenticating: context, with: second) == nil)
    #expect(try sealer.open(sealed, authenticating: [1, 2, 4], with: first) == nil)
    #expect(try sealer.open(sealed, authenticating: [], with: first) == nil)
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(try sealer.open(changed, authenticating: context, with: first) == nil, "byte \(index)")
      #expect(try sealer.open(Array(sealed[..<index]), authenticating: context, with: first) == nil, "cut to \(index)")
    }
    #expect(try sealer.open(sealed + [0], authenticating: context, with: first) == nil)
  }

  @Test("The same content is sealed differently each time")
  func nonces() throws {
    let sealer = sealer
    let sealed = try (0..<100).map { _ in try sealer.seal(content, authenticating: context, with: first) }
    #expect(Set(sealed.map { $0.prefix(12) }).count == 100 && Set(sealed).count == 100)
  }

  @Test("A key that it does not have is an error")
  func missingKey() {
    let other = SealingKeyID(3)
    #expect(sealer.hasKey(first) && !sealer.hasKey(other))
    #expect(throws: AESGCMSealer.MissingKey.self) {
      try sealer.seal(content, authenticating: context, with: other)
    }
    #expect(throws: AESGCMSealer.MissingKey.self) {
      try sealer.open(content, authenticating: context, with: other)
    }
  }
}
