/// Reads the commits of a store's journals, in order, and finds where they end.
///
/// A crash may leave what was not synced in any state: there, missing, torn, in any mix, also in several journals. So
/// where the frame of the next commit is not, the valid frames further on, in this journal and later ones, decide:
///
/// - The commit's own frame follows after all. Then nothing is lost. No more than a mark's length at a journal's end may
///   hold what is no frame: a mark that was torn. Anything else is **damage**.
/// - A frame says by its mark that the commit was on the disk when that frame was made. Then the commit has been lost
///   since: **damage**.
/// - No frame says so. Then nothing from here on was ever known to be on the disk, and what is there is the **torn tail**
///   of a crash: the commits end here. But where a frame stands whose checksums are right and whose seal does not open, no
///   crash has left it: **damage**.
struct JournalReader {
  /// A place in the journals.
  struct Position: Equatable {
    /// The journal's index among those read.
    var journal: Int
    var offset: Int
  }

  /// Where the commits end.
  struct End {
    /// The sequence number of the last commit.
    var sequence: UInt64
    /// The place behind the last commit.
    ///
    /// A mark may follow it, which the next commit may overwrite.
    var position: Position
    /// The frame of the last commit; nil when none was read.
    var last: LastFrame?
    /// Whether a torn tail follows.
    var isTorn = false
    /// A place up to which the frames themselves say that they are on the disk.
    ///
    /// Commits from there on were read, yet may be in the system's memory only.
    var proven: Position
  }

  /// The frame of the last commit.
  struct LastFrame {
    /// The journal's index among those read.
    let journal: Int
    let offset: Int
    let header: FrameHeader

    var end: Int { offset + FrameHeader.size + header.length }
  }

  private let journals: [Journal]
  /// The lengths of the files, taken from the last to the first, so that beside a writer each journal is seen with at
  /// least what it held when the next one was.
  private let sizes: [Int]
  /// Where each holds nothing but zeros from.
  private let contentEnds: [Int]

  private var expected: UInt64
  private var end: End
  // A place behind `proven`, and the commit that must be on the disk to make it the next `proven`.
  private var candidate: (position: Position, sequence: UInt64)?

  /// A reader of journals, at least one, whose first commit, at or behind an offset in the first of them, is the one after `sequence`.
  init(_ journals: [Journal], after sequence: UInt64, from offset: Int = FileHeader.size) throws {
    self.journals = journals
    let extents = try journals.reversed().map { try $0.extent() }.reversed()
    sizes = extents.map(\.size)
    contentEnds = extents.map(\.contentEnd)
    expected = sequence + 1
    let start = Position(journal: 0, offset: offset)
    end = End(sequence: sequence, position: start, proven: start)
  }

  /// Hands on each commit's sequence number and payload, and each damage.
  ///
  /// When `damage` returns, reading goes on at the next valid commit.
  ///
  /// - Throws: What the callbacks and the file system throw.
  mutating func read(commit: (UInt64, [UInt8]) throws -> Void, damage: DamageHandler) throws -> End {
    var isSearching = false
    let start = end.position
    for index in journals.indices {
      var frames = frames(of: index, from: index == start.journal ? start.offset : FileHeader.size)
      end.position = Position(journal: index, offset: frames.offset)
      while true {
        let start = frames
        let step = try frames.next()
        if case .end = step { break }
        if case .frame(let frame) = step {
          if isSearching, frame.header.kind == .commit, frame.header.sequence > expected {
            expected = frame.header.sequence
          }
          if isExpected(frame.header) {
            try take(frame, in: index, commit)
            isSearching = false
            continue
          }
        }
        if isSearching {
          if case .unreadable = step { try frames.skipToFrame() }
          continue
        }
        switch try look(behind: start, in: index) {
        case .nothing where step.isRefused:
          try damage(self.damage(at: start, in: index, .commits(expected...expected), .seal), nil)
        case .nothing:
          end.isTorn = true
          return end
        case .commit(_, isBehindMark: true): break
        case .commit(let distance, _):
          try damage(self.damage(at: start, in: index, .surplus(count: distance), .inconsistent), nil)
        case .proof(let lost, let next):
          let kind = if case .unreadable(let reason) = step { reason } else { FileDamage.Kind.missing }
          let region = damagedRegion(start.offset + FrameHeader.size, to: next, of: journals[index])
          try damage(self.damage(at: start, in: index, .commits(lost), kind), region)
        }
        isSearching = true
        frames = start
      }
    }
    return end
  }

  private func frames(of index: Int, from offset: Int = FileHeader.size) -> FrameReader {
    FrameReader(
      journals[index].file, journals[index].coding, from: offset, to: max(sizes[index], offset),
      contentEnd: max(contentEnds[index], offset))
  }

  /// What stands there now; nil when there is nothing, or it is sealed.
  private func damagedRegion(_ start: Int, to end: Int, of journal: Journal) -> DamagedRegion? {
    guard start < end, !journal.coding.isSealed else { return nil }
    return DamagedRegion(file: journal.file, range: start..<end)
  }

  private func isExpected(_ header: FrameHeader) -> Bool {
    switch header.kind {
    case .commit: header.sequence == expected && header.mark < expected
    case .mark: header.sequence == expected - 1 && header.mark < expected
    case .section, .block, .directory: false
    }
  }

  private mutating func take(_ frame: Frame, in index: Int, _ commit: (UInt64, [UInt8]) throws -> Void) throws {
    let start = Position(journal: index, offset: frame.offset)
    let mark = frame.header.mark
    if mark == expected - 1 {
      end.proven = start
      candidate = nil
    } else if let reached = candidate, mark >= reached.sequence {
      end.proven = reached.position
      candidate = (start, expected - 1)
    } else if candidate == nil {
      candidate = (start, expected - 1)
    }
    guard frame.header.kind == .commit else { return }
    try commit(expected, frame.content)
    end.sequence = expected
    end.last = LastFrame(journal: index, offset: frame.offset, header: frame.header)
    end.position = Position(journal: index, offset: frame.end)
    expected += 1
  }

  /// What the valid frames behind a place say of the commit that was expected there.
  private enum Following {
    case nothing
    /// Its frame is there after all, so many bytes further on, of this journal.
    case commit(distance: Int, isBehindMark: Bool)
    /// These are lost; the next frame of this journal, or its end, is at `next`.
    case proof(ClosedRange<UInt64>, next: Int)
  }

  private func look(behind start: FrameReader, in index: Int) throws -> Following {
    var frames = start
    var next: UInt64?
    var nextOffset: Int?
    for later in index..<journals.count {
      if later > index { frames = self.frames(of: later) }
      scanning: while true {
        switch try frames.next() {
        case .end: break scanning
        case .unreadable: try frames.skipToFrame()
        case .frame(let frame):
          let header = frame.header
          if later == index, nextOffset == nil { nextOffset = frame.offset }
          if header.kind == .commit, header.sequence >= expected, next == nil { next = header.sequence }
          if next == expected {
            let distance = (later == index ? frame.offset : contentEnds[index]) - start.offset
            return .commit(distance: distance, isBehindMark: later > index && distance <= FrameHeader.size)
          }
          if header.mark >= expected {
            return .proof(expected...(next.map { $0 - 1 } ?? header.mark), next: nextOffset ?? contentEnds[index])
          }
        }
      }
    }
    return .nothing
  }

  private func damage(
    at start: FrameReader, in index: Int, _ place: FileDamage.Place, _ kind: FileDamage.Kind
  ) -> FileDamage {
    FileDamage(path: journals[index].path, offset: start.offset, place: place, kind: kind)
  }
}
