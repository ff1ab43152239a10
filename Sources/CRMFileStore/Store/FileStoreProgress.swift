/// How far a checkpoint, a backup or a restoration is.
public struct FileStoreProgress: Sendable, Hashable {
  /// How many records were written so far.
  public internal(set) var records: Int
  /// How many there are to be written.
  public let total: Int
}
