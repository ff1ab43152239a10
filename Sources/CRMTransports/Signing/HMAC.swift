/// The message authentication code HMAC-SHA256 of RFC 2104.
enum HMAC {
  /// The 32 bytes of the code.
  static func code(of message: some Sequence<UInt8>, key: some Collection<UInt8>) -> [UInt8] {
    let short = key.count > SHA256.blockSize ? SHA256.hash(key) : Array(key)
    let padded = short + repeatElement(0, count: SHA256.blockSize - short.count)
    var inner = SHA256()
    inner.update(padded.map { $0 ^ 0x36 })
    inner.update(message)
    return SHA256.hash(padded.map { $0 ^ 0x5c } + inner.finish())
  }

  /// Whether two codes are the same; takes the same time wherever they differ.
  static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
