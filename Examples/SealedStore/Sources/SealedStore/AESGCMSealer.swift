import CRMFileStore
import Crypto

/// Seals a store with AES-GCM, under keys that go by names.
///
/// Where the keys come from is the application's business: a keychain, a key management service, a file that only it may read. They must be
/// random, of 128 or 256 bits, and serve nothing else.
struct AESGCMSealer: FrameSealer {
  let currentKey: SealingKeyID
  private let keys: [SealingKeyID: SymmetricKey]

  /// A sealer that opens what was sealed under any of the keys, and seals new files under one of them.
  init(_ keys: [SealingKeyID: SymmetricKey], current: SealingKeyID) {
    self.keys = keys
    currentKey = current
  }

  /// The sealer was asked to seal under a key that it does not have.
  struct MissingKey: Error {
    let key: SealingKeyID
  }

  func hasKey(_ key: SealingKeyID) -> Bool { keys[key] != nil }

  func seal(_ content: [UInt8], authenticating context: [UInt8], with key: SealingKeyID) throws -> [UInt8] {
    guard let secret = keys[key] else { throw MissingKey(key: key) }
    // Asked for no nonce in particular, the library draws 96 bits from the system's random source.
    let box = try AES.GCM.seal(content, using: secret, authenticating: context)
    return Array(box.nonce) + box.ciphertext + box.tag
  }

  func open(_ sealed: [UInt8], authenticating context: [UInt8], with key: SealingKeyID) throws -> [UInt8]? {
    guard let secret = keys[key] else { throw MissingKey(key: key) }
    do {
      let box = try AES.GCM.SealedBox(combined: sealed)
      return Array(try AES.GCM.open(box, using: secret, authenticating: context))
    } catch is CryptoKitError {
      // Too few bytes, or not what was sealed; the systems' libraries don't name it alike.
      return nil
    }
  }
}
