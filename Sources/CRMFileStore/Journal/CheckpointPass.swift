/// One reading of a checkpoint's frames from first to last: which section and block each belongs to, and which are lost.
struct CheckpointPass {
  private struct Start {
    let name: String
    /// The index of the section's first frame among the file's frames.
    let frame: UInt64
  }

  /// Nil when it is unreadable.
  var directory: CheckpointDirectory? {
    didSet {
      var frame: UInt64 = 0
      for (index, section) in (directory?.sections ?? []).enumerated() {
        starts[UInt64(index)] = Start(name: section.name, frame: frame)
        frame += 1 + section.blockCount
      }
    }
  }

  /// Why the directory is unreadable.
  var unreadable: FileDamage?

  private let path: String
  private let file: any OpenFile
  private let coding: FrameCoding
  private var frameCount: UInt64 = 0
  private var isWhole = true
  /// By the section's index: all of them with a directory, those whose first frame was read without.
  private var starts: [UInt64: Start] = [:]
  private var sections: [CheckpointDirectory.Section] = []

  init(_ file: any OpenFile, _ coding: FrameCoding, path: String) {
    self.file = file
    self.coding = coding
    self.path = path
  }

  /// Reports the frames before the one of that sequence that were not read: what stands in their place are the bytes given.
  ///
  /// Where none was lost, there is one that belongs to nothing, or bytes that do.
  mutating func lose(
    before sequence: UInt64, in bytes: Range<Int>, _ kind: FileDamage.Kind, _ damage: DamageHandler
  ) throws {
    if sequence > frameCount {
      let places = places(ofFrames: frameCount..<sequence)
      for (place, section) in places {
        let region = section.flatMap { damagedRegion(bytes, of: $0, isShared: places.count > 1) }
        try report(place, at: bytes.lowerBound, kind, region, damage)
      }
    } else if !bytes.isEmpty {
      try report(.surplus(count: bytes.count), at: bytes.lowerBound, .inconsistent, nil, damage)
    }
    frameCount = max(frameCount, sequence)
  }

  /// What stands where frames of a section were lost, behind the first one's header; nil when it is sealed.
  private func damagedRegion(_ bytes: Range<Int>, of section: UInt64, isShared: Bool) -> DamagedRegion? {
    guard bytes.count > FrameHeader.size, !coding.isSealed else { return nil }
    return DamagedRegion(
      file: file, range: bytes.dropFirst(FrameHeader.size), seed: Piece.seed(section: section, file: coding.seed),
      isShared: isShared)
  }

  /// Hands on what a frame other than the directory holds.
  mutating func take(
    _ frame: Frame, _ block: (CheckpointBlock) throws -> Void, _ damage: DamageHandler
  ) throws {
    let header = frame.header
    guard header.sequence == frameCount else {
      // A frame that was there before, and whole.
      return try report(.surplus(count: frame.end - frame.offset), at: frame.offset, .inconsistent, nil, damage)
    }
    frameCount += 1
    switch header.kind {
    case .section:
      let name = String(decoding: frame.content, as: UTF8.self)
      sections.append(CheckpointDirectory.Section(name: name, offset: frame.offset))
      if directory == nil { starts[header.mark] = Start(name: name, frame: header.sequence) }
    case .block:
      guard let start = starts[header.mark], header.sequence > start.frame,
        let index = Int(exactly: header.sequence - start.frame - 1)
      else { return try report(.section(nil), at: frame.offset, .missing, nil, damage) }
      try block(CheckpointBlock(section: start.name, index: index, bytes: frame.content))
      guard !sections.isEmpty else { break }
      sections[sections.count - 1].add(blockOf: header.length, checksum: header.payloadChecksum)
    case .commit, .mark, .directory:
      try report(.surplus(count: frame.end - frame.offset), at: frame.offset, .inconsistent, nil, damage)
    }
  }

  /// Compares what was read, which ended at `offset`, with the directory.
  ///
  /// Without one, blocks of the last section may have been lost between there and `size`.
  mutating func end(at offset: Int, of size: Int, _ damage: DamageHandler) throws {
    guard let directory else {
      guard let unreadable else { return }
      let section = starts.max { $0.value.frame < $1.value.frame }?.key
      return try damage(
        unreadable, section.flatMap { damagedRegion(offset..<max(offset, size), of: $0, isShared: true) })
    }
    let wanted = directory.sections.map { section in
      var section = section
      section.pieceCount = 0
      return section
    }
    if isWhole, wanted != sections { try report(.directory, at: offset, .inconsistent, nil, damage) }
  }

  private mutating func report(
    _ place: FileDamage.Place, at offset: Int, _ kind: FileDamage.Kind, _ region: DamagedRegion?,
    _ damage: DamageHandler
  ) throws {
    isWhole = false
    try damage(FileDamage(path: path, offset: offset, place: place, kind: kind), region)
  }

  /// What the frames were, and for blocks the index of their section.
  private func places(ofFrames lost: Range<UInt64>) -> [(FileDamage.Place, section: UInt64?)] {
    let ordered = starts.sorted { $0.value.frame < $1.value.frame }
    var places: [(FileDamage.Place, section: UInt64?)] = []
    for (index, (section, start)) in ordered.enumerated() {
      let end = index + 1 < ordered.count ? ordered[index + 1].value.frame : FrameHeader.numberLimit
      guard start.frame < end else { continue }
      let part = lost.clamped(to: start.frame..<end)
      guard !part.isEmpty else { continue }
      let first = max(part.lowerBound, start.frame + 1)
      if first < part.upperBound, let from = Int(exactly: first - start.frame - 1),
        let through = Int(exactly: part.upperBound - start.frame - 2)
      {
        places.append((.blocks(section: start.name, from...through), section))
      } else {
        places.append((.section(start.name), nil))
      }
    }
    return places.isEmpty ? [(.section(nil), nil)] : places
  }
}
