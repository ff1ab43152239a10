extension FileHeader {
  /// The header that a damaged checkpoint must have had, and its checksum, from what the file's name, its frames and the rest of the folder
  /// say.
  ///
  /// - Parameters:
  ///   - number: The commit that the file's name says.
  ///   - identities: Those that other files of the folder name.
  ///   - journals: The numbers of the folder's journals.
  ///   - keys: Those that other files of the folder name, or that new ones would.
  /// - Returns: Nil when no frame in the file is valid under any header that it may have had.
  static func recovered(
    _ file: any OpenFile, number: UInt64, identities: [StoreIdentity], journals: [UInt64], keys: [SealingKeyID?]
  ) throws -> (header: FileHeader, checksum: UInt32)? {
    let found = try stored(in: file)
    let identities = (found.map { [$0.header.identity] } ?? []) + identities
    let journals = (found.map { [$0.header.journal] } ?? []) + journals
    let keys = (found.map { [$0.header.key] } ?? []) + keys
    var headers: [FileHeader] = []
    for identity in identities {
      for journal in journals {
        for key in keys {
          let header = FileHeader(kind: .checkpoint, identity: identity, number: number, journal: journal, key: key)
          if !headers.contains(header) { headers.append(header) }
        }
      }
    }
    let candidates = headers.map { (header: $0, checksum: $0.encoded().checksum) }
    if let found, let right = candidates.first(where: { $0.checksum == found.checksum }) { return right }
    if let right = try candidates.first(where: { try holdsFrames(file, seed: $0.checksum) }) { return right }
    // A seal is made with the header, so that nothing sealed opens without.
    guard let found, let last = candidates.last, last.header.key == nil, try holdsFrames(file, seed: found.checksum)
    else { return nil }
    return (last.header, found.checksum)
  }

  /// What stands where a header should, unchecked; nil in a file too short for one.
  private static func stored(in file: any OpenFile) throws -> (header: FileHeader, checksum: UInt32)? {
    let bytes = try file.bytes(at: 0, count: size)
    var reader = ByteReader(bytes[...])
    guard reader.next(count: 12) != nil, let features: UInt32 = reader.next(), let high: UInt64 = reader.next(),
      let low: UInt64 = reader.next(), let number: UInt64 = reader.next(), let journal: UInt64 = reader.next(),
      let key = reader.next(count: SealingKeyID.length), let checksum: UInt32 = reader.next()
    else { return nil }
    let header = FileHeader(
      kind: .checkpoint, identity: StoreIdentity(high: high, low: low), number: number, journal: journal,
      key: features & sealing == 0 ? nil : SealingKeyID(key))
    return (header, checksum)
  }

  /// The key of a journal whose header is damaged: the first, of those that it may have had, under which the file holds frames.
  ///
  /// - Parameters:
  ///   - header: The header but for its key.
  ///   - keys: Those that other files of the folder name.
  static func recoveredKey(
    of header: FileHeader, in file: any OpenFile, keys: [SealingKeyID?], _ sealer: (any FrameSealer)?
  ) throws -> SealingKeyID? {
    guard let sealer else { return nil }
    let keys = ([try stored(in: file)?.header.key] + keys + [sealer.currentKey]).compactMap(\.self)
    let candidates = keys.filter(sealer.hasKey)
    return try candidates.first { key in
      var header = header
      header.key = key
      return try holdsFrames(file, seed: header.encoded().checksum)
    } ?? candidates.first
  }

  private static func holdsFrames(_ file: any OpenFile, seed: UInt32) throws -> Bool {
    let end = max(size, try file.size())
    var frames = FrameReader(file, FrameCoding(seed: seed), to: end)
    if case .frame = try frames.next() { return true }
    try frames.skipToFrame()
    return frames.offset < end
  }
}
