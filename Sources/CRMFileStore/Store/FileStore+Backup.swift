public import CRMCore
import CRMMemoryStore

extension FileStore {
  /// Writes everything that is committed at this moment to another folder, while readers and writers go on.
  ///
  /// The copy is a store of its own, with an identity of its own, that can be opened as it is; ``restore(_:from:environment:fileSystem:sealer:progress:)``
  /// copies it to where it is needed. It is there as a whole or not at all: cancelled, failed or killed, a backup leaves no store.
  ///
  /// - Parameters:
  ///   - path: The folder: a new one, or one that holds no store.
  ///   - fileSystem: Where that is; nil for where the store is.
  ///   - sealer: Seals the copy, so that a store without a seal becomes a sealed one, or a backup has a key of its own; nil for the store's
  ///     own sealer, if it has one.
  ///   - progress: Is told now and then how far it is; what it throws ends the backup.
  /// - Returns: The number of the last commit in it.
  /// - Throws: ``FileStoreError/occupied(path:)``, ``FileStoreError/diskFull(_:)`` and other failures of the disk; `CancellationError`.
  @concurrent @discardableResult
  public func backup(
    to path: String, on fileSystem: (any FileSystem)? = nil, sealer: (any FrameSealer)? = nil,
    progress: @Sendable (FileStoreProgress) throws -> Void = { _ in }
  ) async throws -> UInt64 {
    let master = try engine.snapshot()
    let id = environment.identifiers.next(at: environment.clock())
    try StoreFolder.createAlone(
      path, fileSystem ?? options.fileSystem, sealer ?? options.sealer, StoreIdentity(id), covering: master.sequence
    ) { writer, _ in
      try ContentWriter.write(master, to: &writer, progress: progress)
    }
    return master.sequence
  }

  /// Copies a backup, or any store that nobody has open, to a folder where it can be opened, and verifies every byte of it on the way.
  ///
  /// The copy has an identity of its own, so that two restorations of one backup are two stores. It is there as a whole or not at all.
  ///
  /// - Parameters:
  ///   - path: The folder: a new one, or one that holds no store.
  ///   - backup: The folder of the backup, which is not changed.
  ///   - environment: Gives the copy its identity.
  ///   - fileSystem: Where both folders are.
  ///   - sealer: Opens the backup and seals the copy, under its current key; nil when the backup is not sealed.
  ///   - progress: Is told now and then how far it is; what it throws ends the restoration.
  /// - Returns: The number of the last commit in it.
  /// - Throws: ``FileStoreError/damaged(_:)`` when the backup is not as it was written, ``FileStoreError/occupied(path:)``,
  ///   ``FileStoreError/needsSealer(path:key:)`` and other errors of sealed stores, failures of the disk; `CancellationError`.
  @concurrent @discardableResult
  public static func restore(
    _ path: String, from backup: String, environment: CRMEnvironment = .system(),
    fileSystem: any FileSystem = LocalFileSystem(), sealer: (any FrameSealer)? = nil,
    progress: @Sendable (FileStoreProgress) throws -> Void = { _ in }
  ) async throws -> UInt64 {
    let reader = try FolderReader.open(backup, fileSystem, for: .reading, sealer)
    let id = environment.identifiers.next(at: environment.clock())
    var last = reader.coveredSequence
    try StoreFolder.createAlone(path, fileSystem, sealer, StoreIdentity(id), covering: last) { writer, journal in
      var copy = FolderCopy(journal, progress: try FileStoreProgress(of: reader))
      try copy.content(of: reader, to: &writer) { report in
        try Task.checkCancellation()
        try progress(report)
      }
      last = copy.sequence
    }
    return last
  }
}

extension StoreIdentity {
  /// The identity whose bits are those of an identifier.
  init(_ id: Identifier) { self.init(high: id.high, low: id.low) }
}

extension FileStoreProgress {
  /// The beginning of copying what a checkpoint says that it holds.
  fileprivate init(of reader: FolderReader) throws {
    let sections = try reader.checkpoint?.directory().sections ?? []
    let counts = sections.filter { ContentWriter.entity(ofSection: $0.name) != nil }.map(\.pieceCount)
    self.init(records: 0, total: counts.reduce(0) { $0 + Int(clamping: $1) })
  }
}
