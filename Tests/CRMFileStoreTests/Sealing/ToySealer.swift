import CRMCore
import CRMFileStore
import Synchronization

/// A sealer for tests, which protects nothing: a stream of pseudo-random bytes, and a checksum with the key in it.
///
/// It shows what a sealer's user relies on: nothing can be read in what is sealed, and nothing opens with another key or in another place.
final class ToySealer: FrameSealer {
  static let key = SealingKeyID(1)

  /// What the keys really are, by their names.
  private let secrets: [SealingKeyID: UInt64]
  private let current: Mutex<SealingKeyID>
  private let nonces: Mutex<SplitMix64>

  /// A sealer that has keys of those numbers.
  ///
  /// - Parameters:
  ///   - keys: The numbers, which also are the secrets unless said otherwise.
  ///   - secrets: Another secret for all of them.
  init(_ keys: [UInt64] = [1, 2], current: UInt64 = 1, secrets: UInt64? = nil, seed: UInt64 = 1) {
    self.secrets = Dictionary(
      keys.map { (SealingKeyID($0), secrets ?? $0) }, uniquingKeysWith: { first, _ in first })
    self.current = Mutex(SealingKeyID(current))
    nonces = Mutex(SplitMix64(seed: seed))
  }

  struct NoKey: Error, Equatable {}
  struct Broken: Error, Equatable {}

  /// Whether every call fails, as when a device that has the keys does not answer.
  var isBroken: Bool {
    get { breakage.load(ordering: .relaxed) }
    set { breakage.store(newValue, ordering: .relaxed) }
  }
  private let breakage = Atomic(false)

  var currentKey: SealingKeyID { current.withLock { $0 } }

  /// Lets another key be the current one from now on.
  func rotate(to key: UInt64) { current.withLock { $0 = SealingKeyID(key) } }

  func hasKey(_ key: SealingKeyID) -> Bool { secrets[key] != nil }

  func seal(_ content: [UInt8], authenticating context: [UInt8], with key: SealingKeyID) throws -> [UInt8] {
    let secret = try secret(key)
    let nonce = nonces.withLock { $0.next() }
    var sealed = bytes(of: nonce) + content
    mask(&sealed, secret, nonce)
    return sealed + bytes(of: tag(secret, context, sealed))
  }

  func open(_ sealed: [UInt8], authenticating context: [UInt8], with key: SealingKeyID) throws -> [UInt8]? {
    let secret = try secret(key)
    guard sealed.count >= 16 else { return nil }
    var content = Array(sealed.dropLast(8))
    guard bytes(of: tag(secret, context, content)) == Array(sealed.suffix(8)) else { return nil }
    let nonce = content.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    mask(&content, secret, nonce)
    return Array(content.dropFirst(8))
  }

  private func secret(_ key: SealingKeyID) throws -> UInt64 {
    guard !isBroken else { throw Broken() }
    guard let secret = secrets[key] else { throw NoKey() }
    return secret
  }

  private func bytes(of number: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }

  /// Hides what follows the nonce, or shows it again.
  private func mask(_ bytes: inout [UInt8], _ secret: UInt64, _ nonce: UInt64) {
    var generator = SplitMix64(seed: secret &* 0x9E37_79B9_7F4A_7C15 ^ nonce)
    var word: UInt64 = 0
    var index = 8
    while index < bytes.count {
      if index % 8 == 0 { word = generator.next() }
      bytes[index] ^= UInt8(truncatingIfNeeded: word)
      word >>= 8
      index += 1
    }
  }

  /// The hash of Fowler, Noll and Vo, begun with the secret.
  private func tag(_ secret: UInt64, _ context: [UInt8], _ sealed: [UInt8]) -> UInt64 {
    var hash = 0xCBF2_9CE4_8422_2325 ^ (secret &* 0x2545_F491_4F6C_DD1D)
    for bytes in [context, sealed] {
      var index = 0
      while index < bytes.count {
        hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3
        index += 1
      }
    }
    return hash
  }
}
