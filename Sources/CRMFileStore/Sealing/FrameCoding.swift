/// How the frames of one file are written and read: what their checksums go on from, and the seal of what they hold.
struct FrameCoding: Sendable {
  /// The checksum of the file's header.
  let seed: UInt32
  /// Nil in a store without.
  private let seal: Seal?

  /// A file's key, and what each of its frames is authenticated with.
  private final class Seal: Sendable {
    let sealer: any FrameSealer
    let key: SealingKeyID
    let header: [UInt8]

    init(_ sealer: any FrameSealer, _ key: SealingKeyID, _ header: [UInt8]) {
      (self.sealer, self.key, self.header) = (sealer, key, header)
    }
  }

  /// The coding of a file's frames.
  ///
  /// - Parameters:
  ///   - checksum: That of the header as it stands in the file.
  ///   - path: The file.
  /// - Throws: ``FileStoreError/needsSealer(path:key:)``, ``FileStoreError/notSealed(path:)``, ``FileStoreError/unknownKey(path:key:)``.
  init(_ header: FileHeader, checksum: UInt32? = nil, _ sealer: (any FrameSealer)?, path: String) throws {
    let (bytes, encodedChecksum) = header.encoded()
    seed = checksum ?? encodedChecksum
    switch (header.key, sealer) {
    case (nil, nil): seal = nil
    case (let key?, let sealer?):
      guard sealer.hasKey(key) else { throw FileStoreError.unknownKey(path: path, key: key) }
      seal = Seal(sealer, key, bytes)
    case (let key?, nil): throw FileStoreError.needsSealer(path: path, key: key)
    case (nil, _?): throw FileStoreError.notSealed(path: path)
    }
  }

  /// The coding of a file without a seal whose header has the checksum.
  init(seed: UInt32) { (self.seed, seal) = (seed, nil) }

  /// The key that the frames are sealed with.
  var key: SealingKeyID? { seal?.key }

  /// Whether what frames hold is sealed.
  var isSealed: Bool { seal != nil }

  /// What a frame holds; nil when its seal does not open.
  ///
  /// - Throws: What the sealer throws.
  func content(of payload: [UInt8], in frame: FrameHeader) throws -> [UInt8]? {
    guard let seal, frame.kind.isSealed else { return payload }
    let context = context(frame.kind, frame.sequence, frame.mark, seal)
    return try seal.sealer.open(payload, authenticating: context, with: seal.key)
  }

  /// Whether what such a frame holds is sealed.
  func seals(_ kind: FrameKind) -> Bool { isSealed && kind.isSealed }

  /// The payload of a frame that is to hold the content: the content itself in a store without a seal.
  ///
  /// - Throws: What the sealer throws.
  func sealed(_ content: [UInt8], _ kind: FrameKind, sequence: UInt64, mark: UInt64) throws -> [UInt8] {
    guard let seal else { return content }
    return try seal.sealer.seal(content, authenticating: context(kind, sequence, mark, seal), with: seal.key)
  }

  /// The file's header, and what the frame's own says of its place.
  private func context(_ kind: FrameKind, _ sequence: UInt64, _ mark: UInt64, _ seal: Seal) -> [UInt8] {
    var context = seal.header
    context.reserveCapacity(context.count + 20)
    context.append(littleEndian: kind.rawValue)
    context.append(littleEndian: sequence)
    context.append(littleEndian: mark)
    return context
  }

  /// Tries the key on a file.
  ///
  /// - Parameter contentEnd: Where the file holds nothing but zeros from, when it has them for later frames.
  /// - Throws: ``FileStoreError/wrongKey(path:key:)`` when nothing in it opens, though something is as it was written.
  func checkKey(of file: any OpenFile, contentEnd: Int? = nil, path: String) throws {
    guard let seal else { return }
    var frames = FrameReader(file, self, to: max(FileHeader.size, try file.size()), contentEnd: contentEnd)
    var isRefused = false
    while true {
      switch try frames.next() {
      case .frame(let frame):
        if frame.header.kind.isSealed { return }
      case .unreadable(let kind):
        if kind == .seal { isRefused = true }
        try frames.skipToFrame()
      case .end:
        guard isRefused else { return }
        throw FileStoreError.wrongKey(path: path, key: seal.key)
      }
    }
  }
}
