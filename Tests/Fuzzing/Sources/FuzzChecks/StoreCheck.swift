import CRMCore
import CRMFileStore

/// A store's folder whose files may hold anything.
///
/// Opening it succeeds or throws a ``FileStoreError``, and so do verifying and repairing; the three agree on whether it is damaged, and only an
/// opening that succeeds changes anything. What opens can be read and written on. What a repair writes opens, and is not damaged.
struct StoreCheck {
  private static let repaired = "/repaired"
  private static let catalog = try? Catalog(BaseStore.records)

  private let disk: MemoryDisk
  private let catalog: Catalog
  private let sealer: ChalkSealer?

  static func run(_ disk: MemoryDisk, sealer: ChalkSealer?) {
    guard let catalog else { fail("the records are not declared well") }
    wait { await StoreCheck(disk: disk, catalog: catalog, sealer: sealer).run() }
  }

  private func run() async {
    let before = files
    let damages = attempt { try FileStore.verify(BaseStore.path, fileSystem: disk, sealer: sealer) }
    let view = attempt {
      try ReadOnlyFileStore(
        at: BaseStore.path, catalog: catalog, environment: .replayable(seed: 2), fileSystem: disk,
        sealer: sealer)
    }
    let repair = await attempt {
      try await FileStore.repair(
        BaseStore.path, into: Self.repaired, catalog: catalog, environment: .replayable(seed: 3), fileSystem: disk,
        sealer: sealer)
    }
    if case .success(let damages) = damages, case .success = view { require(damages.isEmpty, "opened with \(damages)") }
    if case .success(let damages) = damages, case .failure(.damaged(let damage)) = view {
      require(!damages.isEmpty, "verify does not find \(damage)")
    }
    if case .success(let view) = view {
      await read(view)
      if case .failure(let error) = repair { fail("what opens is not repaired: \(error)") }
    }
    if case .success(let report) = repair { await check(report) }
    require(files == before, "a store was changed that was only read")
    await write(after: view)
  }

  /// The store's files but for its lock.
  private var files: [String: [UInt8]] {
    disk.contents.filter { $0.key.hasPrefix(BaseStore.path + "/") && !$0.key.hasSuffix("/lock") }
  }

  private func attempt<T>(_ body: () async throws -> T) async -> Result<T, FileStoreError> {
    do {
      return .success(try await body())
    } catch let error as FileStoreError {
      return .failure(error)
    } catch {
      fail("\(type(of: error)): \(error)")
    }
  }

  private func attempt<T>(_ body: () throws -> T) -> Result<T, FileStoreError> {
    do {
      return .success(try body())
    } catch let error as FileStoreError {
      return .failure(error)
    } catch {
      fail("\(type(of: error)): \(error)")
    }
  }

  /// Decodes everything; a value that is none of its field's type may be refused there.
  private func read(_ store: some Store) async {
    try? await store.read { view in
      _ = try? await view.fetch(Maker.self)
      _ = try? await view.fetch(Sample.self)
      _ = try? await view.fetch(CustomField.self)
      _ = try? await view.fetch(HistoryEntry.self)
    }
  }

  private func check(_ report: FileStoreRepair) async {
    let damages = attempt { try FileStore.verify(Self.repaired, fileSystem: disk, sealer: sealer) }
    guard case .success(let damages) = damages, damages.isEmpty else {
      fail("the repaired store is damaged: \(damages)")
    }
    do {
      let store = try ReadOnlyFileStore(
        at: Self.repaired, catalog: catalog, environment: .replayable(seed: 4), fileSystem: disk,
        sealer: sealer)
      let samples = try await store.count(Sample.self)
      require(samples == report.records[Sample.entity], "\(samples) of \(report.records) were saved")
      await read(store)
    } catch {
      fail("what was repaired does not open: \(error)")
    }
  }

  /// Opens the store for writing, which must go as reading went, and commits something.
  private func write(after view: Result<ReadOnlyFileStore, FileStoreError>) async {
    let before = files
    let opened = attempt { try open() }
    switch (opened, view) {
    case (.success(let store), .success(let view)):
      do {
        let maker = try await insert(into: store)
        let again = try open()
        let found = try await again.find(maker.id)
        require(found == maker, "\(maker) was committed and \(String(describing: found)) found")
        let commits = try again.statistics().commits
        require(commits == view.lastCommit + 1, "commit \(commits) follows \(view.lastCommit)")
        try await again.close()
        let damages = try FileStore.verify(BaseStore.path, fileSystem: disk, sealer: sealer)
        require(damages.isEmpty, "damaged by writing: \(damages)")
      } catch {
        fail("what opens is not written on: \(error)")
      }
    case (.failure(let error), .success): fail("opens for reading only: \(error)")
    case (.success, .failure(let error)): fail("opens for writing only: \(error)")
    case (.failure, .failure): require(files == before, "changed by a failed opening")
    }
  }

  private func open() throws -> FileStore {
    try FileStore(
      at: BaseStore.path, catalog: catalog, environment: .replayable(seed: 5),
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk, sealer: sealer), mayCreate: false)
  }

  private func insert(into store: FileStore) async throws -> Maker {
    var maker = Maker(id: Maker.ID(Identifier(high: .max, low: .max)))
    maker.name = "written on"
    _ = try? await store.delete(maker.id)
    let inserted = try await store.insert(maker)
    try await store.close()
    return inserted
  }
}
