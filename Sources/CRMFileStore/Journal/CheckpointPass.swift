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

  private let path: String
  private var frameCount: UInt64 = 0
  private var isWhole = true
  /// By the section's index: all of them with a directory, those whose first frame was read without.
  private var starts: [UInt64: Start] = [:]
  private var sections: [CheckpointDirectory.Section] = []

  init(path: String) { self.path = path }

  /// Reports the frames that are lost between the one read last, which ended at `offset`, and `frame`.
  mutating func lose(
    before frame: Frame, from offset: Int, _ kind: FileDamage.Kind, _ damage: (FileDamage) throws -> Void
  ) throws {
    let sequence = frame.header.sequence
    if sequence < frameCount || (sequence == frameCount && frame.offset > offset) {
      let end = sequence < frameCount ? frame.end : frame.offset
      try report(.surplus(count: end - offset), at: offset, .inconsistent, damage)
    } else if sequence > frameCount {
      for place in places(ofFrames: frameCount..<sequence) { try report(place, at: offset, kind, damage) }
    }
    frameCount = sequence + 1
  }

  /// Hands on what a frame other than the directory holds.
  mutating func take(
    _ frame: Frame, _ block: (CheckpointBlock) throws -> Void, _ damage: (FileDamage) throws -> Void
  ) throws {
    let header = frame.header
    switch header.kind {
    case .section:
      let name = String(decoding: frame.payload, as: UTF8.self)
      sections.append(CheckpointDirectory.Section(name: name, offset: frame.offset))
      if directory == nil { starts[header.mark] = Start(name: name, frame: header.sequence) }
    case .block:
      guard let start = starts[header.mark], header.sequence > start.frame,
        let index = Int(exactly: header.sequence - start.frame - 1)
      else { return try report(.section(nil), at: frame.offset, .missing, damage) }
      try block(CheckpointBlock(section: start.name, index: index, bytes: frame.payload))
      guard !sections.isEmpty else { break }
      sections[sections.count - 1].add(blockOf: frame.payload.count, checksum: header.payloadChecksum)
    case .commit, .mark, .directory:
      try report(.surplus(count: frame.end - frame.offset), at: frame.offset, .inconsistent, damage)
    }
  }

  /// Compares what was read with the directory.
  mutating func end(at offset: Int, _ damage: (FileDamage) throws -> Void) throws {
    guard isWhole, let directory, directory.sections != sections else { return }
    try report(.directory, at: offset, .inconsistent, damage)
  }

  private mutating func report(
    _ place: FileDamage.Place, at offset: Int, _ kind: FileDamage.Kind, _ damage: (FileDamage) throws -> Void
  ) throws {
    isWhole = false
    try damage(FileDamage(path: path, offset: offset, place: place, kind: kind))
  }

  private func places(ofFrames lost: Range<UInt64>) -> [FileDamage.Place] {
    let ordered = starts.values.sorted { $0.frame < $1.frame }
    var places: [FileDamage.Place] = []
    for (index, start) in ordered.enumerated() {
      let end = index + 1 < ordered.count ? ordered[index + 1].frame : FrameHeader.numberLimit
      guard start.frame < end else { continue }
      let part = lost.clamped(to: start.frame..<end)
      guard !part.isEmpty else { continue }
      let first = max(part.lowerBound, start.frame + 1)
      if first < part.upperBound, let from = Int(exactly: first - start.frame - 1),
        let through = Int(exactly: part.upperBound - start.frame - 2)
      {
        places.append(.blocks(section: start.name, from...through))
      } else {
        places.append(.section(start.name))
      }
    }
    return places.isEmpty ? [.section(nil)] : places
  }
}
