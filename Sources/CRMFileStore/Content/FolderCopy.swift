/// Copies a store's content byte by byte to the files of a new one: the pieces of its checkpoint, then the commits after it.
struct FolderCopy {
  // What is gathered of the journal before it is written.
  private static let batchSize = 1 << 20

  private let journal: Journal
  private var progress: FileStoreProgress
  private var section: String?
  private var frames: [UInt8] = []
  private var offset = FileHeader.size
  /// The last commit that was copied, or that the checkpoint covers.
  private(set) var sequence: UInt64 = 0

  /// A copy whose commits go into an empty journal.
  init(_ journal: Journal, progress: FileStoreProgress) {
    self.journal = journal
    self.progress = progress
  }

  /// Copies everything, and brings the commits to the disk.
  ///
  /// - Parameter report: Is called after each block and now and then among the commits.
  /// - Throws: ``FileStoreError/damaged(_:)``, failures of the disk, and what `report` throws.
  mutating func content(
    of reader: FolderReader, to writer: inout CheckpointWriter, report: (FileStoreProgress) throws -> Void
  ) throws {
    let covered = reader.coveredSequence
    sequence = covered
    try reader.checkpoint?.read { block in
      try copy(block, to: &writer)
      try report(progress)
    } damage: { damage, _ in
      throw FileStoreError.damaged(damage)
    }
    var journals = try JournalReader(reader.journals, after: covered)
    _ = try journals.read { sequence, payload in
      try frames.appendFrame(
        .commit, sequence: sequence, mark: covered, size: payload.count, journal.coding
      ) { $0 += payload }
      self.sequence = sequence
      guard frames.count >= Self.batchSize else { return }
      try writeFrames()
      try report(progress)
    } damage: { damage, _ in
      throw FileStoreError.damaged(damage)
    }
    try writeFrames()
    try journal.file.sync(.full)
    try frames.appendFrame(.mark, sequence: sequence, mark: sequence, size: 0, journal.coding) { _ in }
    try writeFrames()
  }

  private mutating func copy(_ block: CheckpointBlock, to writer: inout CheckpointWriter) throws {
    if section != block.section {
      try writer.beginSection(block.section)
      section = block.section
    }
    var pieces = block.pieces
    while let piece = pieces.next() {
      try writer.append(piece.span)
      if ContentWriter.entity(ofSection: block.section) != nil { progress.records += 1 }
    }
  }

  private mutating func writeFrames() throws {
    try journal.file.writeAll(frames.span, at: offset)
    offset += frames.count
    frames = []
  }
}
