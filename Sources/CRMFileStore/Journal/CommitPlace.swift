/// Where the next commit goes, and how its frame is made.
struct CommitPlace: Sendable {
  let sequence: UInt64
  /// The last commit known to be on the disk.
  let mark: UInt64
  let coding: FrameCoding

  /// The frame of a commit at this place.
  ///
  /// - Parameters:
  ///   - size: How long the commit's content is.
  ///   - content: Appends it.
  /// - Throws: ``FileStoreError/tooLarge(length:limit:)``, and what the sealer throws.
  func frame(size: Int, _ content: (inout [UInt8]) -> Void) throws -> [UInt8] {
    var frame: [UInt8] = []
    try frame.appendFrame(.commit, sequence: sequence, mark: mark, size: size, coding, content)
    return frame
  }
}
