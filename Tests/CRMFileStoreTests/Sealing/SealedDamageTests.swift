import CRMCore
import Testing

@testable import CRMFileStore

@Suite("Damage to a sealed store")
struct SealedDamageTests {
  private let sealer = ToySealer()

  private func verify(_ disk: SimulatedFileSystem) throws -> [FileDamage] {
    try FileStore.verify(SmallStore.path, fileSystem: disk, sealer: sealer)
  }

  @Test("A flipped bit of a checkpoint and of a closed journal is told as damage, not as a wrong key")
  func flips() async throws {
    let small = try await SmallStore(parts: 2, commits: 2, sealer: sealer)
    for path in [small.checkpoint, small.journal] {
      let size = try #require(small.disk.contents(of: path)).count
      for offset in stride(from: 0, to: size, by: 5) {
        try await small.withFlip(at: offset, of: path) {
          let found = try verify(small.disk)
          // The mark at the journal's end says nothing that is not said without it.
          let isMark = path == small.journal && offset >= size - FrameHeader.size
          #expect(
            isMark || !found.isEmpty && found.allSatisfy { $0.kind != .seal }, "byte \(offset) of \(path): \(found)")
          guard offset % 8 == 0, let first = found.first else { return }
          #expect(throws: FileStoreError.damaged(first.holding([])), "byte \(offset) of \(path)") {
            try SmallStore.open(small.disk, seed: 2, sealer: sealer)
          }
        }
      }
    }
    #expect(try verify(small.disk).isEmpty)
  }

  @Test("A checkpoint that is cut anywhere is damaged, also when its end is made anew")
  func cutCheckpoint() async throws {
    let small = try await SmallStore(parts: 2, commits: 2, sealer: sealer)
    let whole = try #require(small.disk.contents(of: small.checkpoint))
    for size in stride(from: 0, to: whole.count, by: 5) {
      small.disk.replace(small.checkpoint, with: Array(whole[..<size]))
      #expect(try !verify(small.disk).isEmpty, "cut to \(size)")
    }
    let forgery = Forgery(whole)
    for count in 1..<forgery.frames.count {
      var shorter = forgery
      // The last frame is the directory.
      shorter.frames.removeSubrange(forgery.frames.count - 1 - count..<forgery.frames.count - 1)
      small.disk.replace(small.checkpoint, with: shorter.bytes())
      let found = try verify(small.disk)
      #expect(!found.isEmpty, "without \(count) frames")
      #expect(throws: FileStoreError.self) { try SmallStore.open(small.disk, seed: 2, sealer: sealer) }
    }
  }

  @Test("A journal that is cut anywhere opens with the commits before, as after a crash")
  func cutJournal() async throws {
    let small = try await SmallStore(parts: 2, commits: 2, sealer: sealer)
    let whole = try #require(small.disk.contents(of: small.journal))
    let frames = Forgery(whole).frames
    for size in stride(from: FileHeader.size, through: whole.count, by: 3) {
      small.disk.replace(small.journal, with: Array(whole[..<size]))
      var (end, commits) = (FileHeader.size, 0)
      for frame in frames.dropLast() where end + frame.count <= size {
        end += frame.count
        commits += 1
      }
      #expect(try verify(small.disk).isEmpty, "cut to \(size)")
      let store = try SmallStore.open(small.disk, seed: 2, sealer: sealer)
      #expect(try store.statistics().commits == UInt64(1 + commits), "cut to \(size)")
      try await store.close()
    }
  }

  @Test("A repair saves everything but the damaged block or commit, into a store that is sealed, too")
  func repair() async throws {
    for isJournal in [false, true] {
      let small = try await SmallStore(sealer: sealer)
      let path = isJournal ? small.journal : small.checkpoint
      let frames = Forgery(try #require(small.disk.contents(of: path))).frames
      let sections = try CheckpointReader(1, in: SmallStore.path, small.disk, sealer).directory().sections
      let section = try #require(sections.first { $0.name == "records/part" })
      // The first commit's last byte; a byte in the section's only block.
      let offset = isJournal ? FileHeader.size + frames[0].count - 1 : section.offset + 2 * FrameHeader.size + 60
      small.disk.flip(bit: 1, at: offset, of: path)
      let catalog = try Catalog(Workshop.types)
      let report = try await FileStore.repair(
        SmallStore.path, into: "/saved", catalog: catalog, environment: .replayable(seed: 9), fileSystem: small.disk,
        sealer: sealer)
      #expect(report.damages.count == 1 && report.damages.first?.kind == .checksum)
      if isJournal {
        #expect(report.damages.first?.place == .commits(2...2))
        #expect(report.records["part"] == 6)
      } else {
        #expect(report.damages.first?.place == .blocks(section: "records/part", 0...0))
        #expect(report.damages.first?.records == [DamagedRecords(entity: "part", identifiers: [], count: 4)])
        // Those that commits changed or added since.
        #expect(report.records["part"] == 6)
      }
      #expect(try FileStore.verify("/saved", fileSystem: small.disk, sealer: sealer).isEmpty)
      #expect(throws: FileStoreError.self) { try FileStore.verify("/saved", fileSystem: small.disk) }
    }
  }

  @Test("The layouts stand in two blocks, so that one is left where the other is damaged")
  func layouts() async throws {
    let small = try await SmallStore(sealer: sealer)
    let frames = Forgery(try #require(small.disk.contents(of: small.checkpoint))).frames
    let offset = FileHeader.size + frames[0].count + FrameHeader.size + 20
    small.disk.flip(bit: 1, at: offset, of: small.checkpoint)
    let report = try await FileStore.repair(
      SmallStore.path, into: "/saved", catalog: Catalog(Workshop.types), environment: .replayable(seed: 9),
      fileSystem: small.disk, sealer: sealer)
    #expect(report.damages.map(\.place) == [.blocks(section: "layouts", 0...0)])
    #expect(report.records["part"] == 7 && !report.hasAssumedLayouts)
  }

  @Test("A damaged header costs nothing but itself, whichever key the file has")
  func header() async throws {
    for path in [\SmallStore.checkpoint, \SmallStore.journal] {
      let small = try await SmallStore(sealer: sealer)
      for offset in [12, 40, 48, 60] {
        try await small.withFlip(at: offset, of: small[keyPath: path]) {
          for key in [1, 2] as [UInt64] {
            let sealer = ToySealer(current: key)
            let found = try FileStore.verify(SmallStore.path, fileSystem: small.disk, sealer: sealer)
            #expect(found.map(\.place) == [.header], "byte \(offset): \(found)")
          }
        }
      }
    }
  }
}
