public import CRMCore
import CRMMemoryStore
import Synchronization

/// A store in a folder: the in-memory engine, with a journal that takes each commit down before it counts, and checkpoints that keep the
/// journal short.
///
/// Everything is held in memory, so that reading never waits for a disk; a million records take some hundred megabytes. One process at a
/// time has the folder open. What the folder's files hold is documented in “The format on disk”.
public final class FileStore: Store {
  /// The record types that the store keeps.
  public let catalog: Catalog
  /// Time, identifiers, calendar and actor.
  public let environment: CRMEnvironment
  /// The folder.
  public let path: String
  let engine: StorageEngine
  let log: FileLog
  let options: Options
  /// Lets one checkpoint, or the closing, go on at a time.
  let maintenance = WriterQueue()
  /// Lets one suspension, resumption or closing go on at a time.
  let transitions = WriterQueue()
  /// Whether the turns of the writers and of the maintenance are kept from all, since the lock is let go.
  let isSuspended = Mutex(false)
  private let schedule = Mutex(CheckpointSchedule())

  private struct CheckpointSchedule {
    var isStarted = false
    /// The size of the journals up to which no further checkpoint is begun by itself.
    var nextAt = 0
  }

  /// How a file store works.
  public struct Options: Sendable {
    /// What a commit has survived by the time it is acknowledged.
    public var durability: Durability
    /// A checkpoint is written once the journals hold so many bytes, and more than the last checkpoint did; nil for never.
    public var checkpointSize: Int?
    /// Where the files are.
    public var fileSystem: any FileSystem
    /// Encrypts everything that the store writes; nil for a store that is not sealed.
    ///
    /// A store is sealed from its creation on: one that is not becomes so by a ``FileStore/backup(to:on:sealer:progress:)`` with a sealer.
    public var sealer: (any FrameSealer)?

    /// The options: each commit synced, a checkpoint each 32 MiB, on the machine's own disk, not sealed, unless said otherwise.
    public init(
      durability: Durability = .immediate, checkpointSize: Int? = 32 << 20,
      fileSystem: any FileSystem = LocalFileSystem(), sealer: (any FrameSealer)? = nil
    ) {
      self.durability = durability
      self.checkpointSize = checkpointSize
      self.fileSystem = fileSystem
      self.sealer = sealer
    }
  }

  /// Opens the store in a folder, or creates it there.
  ///
  /// Reads all of it, on the calling thread.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - records: The record types that the program declares.
  ///   - environment: Time, identifiers, calendar and actor.
  ///   - options: How it works.
  ///   - mayCreate: Whether a store is created when the folder holds none.
  /// - Throws: ``FileStoreError``, among others when another process has it open, and when it is damaged; nothing on the disk was changed then.
  ///   `StoreError.invalidDeclaration`.
  public convenience init(
    at path: String, _ records: [any Record.Type], environment: CRMEnvironment = .system(),
    options: Options = Options(), mayCreate: Bool = true
  ) throws {
    try self.init(
      at: path, catalog: Catalog(records), environment: environment, options: options, mayCreate: mayCreate)
  }

  /// Opens the store in a folder, or creates it there, with the record types of a catalog.
  ///
  /// - Throws: ``FileStoreError``.
  public init(
    at path: String, catalog: Catalog, environment: CRMEnvironment = .system(), options: Options = Options(),
    mayCreate: Bool = true
  ) throws {
    let seed = environment.identifiers.next(at: environment.clock())
    var loader = ContentLoader(catalog, path: path)
    let folder = try StoreFolder.open(
      path, options.fileSystem, options.sealer, creatingAs: mayCreate ? StoreIdentity(seed) : nil,
      block: { try loader.take($0) }, commit: { try loader.take($0, $1) })
    let layouts = loader.layouts.isCurrent ? nil : loader.layouts.currentJSON
    let master = try loader.finish(at: folder.sequence)
    self.catalog = catalog
    self.environment = environment
    self.path = path
    self.options = options
    log = FileLog(folder, durability: options.durability, catalog: catalog, layouts: layouts)
    engine = StorageEngine(master, log: log)
  }

  /// What was committed, as it is committed.
  public var feed: ChangeFeed { engine.feed }

  /// Begins a view of the newest durable state.
  public func beginRead() async throws -> any StoreReader {
    EngineReader(try engine.snapshot(), catalog: catalog)
  }

  /// The record of that key as it is at this moment.
  public func currentRecord(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    try engine.record(key, of: type)
  }

  /// Begins a transaction, once the one before it has ended.
  public func beginWrite() async throws -> any StoreWriter {
    startCheckpointIfDue()
    return EngineWriter(try await engine.acquire(), catalog: catalog, engine: engine)
  }

  /// Writes all records to a new checkpoint, so that the next opening reads no journal.
  ///
  /// Readers and writers go on meanwhile; an interrupted one leaves the old files valid.
  ///
  /// - Throws: ``FileStoreError/diskFull(_:)`` and other failures of the disk.
  @concurrent public func checkpoint() async throws {
    try await maintenance.enter()
    defer { maintenance.leave() }
    let plan = try log.withFolder { try $0.planCheckpoint() }
    var finished: FinishedCheckpoint?
    defer { log.withFolder { $0.endCheckpoint(finished) } }
    let journal = try plan.makeJournal()
    // While this holds the writer's turn, no commit lies between the journal's beginning and the state.
    let master = try await engine.acquire()
    let sequence: UInt64
    do {
      sequence = try log.withFolder { try $0.start(journal) }
    } catch {
      engine.release()
      throw error
    }
    engine.release()
    var writer = try plan.makeWriter(covering: sequence)
    do {
      try ContentWriter.write(master, to: &writer)
    } catch {
      writer.abandon()
      throw error
    }
    let candidate = try writer.finish()
    do {
      try await engine.waitUntilDurable(sequence)
      try candidate.publish(acknowledged: log.withFolder { $0.acknowledgedSequence })
    } catch {
      candidate.abandon()
      throw error
    }
    finished = candidate
  }

  /// Brings everything to the disk and lets the folder go, also in a task that was cancelled.
  ///
  /// Waits for the transaction and the checkpoint that are under way. What is asked of the store later throws.
  ///
  /// - Throws: Why not everything could be brought to the disk. The folder is let go then, too.
  public func close() async throws {
    try await transitions.enter(evenIfCancelled: true)
    defer { transitions.leave() }
    let hasTurns = isSuspended.withLock { $0 }
    if !hasTurns { try await maintenance.enter(evenIfCancelled: true) }
    defer { maintenance.leave() }
    let hasTurn = hasTurns ? true : (try? await engine.acquire(evenIfCancelled: true)) != nil
    defer {
      isSuspended.withLock { $0 = false }
      engine.close()
      if hasTurn { engine.release() }
    }
    try await log.close()
  }

  /// What the folder holds, in bytes and commits.
  public func statistics() throws -> FileStoreStatistics {
    let master = try engine.snapshot()
    let records = master.all.map { ($0.type.entity, $0.identifiers.count) }
    return try log.withFolder { folder in
      var size = 0
      for name in try options.fileSystem.list(path) where name.hasPrefix("checkpoint") || name.hasPrefix("journal") {
        size += try options.fileSystem.open(path + "/" + name, for: .reading).size()
      }
      return FileStoreStatistics(
        identity: folder.identity, commits: folder.sequence, journalBytes: folder.journalSize, totalBytes: size,
        records: Dictionary(records, uniquingKeysWith: { first, _ in first }))
    }
  }

  /// Reads every byte of the store in a folder and lists what is damaged, with the records that are lost by it; empty when nothing is.
  ///
  /// A record that a damaged block of a checkpoint holds and that is sound itself is not lost:
  /// ``repair(_:into:catalog:environment:fileSystem:sealer:progress:)`` saves it. In a sealed store the block
  /// is lost as a whole, as a damaged commit is in any. Needs no declaration of the records and no lock, and changes nothing.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - fileSystem: Where it is.
  ///   - sealer: What the store is sealed with; nil when it is not.
  /// - Throws: ``FileStoreError/noStore(path:)``, ``FileStoreError/needsSealer(path:key:)`` and other errors of sealed stores, failures of the
  ///   disk.
  public static func verify(
    _ path: String, fileSystem: any FileSystem = LocalFileSystem(), sealer: (any FrameSealer)? = nil
  ) throws -> [FileDamage] {
    var survey = DamageSurvey()
    let reader = try FolderReader.survey(
      path, fileSystem, sealer, block: { survey.take($0) }, commit: { survey.take($1) },
      damage: { try survey.take($0, $1) })
    survey.end(try? reader?.checkpoint?.directory())
    return survey.damages
  }

  private func startCheckpointIfDue() {
    guard let size = options.checkpointSize else { return }
    let journalSize = log.journalSize
    let isDue = schedule.withLock { schedule in
      guard !schedule.isStarted, journalSize > max(size, schedule.nextAt) else { return false }
      schedule.isStarted = true
      return true
    }
    guard isDue else { return }
    Task.detached { [self] in
      // A failure leaves the old files valid; what stands in the way shows when a checkpoint is asked for by name.
      try? await checkpoint()
      let checkpointSize = (try? statistics()).map { $0.totalBytes - $0.journalBytes }
      schedule.withLock { schedule in
        schedule.isStarted = false
        schedule.nextAt = checkpointSize ?? journalSize
      }
    }
  }
}

/// What a file store's folder holds.
public struct FileStoreStatistics: Sendable, Hashable {
  /// The bits that tell this store from every other.
  public let identity: StoreIdentity
  /// How many commits were made since its creation.
  public let commits: UInt64
  /// The bytes of journals that the next opening reads besides the checkpoint.
  public let journalBytes: Int
  /// The bytes of all files.
  public let totalBytes: Int
  /// How many records there are, by entity.
  public let records: [String: Int]
}
