/// Some pieces of a checkpoint's section, as its writer put them together.
struct CheckpointBlock: Equatable {
  let section: String
  /// Counted from zero in the section.
  let index: Int
  let bytes: [UInt8]

  /// The pieces, in order.
  var pieces: PieceReader { PieceReader(bytes) }
}

/// Reads a checkpoint block by block.
struct CheckpointReader: Sendable {
  private static let sizeWorthAThread = 1 << 15

  let header: FileHeader
  let path: String
  private let file: any OpenFile
  private let coding: FrameCoding

  /// Opens the checkpoint that covers the commits up to `sequence`.
  init(
    _ sequence: UInt64, in folder: String, _ fileSystem: any FileSystem, _ sealer: (any FrameSealer)? = nil
  ) throws {
    path = folder + "/" + FolderNames.checkpoint(sequence)
    file = try fileSystem.open(path, for: .reading)
    let checksum: UInt32
    (header, checksum) = try FileHeader.read(.checkpoint, from: file, path: path)
    coding = try FrameCoding(header, checksum: checksum, sealer, path: path)
    try coding.checkKey(of: file, path: path)
    guard header.number == sequence else { throw damaged(0, .header, .inconsistent) }
  }

  /// Opens a checkpoint whose header is damaged, by what the rest of the folder says of it; nil when nothing can be read in it.
  init?(
    recovering sequence: UInt64, in folder: String, _ fileSystem: any FileSystem, _ sealer: (any FrameSealer)?,
    identities: [StoreIdentity], journals: [UInt64], keys: [SealingKeyID?]
  ) throws {
    path = folder + "/" + FolderNames.checkpoint(sequence)
    file = try fileSystem.open(path, for: .reading)
    let recovered = try FileHeader.recovered(
      file, number: sequence, identities: identities, journals: journals, keys: keys)
    guard let recovered else { return nil }
    header = recovered.header
    coding = try FrameCoding(header, checksum: recovered.checksum, sealer, path: path)
    try coding.checkKey(of: file, path: path)
  }

  /// What the file holds, which also shows that it is complete.
  func directory() throws -> CheckpointDirectory { try directory(at: trailer()) }

  private func trailer() throws -> CheckpointTrailer {
    let size = try file.size()
    let trailerOffset = size - CheckpointTrailer.size
    guard trailerOffset >= FileHeader.size else { throw damaged(size, .directory, .cutShort) }
    let bytes = try file.bytes(at: trailerOffset, count: CheckpointTrailer.size)
    guard let trailer = CheckpointTrailer(bytes, seed: coding.seed) else {
      throw damaged(trailerOffset, .directory, .checksum)
    }
    guard trailer.fileSize == size, (FileHeader.size...trailerOffset).contains(trailer.directoryOffset) else {
      throw damaged(trailerOffset, .directory, .inconsistent)
    }
    return trailer
  }

  private func directory(at trailer: CheckpointTrailer) throws -> CheckpointDirectory {
    let trailerOffset = trailer.fileSize - CheckpointTrailer.size
    var reader = FrameReader(file, coding, from: trailer.directoryOffset, to: trailerOffset)
    let step = try reader.next()
    guard case .frame(let frame) = step else {
      throw damaged(trailer.directoryOffset, .directory, step.isRefused ? .seal : .checksum)
    }
    guard frame.header.kind == .directory, frame.end == trailerOffset,
      let directory = CheckpointDirectory(frame.content, fileSize: trailer.fileSize)
    else { throw damaged(trailer.directoryOffset, .directory, .inconsistent) }
    return directory
  }

  /// Hands on each block, in order, and each damage.
  ///
  /// When `damage` returns, reading goes on at the next valid block.
  ///
  /// - Throws: What the callbacks and the file system throw.
  func read(block: (CheckpointBlock) throws -> Void, damage: DamageHandler) throws {
    var pass = CheckpointPass(file, coding, path: path)
    let size = max(try file.size(), FileHeader.size)
    var end = size
    do {
      let trailer = try trailer()
      end = trailer.directoryOffset
      pass.directory = try directory(at: trailer)
    } catch FileStoreError.damaged(let found) {
      pass.unreadable = found
    }
    var frames = FrameReader(file, coding, to: size)
    // Nothing is read behind the back of a caller who has thrown.
    defer { frames.cancelReadAhead() }
    // Where bytes began that are no frame at all.
    var lost: (start: Int, kind: FileDamage.Kind)?
    while true {
      let start = frames.offset
      let header: FrameHeader
      let step = try frames.next()
      switch step {
      case .end: return try pass.end(at: lost?.start ?? start, of: end, damage)
      case .frame(let frame): header = frame.header
      case .unreadable(let kind):
        guard let found = try frames.nextDamaged() else {
          lost = lost ?? (start, kind)
          try frames.skipToHeader()
          continue
        }
        header = found
      }
      try pass.lose(before: header.sequence, in: (lost?.start ?? start)..<start, lost?.kind ?? .missing, damage)
      lost = nil
      if header.kind == .directory { return try pass.end(at: start, of: start, damage) }
      switch step {
      case .frame(let frame):
        // What is made of a block takes longer than to read the next.
        if frame.content.count >= Self.sizeWorthAThread { frames.readAhead() }
        try pass.take(frame, block, damage)
      case .unreadable(let kind): try pass.lose(before: header.sequence + 1, in: start..<frames.offset, kind, damage)
      case .end: break
      }
    }
  }

  private func damaged(_ offset: Int, _ place: FileDamage.Place, _ kind: FileDamage.Kind) -> FileStoreError {
    .damaged(FileDamage(path: path, offset: offset, place: place, kind: kind))
  }
}
