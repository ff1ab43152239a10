public import CRMCore
import CRMMemoryStore

extension FileStore {
  /// Saves what can be saved of a damaged store into a new folder, and says what was lost.
  ///
  /// A record that is sound is saved even from a damaged block of the checkpoint. Of the commits, each sound one is saved, also behind lost
  /// ones: so each record has the newest version that is left, and what a lost commit deleted is there again. Where a saved record then refers
  /// to a lost one, or two hold the same values in a unique index, the field is cleared where its declaration allows nil, and the record left out
  /// where it does not; both are reported, and in the history, from which a record can be restored.
  ///
  /// The rules come from the declarations, so the program that wrote the store should repair it. The damaged store is only read, and its lock
  /// not taken; nobody should have it open.
  ///
  /// - Parameters:
  ///   - path: The folder of the damaged store.
  ///   - newPath: The folder for what is saved: a new one, or one that holds no store. The store there has an identity of its own.
  ///   - catalog: The record types that the program declares.
  ///   - environment: Gives the identity, and the time and actor of the changes.
  ///   - fileSystem: Where both folders are.
  ///   - sealer: Seals both stores; nil when the damaged one is not sealed.
  ///   - progress: Is told now and then how many of the saved records are written; what it throws ends the repair.
  /// - Throws: ``FileStoreError/damaged(_:)`` when nothing can be saved, ``FileStoreError/noStore(path:)``,
  ///   ``FileStoreError/occupied(path:)``, ``FileStoreError/incompatible(_:)``, ``FileStoreError/needsSealer(path:key:)`` and other errors of
  ///   sealed stores, failures of the disk; `CancellationError`.
  @concurrent
  public static func repair(
    _ path: String, into newPath: String, catalog: Catalog, environment: CRMEnvironment = .system(),
    fileSystem: any FileSystem = LocalFileSystem(), sealer: (any FrameSealer)? = nil,
    progress: @Sendable (FileStoreProgress) throws -> Void = { _ in }
  ) async throws -> FileStoreRepair {
    let salvage = try Salvage(path, fileSystem, sealer, catalog)
    try Task.checkCancellation()
    let mending = try Mending(salvage, catalog, environment)
    let identity = StoreIdentity(environment.identifiers.next(at: environment.clock()))
    try StoreFolder.createAlone(newPath, fileSystem, sealer, identity, covering: salvage.lastCommit) { writer, _ in
      try ContentWriter.write(mending.master, to: &writer, progress: progress)
    }
    let records = mending.master.all.map { ($0.type.entity, $0.identifiers.count) }
    return FileStoreRepair(
      damages: salvage.damages, records: Dictionary(records, uniquingKeysWith: { first, _ in first }),
      lastCommit: salvage.lastCommit, changes: mending.changes, unreadable: salvage.unreadable,
      hasAssumedLayouts: salvage.hasAssumedLayouts)
  }
}
