/// A journal's file, open: its header is read and checked.
struct Journal: Sendable {
  let number: UInt64
  let path: String
  let file: any OpenFile
  let coding: FrameCoding

  /// Makes an empty journal that survives a power cut under its name from the moment of return.
  static func create(
    _ number: UInt64, of identity: StoreIdentity, in folder: String, _ fileSystem: any FileSystem,
    _ sealer: (any FrameSealer)?
  ) throws -> Self {
    let header = FileHeader(kind: .journal, identity: identity, number: number, journal: 0, key: sealer?.currentKey)
    let bytes = header.encoded().bytes
    let name = FolderNames.journal(number)
    let path = folder + "/" + name
    let temporaryPath = folder + "/" + FolderNames.temporary(name)
    do {
      let file = try fileSystem.open(temporaryPath, for: .creating)
      try file.writeAll(bytes.span, at: 0)
      try file.sync(.full)
      try fileSystem.rename(temporaryPath, to: path)
    } catch {
      try? fileSystem.remove(temporaryPath)
      throw error
    }
    try fileSystem.syncDirectory(folder)
    return try open(number, of: identity, in: folder, fileSystem, for: .writing, sealer) {
      throw FileStoreError.damaged($0)
    }
  }

  /// Opens the journal of the number, which must be there and of this store.
  ///
  /// When the header is damaged and `damage` returns, the journal is opened as if the header were right, since all that
  /// it says is known, but for the key.
  ///
  /// - Parameter keys: Those that other files of the folder name.
  static func open(
    _ number: UInt64, of identity: StoreIdentity, in folder: String, _ fileSystem: any FileSystem,
    for access: FileAccess, _ sealer: (any FrameSealer)?, keys: [SealingKeyID?] = [],
    _ damage: (FileDamage) throws -> Void
  ) throws -> Self {
    let path = folder + "/" + FolderNames.journal(number)
    let file = try fileSystem.open(path, for: access)
    var wanted = FileHeader(kind: .journal, identity: identity, number: number, journal: 0)
    do {
      let header = try FileHeader.read(.journal, from: file, path: path).header
      guard header.identity == identity else {
        throw FileStoreError.foreignFile(path: path, expected: identity, found: header.identity)
      }
      wanted.key = header.key
      if header != wanted { try damage(FileDamage(path: path, offset: 0, place: .header, kind: .inconsistent)) }
    } catch FileStoreError.damaged(let found) {
      try damage(found)
      wanted.key = try FileHeader.recoveredKey(of: wanted, in: file, keys: keys, sealer)
    }
    let coding = try FrameCoding(wanted, sealer, path: path)
    let journal = Self(number: number, path: path, file: file, coding: coding)
    if coding.isSealed { try coding.checkKey(of: file, contentEnd: journal.extent().contentEnd, path: path) }
    return journal
  }

  /// How long the file is, and where it holds nothing but zeros from, which were put there for frames to come.
  func extent() throws -> (size: Int, contentEnd: Int) {
    let size = try file.size()
    var contentEnd = size
    while contentEnd > FileHeader.size {
      let start = max(FileHeader.size, contentEnd - 1 << 16)
      let bytes = try file.bytes(at: start, count: contentEnd - start)
      if let last = bytes.lastIndex(where: { $0 != 0 }) { return (size, start + last + 1) }
      contentEnd = start
    }
    return (size, contentEnd)
  }
}
