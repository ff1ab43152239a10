/// What a commit to the file store has survived by the time it is acknowledged.
///
/// | Level | Killed process | Power cut, Linux | Power cut, Apple systems |
/// |---|---|---|---|
/// | ``immediate`` | kept | kept | kept |
/// | ``ordered`` | kept | kept | the latest commits may be lost |
/// | ``relaxed`` | kept | the latest commits may be lost | the latest commits may be lost |
///
/// At every level what is found after a crash is the commits in their order up to some point: none is half there, and
/// none is there without all those before it. The levels differ in where that point may lie. Checkpoints, backups and the closing of a store
/// bring everything to the disk at every level.
///
/// The promises are as good as the disk's: a drive that says that it has emptied its cache and has not, and a file system that is mounted without
/// barriers, break them. On Apple systems, a file system without `F_FULLFSYNC` and `F_BARRIERFSYNC`, such as a network's, is asked for `fsync`
/// instead, which is the most that it offers.
public enum Durability: Sendable, Hashable, CaseIterable {
  /// Each commit is on the disk before it is acknowledged.
  ///
  /// Linux: `fdatasync`. Apple systems: `F_FULLFSYNC`, since a plain `fsync` leaves data in the drive's cache there.
  /// Commits that wait at the same time share one sync.
  case immediate

  /// Each commit is handed to the disk, in order, before it is acknowledged.
  ///
  /// Apple systems: `F_BARRIERFSYNC`, much cheaper than `F_FULLFSYNC`; a power cut may take the commits that were
  /// still in the drive's cache. Linux: the same as ``immediate``.
  case ordered

  /// Each commit is handed to the operating system, which writes it when it likes, commonly within 30 seconds.
  ///
  /// A killed process loses nothing; a power cut or a crash of the system may take the latest commits.
  case relaxed

  /// The sync that a commit waits for, or nil for none.
  var syncLevel: SyncLevel? {
    switch self {
    case .immediate: .full
    case .ordered: .barrier
    case .relaxed: nil
    }
  }
}
