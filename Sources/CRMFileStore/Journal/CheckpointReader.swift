/// A piece of a checkpoint, as large as its writer made it.
struct CheckpointBlock: Equatable {
  let section: String
  /// Counted from zero in the section.
  let index: Int
  let bytes: [UInt8]
}

/// Reads a checkpoint block by block.
struct CheckpointReader: Sendable {
  let header: FileHeader
  let path: String
  private let file: any OpenFile
  private let seed: UInt32

  /// Opens the checkpoint that covers the commits up to `sequence`.
  init(_ sequence: UInt64, in folder: String, _ fileSystem: any FileSystem) throws {
    path = folder + "/" + FolderNames.checkpoint(sequence)
    file = try fileSystem.open(path, for: .reading)
    (header, seed) = try FileHeader.read(.checkpoint, from: file, path: path)
    guard header.number == sequence else { throw damaged(0, .header, .inconsistent) }
  }

  /// What the file holds, which also shows that it is complete.
  func directory() throws -> CheckpointDirectory {
    let size = try file.size()
    let trailerOffset = size - CheckpointTrailer.size
    guard trailerOffset >= FileHeader.size else { throw damaged(size, .directory, .cutShort) }
    let bytes = try file.bytes(at: trailerOffset, count: CheckpointTrailer.size)
    guard let trailer = CheckpointTrailer(bytes, seed: seed) else {
      throw damaged(trailerOffset, .directory, .checksum)
    }
    guard trailer.fileSize == size, (FileHeader.size...trailerOffset).contains(trailer.directoryOffset) else {
      throw damaged(trailerOffset, .directory, .inconsistent)
    }
    var reader = FrameReader(file, seed: seed, from: trailer.directoryOffset, to: trailerOffset)
    guard case .frame(let frame) = try reader.next() else {
      throw damaged(trailer.directoryOffset, .directory, .checksum)
    }
    guard frame.header.kind == .directory, frame.end == trailerOffset,
      let directory = CheckpointDirectory(frame.payload, fileSize: size)
    else { throw damaged(trailer.directoryOffset, .directory, .inconsistent) }
    return directory
  }

  /// Hands on each block, in order, and each damage.
  ///
  /// When `damage` returns, reading goes on at the next valid block.
  ///
  /// - Throws: What the callbacks and the file system throw.
  func read(block: (CheckpointBlock) throws -> Void, damage: (FileDamage) throws -> Void) throws {
    var pass = CheckpointPass(path: path)
    do {
      pass.directory = try directory()
    } catch FileStoreError.damaged(let found) {
      try damage(found)
    }
    var frames = FrameReader(file, seed: seed, to: max(try file.size(), FileHeader.size))
    while true {
      let start = frames.offset
      var loss = FileDamage.Kind.missing
      var step = try frames.next()
      if case .unreadable(let kind) = step {
        loss = kind
        try frames.skipToFrame()
        step = try frames.next()
      }
      guard case .frame(let frame) = step else { return try pass.end(at: start, damage) }
      try pass.lose(before: frame, from: start, loss, damage)
      if frame.header.kind == .directory { return try pass.end(at: start, damage) }
      try pass.take(frame, block, damage)
    }
  }

  private func damaged(_ offset: Int, _ place: FileDamage.Place, _ kind: FileDamage.Kind) -> FileStoreError {
    .damaged(FileDamage(path: path, offset: offset, place: place, kind: kind))
  }
}
