import CRMCore
import CRMMemoryStore

/// What a folder held at one moment, read without its lock, and the place from which reading goes on.
struct FolderView: Sendable {
  let master: Master
  private let layouts: LayoutBook
  private let follower: FolderFollower
  private let path: String
  private let catalog: Catalog
  private let fileSystem: any FileSystem
  private let sealer: (any FrameSealer)?

  /// Reads all of a folder.
  ///
  /// - Throws: ``FileStoreError/noStore(path:)``, ``FileStoreError/damaged(_:)``, errors of sealed stores, failures of the disk.
  init(_ path: String, _ catalog: Catalog, _ fileSystem: any FileSystem, _ sealer: (any FrameSealer)?) throws {
    self = try Self.believing { try Self(reading: path, catalog, fileSystem, sealer) }
  }

  private init(
    reading path: String, _ catalog: Catalog, _ fileSystem: any FileSystem, _ sealer: (any FrameSealer)?
  ) throws {
    guard try fileSystem.exists(path) else { throw FileStoreError.noStore(path: path) }
    let reader = try FolderReader.open(path, fileSystem, for: .reading, sealer)
    var loader = ContentLoader(catalog, path: path)
    let end = try reader.load(
      block: { try loader.take($0) }, commit: { try loader.take($0, $1) },
      damage: { damage, _ in throw FileStoreError.damaged(damage) })
    let follower = FolderFollower(reader, end, path, fileSystem)
    try self.init(&loader, follower, path, catalog, fileSystem, sealer)
  }

  private init(
    _ loader: inout ContentLoader, _ follower: FolderFollower, _ path: String, _ catalog: Catalog,
    _ fileSystem: any FileSystem, _ sealer: (any FrameSealer)?
  ) throws {
    layouts = loader.layouts
    master = try loader.finish(at: follower.sequence)
    self.follower = follower
    self.path = path
    self.catalog = catalog
    self.fileSystem = fileSystem
    self.sealer = sealer
  }

  /// What is there now, and what was done since: commit by commit, or all at once where the folder had to be read anew.
  ///
  /// - Parameter instant: What such a change set names as its time.
  func refreshed(at instant: Instant) throws -> (FolderView, [ChangeSet]) {
    try Self.believing {
      var loader = ContentLoader(master, layouts, path: path)
      if let follower = try follower.read(commit: { try loader.take($0, $1) }) {
        let changes = loader.changes
        return (try Self(&loader, follower, path, catalog, fileSystem, sealer), changes)
      }
      let new = try Self(reading: path, catalog, fileSystem, sealer)
      let changes = try new.master.changes(since: master)
      let change = ChangeSet(sequence: new.master.sequence, instant: instant, actor: nil, changes: changes)
      return (new, changes.isEmpty ? [] : [change])
    }
  }

  /// Runs a body until it finds nothing damaged, or the same twice: beside a writer that takes back what failed, bytes may be seen that never
  /// stood there at one time.
  private static func believing<T>(_ body: () throws -> T) throws -> T {
    var seen: FileDamage?
    for _ in 1..<tries {
      do {
        return try body()
      } catch FileStoreError.damaged(let damage) where damage != seen {
        seen = damage
      }
    }
    return try body()
  }

  private static let tries = 8
}
