extension StoreFolder {
  /// Makes a folder, and those that it lies in, so that they survive a power cut.
  static func makeFolder(_ path: String, _ fileSystem: any FileSystem) throws {
    guard try !fileSystem.exists(path) else { return }
    let parent = parent(of: path)
    try makeFolder(parent, fileSystem)
    try fileSystem.makeDirectory(path)
    try fileSystem.syncDirectory(parent)
  }

  private static func parent(of path: String) -> String {
    let name = path.reversed().drop { $0 == "/" }
    let parent = name.drop { $0 != "/" }.drop { $0 == "/" }
    if parent.isEmpty { return path.hasPrefix("/") ? "/" : "." }
    return String(parent.reversed())
  }

  /// Makes a store in a folder that holds none: the journal first and the checkpoint last, since with the checkpoint the store is there.
  ///
  /// When it throws, no store is there.
  ///
  /// - Parameters:
  ///   - sequence: The last commit that the checkpoint covers.
  ///   - content: Writes the checkpoint, and commits that follow it to the journal.
  static func create(
    _ path: String, _ fileSystem: any FileSystem, _ sealer: (any FrameSealer)?, _ identity: StoreIdentity,
    covering sequence: UInt64, content: (inout CheckpointWriter, Journal) throws -> Void
  ) throws {
    // A folder above may be new, made by a process that died before it synced. Some may be closed to this process.
    var folder = path
    while folder != parent(of: folder) {
      folder = parent(of: folder)
      try? fileSystem.syncDirectory(folder)
    }
    let names = FolderNames(try fileSystem.list(path))
    for name in names.journals.map(FolderNames.journal) + names.temporaries {
      try fileSystem.remove(path + "/" + name)
    }
    let plan = CheckpointPlan(
      folder: path, fileSystem: fileSystem, sealer: sealer, identity: identity, journalNumber: 1)
    let journal = try plan.makeJournal()
    var writer = try plan.makeWriter(covering: sequence)
    do {
      try content(&writer, journal)
    } catch {
      writer.abandon()
      try? fileSystem.remove(journal.path)
      throw error
    }
    try writer.finish().publish(acknowledged: sequence)
  }

  /// Makes a store in a new folder, or in one that holds none, while nobody else can.
  ///
  /// - Throws: ``FileStoreError/occupied(path:)``.
  static func createAlone(
    _ path: String, _ fileSystem: any FileSystem, _ sealer: (any FrameSealer)?, _ identity: StoreIdentity,
    covering sequence: UInt64, content: (inout CheckpointWriter, Journal) throws -> Void
  ) throws {
    try makeFolder(path, fileSystem)
    let lock = try lockWherePossible(path, fileSystem)
    defer { lock?.release() }
    do {
      _ = try FolderReader.open(path, fileSystem, for: .reading)
    } catch FileStoreError.noStore {
      return try create(path, fileSystem, sealer, identity, covering: sequence, content: content)
    } catch FileStoreError.damaged, FileStoreError.needsSealer {
      throw FileStoreError.occupied(path: path)
    }
    throw FileStoreError.occupied(path: path)
  }

  // Copies may go where no lock can be had: nobody opens what is not a store yet.
  private static func lockWherePossible(_ path: String, _ fileSystem: any FileSystem) throws -> (any FileLock)? {
    do {
      return try fileSystem.lock(path + "/" + FolderNames.lock)
    } catch FileStoreError.lockingUnsupported {
      return nil
    }
  }
}
