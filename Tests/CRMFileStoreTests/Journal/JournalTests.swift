import CRMCore
import Testing

@testable import CRMFileStore

@Suite("A journal")
struct JournalTests {
  private let samples = PayloadLog.samples(12)

  /// A disk with a store of the samples, each commit synced; closed properly, or left as by a killed process.
  private func disk(closed: Bool, _ durability: Durability = .immediate) throws -> SimulatedFileSystem {
    let disk = SimulatedFileSystem(seed: 1)
    var log = try PayloadLog(disk)
    try log.commit(samples, durability)
    if closed { try log.close() }
    return disk.afterKill()
  }

  private func bytes(_ disk: SimulatedFileSystem) throws -> [UInt8] {
    try #require(disk.contents(of: PayloadLog.journal))
  }

  /// Where each commit's frame starts, and where the last one ends.
  private var frameStarts: [Int] {
    samples.reduce(into: [FileHeader.size]) { $0.append(($0.last ?? 0) + FrameHeader.size + $1.count) }
  }

  @Test("Commits come back in order after a proper close and after a kill", arguments: [true, false])
  func comesBack(closed: Bool) throws {
    #expect(try PayloadLog.read(disk(closed: closed)) == samples)
  }

  @Test("Commits go on after reopening", arguments: [true, false])
  func goesOn(closed: Bool) throws {
    var disk = try disk(closed: closed)
    for round in 1...3 {
      var log = try PayloadLog(disk)
      #expect(log.payloads.count == samples.count + round - 1)
      try log.commit([[UInt8(round)]])
      if closed { try log.close() }
      disk = disk.afterKill()
    }
    #expect(try PayloadLog.read(disk) == samples + [[1], [2], [3]])
    #expect(try FolderReader.verify(PayloadLog.path, disk).isEmpty)
  }

  @Test("A journal of commits never synced, cut at any byte, opens to a prefix of them")
  func cutUnsynced() throws {
    let made = try disk(closed: false, .relaxed)
    let whole = try bytes(made)
    for size in FileHeader.size...whole.count {
      let disk = made.afterKill()
      disk.replace(PayloadLog.journal, with: Array(whole[..<size]))
      #expect(try FolderReader.verify(PayloadLog.path, disk).isEmpty)
      let complete = frameStarts.dropFirst().prefix { $0 <= size }.count
      #expect(try PayloadLog.read(disk) == Array(samples.prefix(complete)), "cut at \(size)")
      // It can be written on, and what was cut never comes back.
      var log = try PayloadLog(disk)
      try log.commit([[1, 2, 3]])
      #expect(try PayloadLog.read(disk.afterKill()) == Array(samples.prefix(complete)) + [[1, 2, 3]])
    }
  }

  @Test("A journal cut at any byte of its header is damaged")
  func cutHeader() throws {
    let disk = try disk(closed: true)
    let whole = try bytes(disk)
    for size in 0..<FileHeader.size {
      disk.replace(PayloadLog.journal, with: Array(whole[..<size]))
      let damage = FileDamage(path: PayloadLog.journal, offset: 0, place: .header, kind: .cutShort)
      #expect(throws: FileStoreError.damaged(damage)) { try PayloadLog.read(disk) }
      #expect(try FolderReader.verify(PayloadLog.path, disk).first == damage)
    }
  }

  @Test("In a journal that was closed, a flipped bit in any byte of any commit is damage, told exactly")
  func flippedAfterClose() throws {
    let disk = try disk(closed: true)
    let size = try bytes(disk).count
    let ends = frameStarts
    for offset in FileHeader.size..<size {
      disk.flip(bit: offset % 8, at: offset, of: PayloadLog.journal)
      defer { disk.flip(bit: offset % 8, at: offset, of: PayloadLog.journal) }
      guard let index = ends.indices.dropLast().last(where: { ends[$0] <= offset }), offset < (ends.last ?? 0) else {
        // The closing mark holds nothing.
        #expect(try PayloadLog.read(disk.afterKill()) == samples)
        continue
      }
      let sequence = UInt64(index + 1)
      let place = FileDamage.Place.commits(sequence...sequence)
      let error = #expect(throws: FileStoreError.self) { try PayloadLog.read(disk.afterKill()) }
      guard case .damaged(let damage)? = error else {
        Issue.record("\(String(describing: error)) at \(offset)")
        continue
      }
      #expect(damage.place == place && damage.offset == ends[index] && damage.path == PayloadLog.journal)
      #expect(try FolderReader.verify(PayloadLog.path, disk) == [damage])
    }
  }

  @Test("In a journal of a killed writer, only the last commit can be taken for a torn one")
  func flippedAfterKill() throws {
    let disk = try disk(closed: false)
    let lastStart = try #require(frameStarts.dropLast().last)
    let end = try #require(frameStarts.last)
    for offset in FileHeader.size..<end + 100 {
      let flipped = disk.afterKill()
      flipped.flip(bit: offset % 8, at: offset, of: PayloadLog.journal)
      if offset < lastStart {
        #expect(throws: FileStoreError.self) { try PayloadLog.read(flipped) }
      } else {
        // Behind the last commit there are zeros.
        #expect(try PayloadLog.read(flipped) == (offset < end ? Array(samples.dropLast()) : samples))
      }
    }
  }

  @Test("A flipped bit in any byte of a header is damage")
  func flippedHeader() throws {
    let disk = try disk(closed: true)
    for path in [PayloadLog.journal, PayloadLog.checkpoint(0)] {
      for offset in 0..<FileHeader.size {
        disk.flip(bit: offset % 8, at: offset, of: path)
        let damage = FileDamage(path: path, offset: 0, place: .header, kind: .checksum)
        #expect(throws: FileStoreError.damaged(damage)) { try PayloadLog.read(disk) }
        disk.flip(bit: offset % 8, at: offset, of: path)
      }
    }
  }

  @Test("Frames that were exchanged, repeated, left out or moved are damage")
  func rearranged() throws {
    let disk = try disk(closed: true)
    let whole = try bytes(disk)
    let starts = frameStarts
    func frame(_ index: Int) -> [UInt8] { Array(whole[starts[index]..<starts[index + 1]]) }
    let garbage = [UInt8](repeating: 1, count: 33)
    let cases: [(middle: [UInt8], places: [FileDamage.Place])] = [
      (frame(4) + frame(3), [.commits(4...4), .surplus(count: frame(3).count)]),
      (frame(4) + frame(4), [.commits(4...4), .surplus(count: frame(4).count)]),
      (frame(3) + frame(3), [.commits(5...5)]),
      (frame(3), [.commits(5...5)]),
      (frame(4), [.commits(4...4)]),
      ([], [.commits(4...5)]),
      (frame(3) + garbage, [.commits(5...5)]),
      (frame(3) + garbage + frame(4), [.surplus(count: 33)]),
      (frame(3) + frame(4) + frame(4), [.surplus(count: frame(4).count)]),
    ]
    for (middle, places) in cases {
      disk.replace(PayloadLog.journal, with: Array(whole[..<starts[3]]) + middle + Array(whole[starts[5]...]))
      let found = try FolderReader.verify(PayloadLog.path, disk)
      #expect(found.map(\.place) == places)
      let first = try #require(found.first)
      #expect(throws: FileStoreError.damaged(first)) { try PayloadLog.read(disk.afterKill()) }
    }
  }

  @Test("Journals larger than what is read at once come back, and damage in them is found where it is")
  func large() throws {
    let disk = SimulatedFileSystem(seed: 1, pageSize: 4096)
    var random = SplitMix64(seed: 5)
    // Longer than the pieces of 256 KiB in which files are read, and frames across each border of two.
    let payloads = [3, 262_144 - 64 - 35 - 40, 100, 300_000, 0, 250_000, 1_000].map { random.bytes($0) }
    var log = try PayloadLog(disk)
    try log.commit(payloads)
    try log.close()
    #expect(try PayloadLog.read(disk) == payloads)
    var start = FileHeader.size
    for (index, payload) in payloads.enumerated() {
      let end = start + FrameHeader.size + payload.count
      for offset in [start, start + 31, end - 1] {
        disk.flip(bit: 6, at: offset, of: PayloadLog.journal)
        let lost = UInt64(index + 1)
        let damage = FileDamage(
          path: PayloadLog.journal, offset: start, place: .commits(lost...lost), kind: .checksum)
        #expect(try FolderReader.verify(PayloadLog.path, disk) == [damage])
        disk.flip(bit: 6, at: offset, of: PayloadLog.journal)
      }
      start = end
    }
  }
}
