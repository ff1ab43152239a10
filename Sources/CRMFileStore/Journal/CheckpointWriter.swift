/// Writes a checkpoint beside the store's work, under a temporary name.
///
/// The content is a list of sections, each a list of blocks. What is appended in one piece is never split: it can be
/// read without looking at the block before or after.
struct CheckpointWriter: ~Copyable, Sendable {
  /// A block is closed before it grows beyond this many bytes, unless a single piece is longer.
  static let blockSize = 1 << 20
  /// The same of a sealed checkpoint, in which a damaged block is lost as a whole.
  static let sealedBlockSize = 1 << 16
  // A sync now and then keeps the last one, and with it the commits' syncs meanwhile, short.
  private static let syncInterval = 32 << 20

  private let fileSystem: any FileSystem
  private let folder: String
  private let header: FileHeader
  private let file: any OpenFile
  private let coding: FrameCoding
  private let blockSize: Int
  private var offset: Int
  private var syncedOffset = 0
  private var frameCount: UInt64 = 0
  private var directory = CheckpointDirectory()
  private var block: [UInt8] = []
  private var pieceSeed: UInt32 = 0

  private var temporaryPath: String { folder + "/" + FolderNames.temporary(FolderNames.checkpoint(header.number)) }

  /// Starts a checkpoint with the header in `folder`.
  init(
    _ header: FileHeader, in folder: String, _ fileSystem: any FileSystem, _ sealer: (any FrameSealer)? = nil,
    blockSize: Int? = nil
  ) throws {
    let temporaryPath = folder + "/" + FolderNames.temporary(FolderNames.checkpoint(header.number))
    let coding = try FrameCoding(header, sealer, path: temporaryPath)
    let bytes = header.encoded().bytes
    let file = try fileSystem.open(temporaryPath, for: .creating)
    do {
      try file.writeAll(bytes.span, at: 0)
    } catch {
      try? fileSystem.remove(temporaryPath)
      throw error
    }
    self.fileSystem = fileSystem
    self.folder = folder
    self.header = header
    self.file = file
    self.coding = coding
    self.blockSize = blockSize ?? (coding.isSealed ? Self.sealedBlockSize : Self.blockSize)
    offset = FileHeader.size
  }

  /// Whether what is written is sealed.
  var isSealed: Bool { coding.isSealed }

  /// Starts a section.
  ///
  /// The store's own names, each once in a checkpoint and at most 1,024 bytes long.
  mutating func beginSection(_ name: String) throws {
    guard name.utf8.count <= CheckpointDirectory.nameLimit else {
      throw FileStoreError.tooLarge(length: name.utf8.count, limit: CheckpointDirectory.nameLimit)
    }
    try endBlock()
    pieceSeed = Piece.seed(section: UInt64(directory.sections.count), file: coding.seed)
    directory.sections.append(CheckpointDirectory.Section(name: name, offset: offset))
    try write(.section, Array(name.utf8))
  }

  /// Appends a piece to the section that was begun last.
  mutating func append(_ piece: Span<UInt8>) throws {
    if !block.isEmpty, block.count + Piece.headerSize + piece.count > blockSize { try endBlock() }
    block.append(piece: piece, seed: pieceSeed)
    directory.sections[directory.sections.count - 1].pieceCount += 1
  }

  /// Ends the current block, so that the next piece starts one.
  mutating func endBlock() throws {
    guard !block.isEmpty else { return }
    let index = directory.sections.count - 1
    precondition(index >= 0, "A section begins before its content")
    let content = block
    block.removeAll(keepingCapacity: true)
    let payload = try write(.block, content)
    directory.sections[index].add(blockOf: payload.length, checksum: payload.checksum)
  }

  /// Completes the file and brings it to the disk, still under its temporary name; removes it where that fails.
  consuming func finish() throws -> FinishedCheckpoint {
    do {
      try complete()
    } catch {
      abandon()
      throw error
    }
    return FinishedCheckpoint(header: header, folder: folder, fileSystem: fileSystem)
  }

  private mutating func complete() throws {
    try endBlock()
    let directoryOffset = offset
    try write(.directory, directory.encoded())
    let trailer = CheckpointTrailer(directoryOffset: directoryOffset, fileSize: offset + CheckpointTrailer.size)
    try file.writeAll(trailer.encoded(seed: coding.seed).span, at: offset)
    try file.sync(.full)
  }

  /// Gives up and removes the file, as far as that succeeds.
  borrowing func abandon() {
    try? fileSystem.remove(temporaryPath)
  }

  /// - Returns: The length and the checksum of the frame's payload.
  @discardableResult
  private mutating func write(
    _ kind: FrameKind, _ content: [UInt8]
  ) throws -> (length: Int, checksum: UInt32) {
    let section = UInt64(max(0, directory.sections.count - 1))
    var frame: [UInt8] = []
    let payload = try frame.appendFrame(kind, sequence: frameCount, mark: section, size: content.count, coding) {
      $0 += content
    }
    try file.writeAll(frame.span, at: offset)
    frameCount += 1
    offset += frame.count
    if offset - syncedOffset >= Self.syncInterval {
      try file.sync(.full)
      syncedOffset = offset
    }
    return payload
  }
}

/// A checkpoint that is complete and on the disk, but not yet the store's.
struct FinishedCheckpoint: Sendable {
  let header: FileHeader
  let folder: String
  let fileSystem: any FileSystem

  /// Makes it the store's checkpoint and removes what it replaces: older checkpoints, and the journals before its own.
  ///
  /// - Parameter acknowledged: The last commit that the store has acknowledged, which must be among those covered or
  ///   later: a checkpoint must not bring back what was refused.
  /// - Throws: When it may not have become the store's checkpoint. Then the old files are all there still.
  func publish(acknowledged: UInt64) throws {
    guard header.number <= acknowledged else {
      throw FileStoreError.checkpointAhead(sequence: header.number, acknowledged: acknowledged)
    }
    let name = FolderNames.checkpoint(header.number)
    try fileSystem.rename(folder + "/" + FolderNames.temporary(name), to: folder + "/" + name)
    try fileSystem.syncDirectory(folder)
    // The next opening removes what a failure leaves here.
    try? removeReplaced()
  }

  /// Removes the file instead, as far as that succeeds.
  func abandon() {
    try? fileSystem.remove(folder + "/" + FolderNames.temporary(FolderNames.checkpoint(header.number)))
  }

  private func removeReplaced() throws {
    let names = FolderNames(try fileSystem.list(folder))
    for sequence in names.checkpoints where sequence < header.number {
      try fileSystem.remove(folder + "/" + FolderNames.checkpoint(sequence))
    }
    for number in names.journals where number < header.journal {
      try fileSystem.remove(folder + "/" + FolderNames.journal(number))
    }
  }
}
