/// The folder of a store that is open for writing: appends commits to its journals and replaces its checkpoint.
///
/// This is plain state for the store to keep under its own lock. What may take long is done by values handed out for it
/// and needs no lock: ``JournalBatch/write()``, ``CheckpointPlan``, ``CheckpointWriter``, ``FinishedCheckpoint``.
///
/// A commit goes through these steps: ``nextCommit`` under the lock says where it goes, so that its frame can be made outside
/// while nobody else appends; ``append(_:)`` under the lock gives it its sequence number; ``takeBatch(_:)`` under the lock
/// takes all that was appended so far, for one thread to write outside of it; ``complete(_:)`` or ``fail(_:_:)`` under the
/// lock says how that went. One batch is under way at a time, while the next ones are appended: so one sync serves many
/// commits. ``commit(_:)`` does the last two at once.
///
/// After a failure the folder takes no more writes: what the disk then holds is only known after opening it again.
struct StoreFolder: ~Copyable, Sendable {
  /// An earlier journal that holds commits not yet synced.
  private struct Unsynced: Sendable {
    let file: any OpenFile
    let through: UInt64
  }

  let path: String
  let fileSystem: any FileSystem
  let identity: StoreIdentity
  private let sealer: (any FrameSealer)?

  /// The sequence number of the last commit appended.
  private(set) var sequence: UInt64
  /// That of the last commit whose batch succeeded: what the store may acknowledge.
  private(set) var acknowledgedSequence: UInt64
  /// That of the last commit known to be on the disk.
  private(set) var syncedSequence: UInt64

  private var lock: any FileLock
  /// What the folder held when its lock was let go for a while.
  private var leftBehind: FolderState?
  private var journal: Journal
  // Where in the journal the pending bytes go.
  private var offset: Int
  /// How long the journal's file is: there are zeros behind the offset.
  private var allocated: Int
  private var pending: [UInt8] = []
  // The same of journals before it.
  private var earlierParts: [JournalBatch.Part] = []
  private var earlierSize: Int
  private var unsynced: [Unsynced] = []
  private var batchIsUnderWay = false
  private var checkpointIsUnderWay = false
  /// Why no more writes are taken: a `FileStoreError`, kept as any error, since each commit looks at it several times and to copy the enumeration for
  /// that takes longer than a reference.
  private var refusal: (any Error)?

  /// - Parameters:
  ///   - sequence: That of the last commit in the journals, which are all on the disk.
  ///   - offset: Where the next commit goes.
  ///   - allocated: How long the journal's file is.
  ///   - earlierSize: The length of the journals before this one.
  init(
    _ path: String, _ fileSystem: any FileSystem, _ sealer: (any FrameSealer)?, _ identity: StoreIdentity,
    lock: any FileLock, sequence: UInt64, journal: Journal, offset: Int, allocated: Int, earlierSize: Int
  ) {
    self.path = path
    self.fileSystem = fileSystem
    self.sealer = sealer
    self.identity = identity
    self.lock = lock
    self.sequence = sequence
    acknowledgedSequence = sequence
    syncedSequence = sequence
    self.journal = journal
    self.offset = offset
    self.allocated = allocated
    self.earlierSize = earlierSize
  }

  /// How many bytes of commits wait to be written.
  var pendingSize: Int { pending.count }

  /// How many bytes of journals the next opening would read, besides the checkpoint.
  var journalSize: Int { earlierSize + offset + pending.count }

  /// Whether the folder takes writes: no earlier one failed, and it is open.
  var isWritable: Bool { refusal == nil }

  /// Throws the reason why the folder takes no more writes, if there is one.
  func checkWritable() throws {
    if let refusal { throw refusal }
  }

  /// The place of the commit after the last one.
  var nextCommit: CommitPlace { CommitPlace(sequence: sequence + 1, mark: syncedSequence, coding: journal.coding) }

  /// Puts a commit behind the last one, in memory: the frame that was made for ``nextCommit``.
  ///
  /// - Returns: Its sequence number.
  /// - Throws: The reason for refusing writes.
  mutating func append(_ frame: [UInt8]) throws -> UInt64 {
    try checkWritable()
    if pending.isEmpty { pending = frame } else { pending += frame }
    sequence += 1
    return sequence
  }

  /// Takes all that was appended, to be written outside the lock.
  ///
  /// No other batch may be under way.
  ///
  /// - Returns: Nil when there is nothing to write, and nothing to sync at this level.
  mutating func takeBatch(_ durability: Durability) throws -> JournalBatch? {
    try checkWritable()
    precondition(!batchIsUnderWay, "One batch is written at a time")
    let level = durability.syncLevel
    guard sequence > (level == nil ? acknowledgedSequence : syncedSequence) else { return nil }
    let part = pending.isEmpty ? nil : takePending(isSynced: level != nil)
    let files = level == nil ? [] : unsynced.map(\.file) + [journal.file]
    defer { earlierParts = [] }
    batchIsUnderWay = true
    return JournalBatch(earlierParts: earlierParts, part: part, files: files, level: level, sequence: sequence)
  }

  /// Notes that a batch was written: its commits may be acknowledged.
  mutating func complete(_ batch: JournalBatch) {
    batchIsUnderWay = false
    acknowledgedSequence = max(acknowledgedSequence, batch.sequence)
    guard batch.level != nil else { return }
    syncedSequence = max(syncedSequence, batch.sequence)
    unsynced.removeAll { $0.through <= batch.sequence }
  }

  /// Notes that a batch was not written: its commits, and all appended since, have failed, and no more are taken.
  ///
  /// Cuts the batch off the files again, as far as that succeeds; a commit that failed may else be there after opening.
  mutating func fail(_ batch: JournalBatch, _ error: any Error) {
    batchIsUnderWay = false
    refusal = FileStoreError.writesRefused(path: path, reason: "\(error)")
    pending = []
    earlierParts = []
    batch.takeBack()
  }

  /// Writes and syncs all that was appended, as the level says.
  mutating func commit(_ durability: Durability) throws {
    guard let batch = try takeBatch(durability) else { return }
    do {
      try batch.write()
    } catch {
      fail(batch, error)
      throw error
    }
    complete(batch)
  }

  /// Lets the lock go for a while, once everything is on the disk.
  ///
  /// - Throws: A failure of the disk; the lock is held then still.
  mutating func suspend() throws {
    dropZeros()
    writeMark()
    leftBehind = try FolderState(path, fileSystem)
    lock.release()
  }

  /// Takes the lock again.
  ///
  /// - Throws: ``FileStoreError/locked(path:holder:)``; ``FileStoreError/changedMeanwhile(path:)`` when somebody has written to the folder. The
  ///   lock is not held then.
  mutating func resume() throws {
    let lock = try fileSystem.lock(path + "/" + FolderNames.lock)
    guard try FolderState(path, fileSystem) == leftBehind else {
      throw FileStoreError.changedMeanwhile(path: path)
    }
    self.lock = lock
    leftBehind = nil
  }

  /// Says at the journal's end that all commits are on the disk, if they are, and lets the lock go.
  ///
  /// Closing twice does nothing.
  mutating func close() {
    if refusal == nil {
      // Without its lock, the folder is somebody else's.
      if leftBehind == nil {
        dropZeros()
        if syncedSequence == sequence { writeMark() }
      }
      refusal = FileStoreError.closed(path: path)
    }
    lock.release()
  }

  /// Says at the journal's end that all commits are on the disk, so that none of them can be taken for a torn tail.
  ///
  /// The next commit overwrites it. Nothing depends on it, so a failure is passed over.
  mutating func writeMark() {
    var mark: [UInt8] = []
    _ = try? mark.appendFrame(.mark, sequence: sequence, mark: syncedSequence, size: 0, journal.coding) { _ in }
    try? journal.file.writeAll(mark.span, at: offset)
  }

  /// Takes away what was put behind the journal for commits to come.
  private mutating func dropZeros() {
    guard allocated > offset else { return }
    try? journal.file.truncate(to: offset)
    allocated = offset
  }

  /// - Parameter isSynced: Whether a sync follows. One that finds the file as long as it was costs about half: the system need not write down
  ///   where its new parts are.
  private mutating func takePending(isSynced: Bool) -> JournalBatch.Part {
    var part = JournalBatch.Part(file: journal.file, offset: offset, bytes: pending)
    offset += pending.count
    if isSynced, offset > allocated, pending.count < 1 << 16 {
      part.zeros = min(max(offset, 1 << 12), 1 << 20)
    }
    allocated = max(allocated, offset + part.zeros)
    pending = []
    return part
  }
}

extension StoreFolder {
  /// Begins a checkpoint.
  ///
  /// See ``CheckpointPlan`` for what to do next.
  ///
  /// - Throws: ``FileStoreError/checkpointUnderWay``, or the reason for refusing writes.
  mutating func planCheckpoint() throws -> CheckpointPlan {
    try checkWritable()
    guard !checkpointIsUnderWay else { throw FileStoreError.checkpointUnderWay }
    checkpointIsUnderWay = true
    return CheckpointPlan(
      folder: path, fileSystem: fileSystem, sealer: sealer, identity: identity, journalNumber: journal.number + 1)
  }

  /// Puts all further commits into the plan's journal.
  ///
  /// Touches no file.
  ///
  /// - Returns: The sequence number of the last commit before, up to which the checkpoint is to hold everything.
  mutating func start(_ next: Journal) throws -> UInt64 {
    try checkWritable()
    precondition(next.number == journal.number + 1, "Journals follow one another")
    if !pending.isEmpty { earlierParts.append(takePending(isSynced: false)) }
    if sequence > syncedSequence { unsynced.append(Unsynced(file: journal.file, through: sequence)) }
    earlierSize += offset
    journal = next
    offset = FileHeader.size
    allocated = offset
    return sequence
  }

  /// Ends a checkpoint, published or not; a next one may begin.
  mutating func endCheckpoint(_ published: FinishedCheckpoint?) {
    checkpointIsUnderWay = false
    guard let sequence = published?.header.number else { return }
    // All commits before the current journal are in the checkpoint, which is on the disk.
    earlierSize = 0
    syncedSequence = max(syncedSequence, sequence)
    unsynced.removeAll { $0.through <= sequence }
  }

  /// Does a whole checkpoint in one call, for when nobody else waits for the folder.
  mutating func checkpoint(_ write: (inout CheckpointWriter) throws -> Void) throws {
    let plan = try planCheckpoint()
    var finished: FinishedCheckpoint?
    defer { endCheckpoint(finished) }
    let sequence = try start(plan.makeJournal())
    try commit(.immediate)
    var writer = try plan.makeWriter(covering: sequence)
    do {
      try write(&writer)
    } catch {
      writer.abandon()
      throw error
    }
    let candidate = try writer.finish()
    try candidate.publish(acknowledged: acknowledgedSequence)
    finished = candidate
  }
}
