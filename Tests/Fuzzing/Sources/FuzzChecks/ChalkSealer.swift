import CRMFileStore

/// A sealer that protects nothing: it shows only whether everything is sealed for its place.
struct ChalkSealer: FrameSealer {
  var currentKey: SealingKeyID { SealingKeyID(1) }

  func hasKey(_ key: SealingKeyID) -> Bool { key == currentKey }

  func seal(_ content: [UInt8], authenticating context: [UInt8], with key: SealingKeyID) throws -> [UInt8] {
    seal(content, authenticating: context)
  }

  /// The content turned over, behind a checksum of it and of its place.
  func seal(_ content: [UInt8], authenticating context: [UInt8]) -> [UInt8] {
    var sealed: [UInt8] = []
    sealed.append(number: Checksum.of(content[...], after: Checksum.of(context[...])))
    return sealed + content.map { ~$0 }
  }

  func open(_ sealed: [UInt8], authenticating context: [UInt8], with key: SealingKeyID) throws -> [UInt8]? {
    guard sealed.count >= 4 else { return nil }
    let content = sealed.dropFirst(4).map { ~$0 }
    return seal(content, authenticating: context) == sealed ? content : nil
  }
}
