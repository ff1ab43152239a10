import Testing

@testable import CRMFileStore

@Suite("A checkpoint")
struct CheckpointTests {
  private static let path = PayloadLog.checkpoint(20)
  private static let header = FileHeader(kind: .checkpoint, identity: PayloadLog.identity, number: 20, journal: 3)

  private struct Section: Equatable {
    var name: String
    var blocks: [[UInt8]]
  }

  private static let sections = [
    Section(name: "accounts", blocks: [[1, 2, 3], [4]]),
    Section(name: "empty", blocks: []),
    Section(name: "مخاطبین", blocks: [[UInt8](repeating: 7, count: 70), [UInt8](0..<50), [9]]),
  ]

  /// One whose blocks are read while the one before is worked on.
  private static let large = Section(
    name: "large", blocks: (1...4).map { [UInt8](repeating: $0, count: $0 == 3 ? 10 : 300_000) })

  /// A disk with a checkpoint of the sections.
  private func disk(_ sections: [Section] = sections) throws -> SimulatedFileSystem {
    let disk = SimulatedFileSystem(seed: 3, pageSize: sections == Self.sections ? 64 : 4096)
    try disk.makeDirectory("/data")
    try disk.makeDirectory("/data/crm")
    var writer = try CheckpointWriter(Self.header, in: PayloadLog.path, disk)
    for section in sections {
      try writer.beginSection(section.name)
      for block in section.blocks {
        try writer.append(block.span)
        try writer.endBlock()
      }
    }
    try writer.finish().publish(acknowledged: 20)
    return disk
  }

  private func read(
    _ disk: SimulatedFileSystem, damage: DamageHandler = { damage, _ in throw FileStoreError.damaged(damage) }
  ) throws -> [Block] {
    var blocks: [Block] = []
    let reader = try CheckpointReader(20, in: PayloadLog.path, disk)
    try reader.read(block: { blocks.append(Block($0)) }, damage: damage)
    return blocks
  }

  private struct Block: Equatable {
    var section: String
    var index: Int
    var pieces: [[UInt8]] = []

    init(_ block: CheckpointBlock) {
      section = block.section
      index = block.index
      var reader = block.pieces
      while let piece = reader.next() { pieces.append(Array(piece)) }
    }

    init(section: String, index: Int, piece: [UInt8]) {
      self.section = section
      self.index = index
      pieces = [piece]
    }
  }

  private var expected: [Block] { blocks(of: Self.sections) }

  private func blocks(of sections: [Section]) -> [Block] {
    sections.flatMap { section in
      section.blocks.enumerated().map { Block(section: section.name, index: $0, piece: $1) }
    }
  }

  @Test("Sections and blocks come back as written, and the directory says what there is")
  func roundTrip() throws {
    let disk = try disk()
    #expect(try read(disk) == expected)
    let reader = try CheckpointReader(20, in: PayloadLog.path, disk)
    #expect(reader.header == Self.header)
    let directory = try reader.directory()
    #expect(directory.sections.map(\.name) == Self.sections.map(\.name))
    #expect(directory.sections.map(\.blockCount) == [2, 0, 3])
    #expect(directory.sections.map(\.length) == [4 + 16, 0, 121 + 24])
    #expect(directory.sections.map(\.pieceCount) == [2, 0, 3])
  }

  @Test("Pieces are gathered into blocks of bounded size and never split")
  func blocks() throws {
    let disk = SimulatedFileSystem(seed: 4)
    try disk.makeDirectory("/data")
    try disk.makeDirectory("/data/crm")
    var writer = try CheckpointWriter(Self.header, in: PayloadLog.path, disk, blockSize: 26)
    try writer.beginSection("a")
    for length in [4, 4, 4, 0, 30, 10, 1, 9, 1] { try writer.append([UInt8](repeating: 1, count: length).span) }
    try writer.beginSection("b")
    try writer.append([2].span)
    try writer.finish().publish(acknowledged: 20)
    let blocks = try read(disk)
    #expect(blocks.map { $0.pieces.map(\.count) } == [[4, 4], [4, 0], [30], [10], [1, 9], [1], [1]])
    #expect(blocks.map(\.index) == [0, 1, 2, 3, 4, 5, 0])
  }

  @Test("Blocks that are read ahead are handed on as written, and what is damaged among them is named")
  func readAhead() throws {
    let sections = [Self.large] + Self.sections
    let disk = try disk(sections)
    let (all, whole) = (blocks(of: sections), try #require(disk.contents(of: Self.path)))
    #expect(try read(disk) == all)
    for block in Self.large.blocks.indices {
      let filling = UInt8(block + 1)
      let offset = try #require(whole.indices.dropFirst(1000).first { whole[$0..<$0 + 8].allSatisfy { $0 == filling } })
      disk.flip(bit: 3, at: offset, of: Self.path)
      var damages: [FileDamage.Place] = []
      let blocks = try read(disk) { damage, _ in damages.append(damage.place) }
      #expect(damages == [.blocks(section: "large", block...block)])
      #expect(blocks == all.filter { $0.section != "large" || $0.index != block })
      disk.flip(bit: 3, at: offset, of: Self.path)
    }
  }

  @Test("A failure while a block is read ahead comes after what was read, and after what its taker throws")
  func failingAhead() throws {
    let disk = try disk([Self.large])
    let reader = try CheckpointReader(20, in: PayloadLog.path, disk)
    let all = blocks(of: [Self.large])
    var taken: [Block] = []
    func read(stoppingAt last: Int) throws {
      taken = []
      try reader.read { block in
        taken.append(Block(block))
        if taken.count == last { throw CancellationError() }
      } damage: { damage, _ in
        throw FileStoreError.damaged(damage)
      }
    }
    for last in 1...4 {
      #expect(throws: CancellationError.self) { try read(stoppingAt: last) }
      #expect(taken == Array(all.prefix(last)))
    }
    let before = disk.operationCount
    try read(stoppingAt: 0)
    let count = disk.operationCount - before
    var numbers: Set<Int> = []
    for operation in 0..<count {
      let disk = try self.disk([Self.large])
      let reader = try CheckpointReader(20, in: PayloadLog.path, disk)
      disk.crash(after: operation)
      var taken: [Block] = []
      #expect(throws: SimulatedCrash.self) {
        try reader.read(
          block: { taken.append(Block($0)) }, damage: { damage, _ in throw FileStoreError.damaged(damage) })
      }
      #expect(taken == Array(all.prefix(taken.count)))
      numbers.insert(taken.count)
    }
    #expect(numbers == [0, 1, 2, 3, 4])
  }

  @Test("A flipped bit in any byte is damage, whatever it hits")
  func flipped() throws {
    let disk = try disk()
    let size = try #require(disk.contents(of: Self.path)).count
    for offset in 0..<size {
      disk.flip(bit: offset % 8, at: offset, of: Self.path)
      #expect(throws: FileStoreError.self, "byte \(offset)") { try read(disk) }
      disk.flip(bit: offset % 8, at: offset, of: Self.path)
    }
    #expect(try read(disk) == expected)
  }

  @Test("A file cut at any byte is damage")
  func cut() throws {
    let disk = try disk()
    let whole = try #require(disk.contents(of: Self.path))
    for size in whole.indices {
      disk.replace(Self.path, with: Array(whole[..<size]))
      #expect(throws: FileStoreError.self, "cut at \(size)") { try read(disk) }
    }
  }

  @Test("Behind a damaged place reading can go on, and exactly what was there is named")
  func goingOn() throws {
    let disk = try disk()
    let directory = try CheckpointReader(20, in: PayloadLog.path, disk).directory()
    let frame = FrameHeader.size
    let accounts = directory.sections[0].offset
    let contacts = directory.sections[2].offset
    let contactBlock = contacts + frame + "مخاطبین".utf8.count
    let end = contactBlock + frame + 78 + frame + 58 + frame + 9
    // The damaged bytes, the places reported, and the blocks that are lost.
    let cases: [(Range<Int>, [FileDamage.Place], [Int])] = [
      (accounts..<accounts + 1, [.section("accounts")], []),
      (accounts + frame + 8..<accounts + frame + 9, [.blocks(section: "accounts", 0...0)], [0]),
      (accounts..<contacts, [.blocks(section: "accounts", 0...1), .section("empty")], [0, 1]),
      (
        contactBlock + frame..<contactBlock + frame + 79,
        [.blocks(section: "مخاطبین", 0...0), .blocks(section: "مخاطبین", 1...1)], [2, 3]
      ),
      (end..<end + 40, [.directory], []),
    ]
    for (bytes, places, lost) in cases {
      let damaged = try self.disk()
      for offset in bytes { damaged.flip(bit: 3, at: offset, of: Self.path) }
      var found: [FileDamage] = []
      let blocks = try read(damaged) { damage, _ in found.append(damage) }
      #expect(found.map(\.place) == places)
      #expect(blocks == expected.enumerated().filter { !lost.contains($0.offset) }.map(\.element))
    }
  }

  @Test("In a damaged block, every piece that was not hit is sound, and is one of its own section only")
  func soundPieces() throws {
    let pieces = (0..<6).map { [UInt8](repeating: UInt8($0), count: 10 * $0) }
    let disk = SimulatedFileSystem(seed: 4)
    try disk.makeDirectory("/data")
    try disk.makeDirectory("/data/crm")
    var writer = try CheckpointWriter(Self.header, in: PayloadLog.path, disk)
    for name in ["a", "b"] {
      try writer.beginSection(name)
      for piece in pieces { try writer.append(piece.span) }
    }
    try writer.finish().publish(acknowledged: 20)
    let start = FileHeader.size + FrameHeader.size + 1 + FrameHeader.size
    var offset = start
    for (index, piece) in pieces.enumerated() {
      let end = offset + Piece.headerSize + piece.count
      for hit in offset..<end {
        disk.flip(bit: hit % 8, at: hit, of: Self.path)
        defer { disk.flip(bit: hit % 8, at: hit, of: Self.path) }
        var sound: [[UInt8]] = []
        var isOwn = true
        _ = try read(disk) { damage, region in
          #expect(damage.place == .blocks(section: "a", 0...0))
          let region = try #require(region)
          for case .piece(let piece) in try region.parts() { sound.append(Array(piece)) }
          let other = PieceScan(try region.bytes(), seed: Piece.seed(section: 1, file: Self.header.encoded().checksum))
          for case .piece in other { isOwn = false }
        }
        #expect(isOwn)
        #expect(sound == pieces.enumerated().filter { $0.offset != index }.map(\.element))
      }
      offset = end
    }
  }

  @Test("A checkpoint of another version is refused with both versions named", arguments: [0, 2, 77] as [UInt32])
  func otherVersion(version: UInt32) throws {
    let disk = try disk()
    var bytes = try #require(disk.contents(of: Self.path))
    bytes.replace(at: 8, littleEndian: version)
    bytes.replace(at: 60, littleEndian: CRC32C.checksum(bytes.span.extracting(0..<60)))
    disk.replace(Self.path, with: bytes)
    #expect(throws: FileStoreError.unsupportedVersion(path: Self.path, found: version, supported: 1)) {
      try read(disk)
    }
  }

  @Test("A checkpoint with features of a later library is refused with the features named")
  func features() throws {
    let disk = try disk()
    var bytes = try #require(disk.contents(of: Self.path))
    bytes.replace(at: 12, littleEndian: UInt32(4))
    bytes.replace(at: 60, littleEndian: CRC32C.checksum(bytes.span.extracting(0..<60)))
    disk.replace(Self.path, with: bytes)
    #expect(throws: FileStoreError.unsupportedFeatures(path: Self.path, features: 4)) { try read(disk) }
  }

  @Test("A checkpoint ahead of what is acknowledged is not published")
  func ahead() throws {
    let disk = SimulatedFileSystem(seed: 5)
    try disk.makeDirectory("/data")
    try disk.makeDirectory("/data/crm")
    let finished = try CheckpointWriter(Self.header, in: PayloadLog.path, disk).finish()
    #expect(throws: FileStoreError.checkpointAhead(sequence: 20, acknowledged: 19)) {
      try finished.publish(acknowledged: 19)
    }
    finished.abandon()
    #expect(disk.paths.isEmpty)
  }
}
