/// What stands now where blocks or commits were lost.
///
/// None of it can be trusted, but for the pieces that have a checksum of their own.
struct DamagedRegion: Sendable {
  let file: any OpenFile
  /// The bytes behind the first lost frame's header, up to the next whole frame.
  let range: Range<Int>
  /// What the checksums of the pieces go on from, in a checkpoint.
  var seed: UInt32 = 0
  /// Whether bytes of other sections are among them.
  var isShared = false

  func bytes() throws -> [UInt8] { try file.bytes(at: range.lowerBound, count: range.count) }

  /// What is sound of a checkpoint's section, and the gaps between.
  func parts() throws -> PieceScan { PieceScan(try bytes(), seed: seed) }
}

/// Takes a damage, and what is left where it lies, if anything is known of it.
///
/// When it returns, reading goes on behind the damage; when it throws, reading ends.
typealias DamageHandler = (FileDamage, DamagedRegion?) throws -> Void
