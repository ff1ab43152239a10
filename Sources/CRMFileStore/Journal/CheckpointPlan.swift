/// A checkpoint to be made.
///
/// The steps are:
///
/// 1. ``StoreFolder/planCheckpoint()``, under the store's lock.
/// 2. ``makeJournal()``, outside: the journal that the checkpoint does not cover is there and on the disk, empty.
/// 3. ``StoreFolder/start(_:)``, under the lock, and in the same hold a snapshot of what the store then holds. It touches
///    no file, so a commit never waits for a checkpoint.
/// 4. ``makeWriter(covering:)`` and ``CheckpointWriter/finish()``, outside, from the snapshot.
/// 5. ``FinishedCheckpoint/publish(acknowledged:)``, outside, once the commits covered are acknowledged.
/// 6. ``StoreFolder/endCheckpoint(_:)``, under the lock; also when a step failed or the plan was given up.
///
/// A failure on the way, or a crash, leaves the old checkpoint and all journals valid.
struct CheckpointPlan: Sendable {
  let folder: String
  let fileSystem: any FileSystem
  let sealer: (any FrameSealer)?
  let identity: StoreIdentity
  let journalNumber: UInt64

  /// Makes the journal for the commits after the checkpoint.
  func makeJournal() throws -> Journal {
    try Journal.create(journalNumber, of: identity, in: folder, fileSystem, sealer)
  }

  /// Starts the checkpoint's file, which is to hold everything up to the commit.
  func makeWriter(covering sequence: UInt64, blockSize: Int? = nil) throws -> CheckpointWriter {
    let header = FileHeader(
      kind: .checkpoint, identity: identity, number: sequence, journal: journalNumber, key: sealer?.currentKey)
    return try CheckpointWriter(header, in: folder, fileSystem, sealer, blockSize: blockSize)
  }
}
