/// Where the next commit goes, and how its frame is made.
struct CommitPlace: Sendable {
  let sequence: UInt64
  /// The last commit known to be on the disk.
  let mark: UInt64
  let coding: FrameCoding

  /// The frame of a commit at this place.
  ///
  /// - Throws: ``FileStoreError/tooLarge(length:limit:)``, and what the sealer throws.
  func frame(of content: Span<UInt8>) throws -> [UInt8] {
    var frame: [UInt8] = []
    try frame.appendFrame(.commit, sequence: sequence, mark: mark, content: content, coding)
    return frame
  }
}
