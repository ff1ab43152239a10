extension StoreFolder {
  /// Opens the store in a folder for writing and hands on what it holds: the checkpoint's blocks, then the commits after
  /// it, in order.
  ///
  /// When it returns, everything handed on is on the disk, a torn tail is cut off, and what an interrupted checkpoint
  /// left is removed. Files of other names are left alone.
  ///
  /// - Parameters:
  ///   - sealer: Seals what the store writes; nil in a store without.
  ///   - identity: Of the store to create when the folder holds none, the folder with it; nil to create none.
  ///   - block: Takes a block of the checkpoint.
  ///   - commit: Takes a commit's sequence number and payload.
  /// - Throws: ``FileStoreError``; or what the callbacks throw. Nothing was changed then, unless the disk failed while it
  ///   was being repaired as above.
  static func open(
    _ path: String, _ fileSystem: any FileSystem, _ sealer: (any FrameSealer)? = nil,
    creatingAs identity: StoreIdentity?,
    block: (CheckpointBlock) throws -> Void, commit: (UInt64, [UInt8]) throws -> Void
  ) throws -> StoreFolder {
    if identity != nil {
      try makeFolder(path, fileSystem)
    } else {
      let names = try fileSystem.exists(path) ? FolderNames(fileSystem.list(path)) : FolderNames([])
      if names.checkpoints.isEmpty, names.journals.isEmpty { throw FileStoreError.noStore(path: path) }
    }
    let lock = try fileSystem.lock(path + "/" + FolderNames.lock)
    let reader: FolderReader
    do {
      reader = try FolderReader.open(path, fileSystem, for: .writing, sealer)
    } catch FileStoreError.noStore(let path) {
      guard let identity else { throw FileStoreError.noStore(path: path) }
      try create(path, fileSystem, sealer, identity, covering: 0) { _, _ in }
      reader = try FolderReader.open(path, fileSystem, for: .writing, sealer)
    }
    let end = try reader.load(
      block: block, commit: commit, damage: { damage, _ in throw FileStoreError.damaged(damage) })
    let folder = try recover(reader, end, path, fileSystem, lock)
    folder.removeLeftovers(besides: reader)
    return folder
  }

  /// Cuts a torn tail off and brings to the disk what only the system's memory may hold.
  private static func recover(
    _ reader: FolderReader, _ end: JournalReader.End, _ path: String, _ fileSystem: any FileSystem,
    _ lock: any FileLock
  ) throws -> StoreFolder {
    let last = reader.journals.count - 1
    let sealer = reader.sealer
    var journal = reader.journals[last]
    var offset = end.position.journal == last ? end.position.offset : FileHeader.size
    var earlierSize = 0
    var allocated = 0
    var hasChanged = false
    for (index, journal) in reader.journals.enumerated() {
      var (size, contentEnd) = try journal.extent()
      if end.isTorn, index >= end.position.journal {
        size = index == end.position.journal ? end.position.offset : FileHeader.size
        try journal.file.truncate(to: size)
        contentEnd = size
        hasChanged = true
      }
      if index >= end.proven.journal {
        let start = index == end.proven.journal ? end.proven.offset : FileHeader.size
        let wanted = index == last ? offset : size
        if try rewrite(journal.file, from: start, to: wanted) { hasChanged = true }
        // Even if nothing changed: a failed batch may have been cut off without that having reached the disk.
        try journal.file.sync(.full)
      }
      if index < last { earlierSize += contentEnd } else { allocated = size }
    }
    // What a killed process renamed is seen, but may not have reached the disk, and what it replaced goes next.
    try fileSystem.syncDirectory(path)
    if let sealer, journal.coding.key != sealer.currentKey {
      // What comes now is not sealed under a key that was changed, maybe because others know it.
      earlierSize += offset
      offset = FileHeader.size
      allocated = offset
      journal = try Journal.create(journal.number + 1, of: reader.identity, in: path, fileSystem, sealer)
    }
    var folder = StoreFolder(
      path, fileSystem, sealer, reader.identity, lock: lock, sequence: end.sequence, journal: journal, offset: offset,
      allocated: allocated, earlierSize: earlierSize)
    if hasChanged { folder.writeMark() }
    return folder
  }

  /// Writes the bytes over themselves.
  ///
  /// Where a sync failed once, Linux takes pages for written that never reached the disk, and no later sync writes them.
  /// Written again, they count as changed, and the next sync that succeeds has brought them to the disk.
  ///
  /// - Returns: Whether there were any.
  private static func rewrite(_ file: any OpenFile, from start: Int, to end: Int) throws -> Bool {
    var offset = start
    while offset < end {
      let bytes = try file.bytes(at: offset, count: min(1 << 20, end - offset))
      guard !bytes.isEmpty else { break }
      try file.writeAll(bytes.span, at: offset)
      offset += bytes.count
    }
    return offset > start
  }

  // Whatever cannot be removed now is tried again at the next opening.
  private func removeLeftovers(besides reader: FolderReader) {
    guard let names = try? FolderNames(fileSystem.list(path)), let header = reader.checkpoint?.header else { return }
    let leftovers =
      names.temporaries
      + names.checkpoints.filter { $0 < header.number }.map(FolderNames.checkpoint)
      + names.journals.filter { $0 < header.journal }.map(FolderNames.journal)
    for name in leftovers { try? fileSystem.remove(path + "/" + name) }
  }
}
