extension FileHeader {
  /// The header that a damaged checkpoint must have had, and its checksum, from what the file's name, its frames and the rest of the folder
  /// say.
  ///
  /// - Parameters:
  ///   - number: The commit that the file's name says.
  ///   - identities: Those that other files of the folder name.
  ///   - journals: The numbers of the folder's journals.
  /// - Returns: Nil when no frame in the file is valid under any header that it may have had.
  static func recovered(
    _ file: any OpenFile, number: UInt64, identities: [StoreIdentity], journals: [UInt64]
  ) throws -> (header: FileHeader, checksum: UInt32)? {
    let found = try stored(in: file)
    let identities = (found.map { [$0.header.identity] } ?? []) + identities
    let journals = (found.map { [$0.header.journal] } ?? []) + journals
    let candidates = identities.flatMap { identity in
      journals.map { journal in
        let header = FileHeader(kind: .checkpoint, identity: identity, number: number, journal: journal)
        return (header: header, checksum: header.encoded().checksum)
      }
    }
    if let found, let right = candidates.first(where: { $0.checksum == found.checksum }) { return right }
    if let right = try candidates.first(where: { try holdsFrames(file, seed: $0.checksum) }) { return right }
    guard let found, let last = candidates.last, try holdsFrames(file, seed: found.checksum) else { return nil }
    return (last.header, found.checksum)
  }

  /// What stands where a header should, unchecked; nil in a file too short for one.
  private static func stored(in file: any OpenFile) throws -> (header: FileHeader, checksum: UInt32)? {
    let bytes = try file.bytes(at: 0, count: size)
    var reader = ByteReader(bytes[...])
    guard reader.next(count: 16) != nil, let high: UInt64 = reader.next(), let low: UInt64 = reader.next(),
      let number: UInt64 = reader.next(), let journal: UInt64 = reader.next(), reader.next(count: 12) != nil,
      let checksum: UInt32 = reader.next()
    else { return nil }
    let identity = StoreIdentity(high: high, low: low)
    return (FileHeader(kind: .checkpoint, identity: identity, number: number, journal: journal), checksum)
  }

  private static func holdsFrames(_ file: any OpenFile, seed: UInt32) throws -> Bool {
    let end = max(size, try file.size())
    var frames = FrameReader(file, seed: seed, to: end)
    if case .frame = try frames.next() { return true }
    try frames.skipToFrame()
    return frames.offset < end
  }
}
