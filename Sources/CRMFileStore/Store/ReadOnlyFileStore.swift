public import CRMCore
import CRMMemoryStore
import Synchronization

/// A store in a folder, open for reading: beside a writer in this or another process, from a backup, or from a disk that can't be written to.
///
/// It shows the store as it was at one moment, until ``refresh()`` brings what was committed since. It takes no lock and changes nothing.
///
/// ```swift
/// let store = try ReadOnlyFileStore(at: folder, [Machine.self])
/// let before = try await store.count(Machine.self)
/// try await store.refresh()
/// ```
///
/// A commit is seen from the moment when the writer has handed it to the system, which may be a little before it is acknowledged there; one that
/// the writer's disk then refused is gone with the next refresh.
public final class ReadOnlyFileStore: Store {
  /// The record types that the store keeps.
  public let catalog: Catalog
  /// Time, calendar and actor.
  public let environment: CRMEnvironment
  /// The folder.
  public let path: String
  /// What each refresh brings: commit by commit, or as one change set where it had to read the folder anew.
  public let feed = ChangeFeed()
  private let view: Mutex<FolderView>
  /// Lets one refresh go on at a time.
  private let refreshing = WriterQueue()

  /// Reads the store in a folder, all of it, on the calling thread.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - records: The record types that the program declares.
  ///   - environment: Time, calendar and actor.
  ///   - fileSystem: Where the folder is.
  ///   - sealer: What the store is sealed with; nil when it is not.
  /// - Throws: ``FileStoreError``, among others ``FileStoreError/noStore(path:)`` and ``FileStoreError/damaged(_:)``.
  ///   `StoreError.invalidDeclaration`.
  public convenience init(
    at path: String, _ records: [any Record.Type], environment: CRMEnvironment = .system(),
    fileSystem: any FileSystem = LocalFileSystem(), sealer: (any FrameSealer)? = nil
  ) throws {
    try self.init(
      at: path, catalog: Catalog(records), environment: environment, fileSystem: fileSystem, sealer: sealer)
  }

  /// Reads the store in a folder, with the record types of a catalog.
  ///
  /// - Throws: ``FileStoreError``.
  public init(
    at path: String, catalog: Catalog, environment: CRMEnvironment = .system(),
    fileSystem: any FileSystem = LocalFileSystem(), sealer: (any FrameSealer)? = nil
  ) throws {
    self.catalog = catalog
    self.environment = environment
    self.path = path
    view = Mutex(try FolderView(path, catalog, fileSystem, sealer))
  }

  deinit { feed.finish() }

  /// The last commit that the store shows.
  public var lastCommit: UInt64 { view.withLock { $0.master.sequence } }

  /// Brings what was committed since the store was opened or last refreshed.
  ///
  /// Costs what is new. Where the writer has replaced more than one checkpoint meanwhile, the folder is read anew.
  ///
  /// - Returns: Whether there was anything new.
  /// - Throws: ``FileStoreError``. The store shows then what it showed before.
  @concurrent @discardableResult
  public func refresh() async throws -> Bool {
    try await refreshing.enter()
    defer { refreshing.leave() }
    let old = view.withLock { $0 }
    let (new, changes) = try old.refreshed(at: environment.clock())
    view.withLock { $0 = new }
    for change in changes { feed.publish(change) }
    return !changes.isEmpty
  }

  /// Begins a view of what the store shows.
  public func beginRead() async throws -> any StoreReader {
    EngineReader(view.withLock { $0.master }, catalog: catalog)
  }

  /// Refuses.
  ///
  /// - Throws: ``FileStoreError/readOnly(path:)``.
  public func beginWrite() async throws -> any StoreWriter { throw FileStoreError.readOnly(path: path) }
}
