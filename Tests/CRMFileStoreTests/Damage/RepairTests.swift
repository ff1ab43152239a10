import CRMCore
import Testing

@testable import CRMFileStore

@Suite("Repairing")
struct RepairTests {
  private static let target = "/repaired"

  private func repair(_ disk: SimulatedFileSystem, _ types: [any Record.Type] = Workshop.types) async throws
    -> (FileStoreRepair, FileStore)
  {
    let report = try await FileStore.repair(
      SmallStore.path, into: Self.target, catalog: Catalog(types), environment: .replayable(seed: 9), fileSystem: disk)
    let store = try FileStore(
      at: Self.target, types, environment: .replayable(seed: 3),
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk), mayCreate: false)
    return (report, store)
  }

  /// What a repaired store holds, once it was seen to keep its rules.
  private func contents(after repaired: FileStore) async throws -> Workshop.Contents {
    let contents = try await repaired.read { try await Workshop.contents(of: $0) }
    #expect(Set(contents.parts.values.map(\.code)).count == contents.parts.count)
    for case let whole? in contents.parts.values.map(\.whole) { #expect(contents.parts[whole] != nil) }
    return contents
  }

  @Test("Of a checkpoint with a flipped bit, everything is saved but the record that was hit")
  func checkpoint() async throws {
    let store = try await SmallStore(commits: 0)
    let pieces = try store.pieces(of: "records/part")
    let size = try #require(store.disk.contents(of: store.checkpoint)).count
    // Each byte of the records, and some of the rest: the header, frames, layouts, list of sections, trailer.
    let offsets = (0..<size).filter { offset in
      offset % 13 == 0 || offset < FileHeader.size || pieces.contains { $0.contains(offset) && offset % 3 == 0 }
    }
    for offset in offsets {
      let disk = store.disk.afterKill()
      disk.flip(bit: offset % 8, at: offset, of: store.checkpoint)
      let (report, repaired) = try await repair(disk)
      let found = try await contents(after: repaired)
      var expected = store.contents.parts
      if let hit = pieces.firstIndex(where: { $0.contains(offset) }) {
        expected[SmallStore.id(hit)] = nil
        // The part that was of the lost one is of none now, and that is told.
        if hit < 3 {
          expected[SmallStore.id(hit + 1)]?.whole = nil
          expected[SmallStore.id(hit + 1)]?.revision += 1
          let target = SmallStore.id(hit).key
          #expect(
            report.changes.map(\.problem)
              == [.missingTarget(SmallStore.id(hit + 1).key, field: "whole", target: target)])
          #expect(found.historyEntries == 1)
        }
      }
      #expect(found.parts == expected, "byte \(offset)")
      #expect(!report.damages.isEmpty && report.unreadable.isEmpty && !report.hasAssumedLayouts)
      #expect(report.lastCommit == 1)
      #expect(try FileStore.verify(Self.target, fileSystem: disk).isEmpty)
    }
  }

  @Test("Of a journal with a flipped bit, every other commit is saved")
  func journal() async throws {
    let store = try await SmallStore()
    let size = try #require(store.disk.contents(of: store.journal)).count
    for offset in stride(from: 0, to: size, by: 7) {
      let disk = store.disk.afterKill()
      disk.flip(bit: offset % 8, at: offset, of: store.journal)
      guard let damage = try FileStore.verify(SmallStore.path, fileSystem: disk).first else { continue }
      let (report, repaired) = try await repair(disk)
      let found = try await contents(after: repaired)
      var expected = store.contents.parts
      if case .commits(let lost) = damage.place {
        let number = Int(lost.lowerBound) - 2
        expected[SmallStore.id(4 + number)] = nil
        expected[SmallStore.id(number)]?.size -= 100
        expected[SmallStore.id(number)]?.revision -= 1
      }
      #expect(found.parts == expected, "byte \(offset)")
      #expect(report.damages == [damage] && report.changes.isEmpty && report.lastCommit == 4)
    }
  }

  @Test("Of a checkpoint or a journal that was cut anywhere, what stood before the cut is saved, or nothing is written")
  func cut() async throws {
    let store = try await SmallStore(parts: 3, commits: 2)
    for path in [store.checkpoint, store.journal] {
      let whole = try #require(store.disk.contents(of: path))
      for size in stride(from: 0, to: whole.count, by: 11) {
        let disk = store.disk.afterKill()
        disk.replace(path, with: Array(whole[..<size]))
        let (report, repaired) = try await repair(disk)
        _ = try await contents(after: repaired)
        #expect(report.damages == (try FileStore.verify(SmallStore.path, fileSystem: disk)), "\(path) cut at \(size)")
        #expect(try FileStore.verify(Self.target, fileSystem: disk).isEmpty)
        // The commits behind a cut checkpoint wrote three of the five parts.
        let count = report.records["part"] ?? 0
        #expect((3...5).contains(count), "\(path) cut at \(size): \(report)")
      }
    }
  }

  @Test("A sound store comes out as it is, and the damaged one is not touched")
  func sound() async throws {
    let store = try await SmallStore()
    let files = store.disk.paths.map { store.disk.contents(of: $0) }
    let (report, repaired) = try await repair(store.disk)
    #expect(report.damages.isEmpty && report.changes.isEmpty)
    let found = try await contents(after: repaired)
    #expect(found == store.contents)
    #expect(store.disk.paths.filter { !$0.hasPrefix(Self.target) }.map { store.disk.contents(of: $0) } == files)
    try await repaired.close()
    await #expect(throws: FileStoreError.occupied(path: Self.target)) { _ = try await repair(store.disk) }
  }

  @Test("Two records with the same unique value, since a commit between is lost: the newer keeps it, the older goes")
  func duplicate() async throws {
    let disk = SimulatedFileSystem(seed: 1, pageSize: 4096)
    let store = try SmallStore.open(disk)
    try await store.insert(SmallStore.part(1, of: nil))
    try await store.insert(SmallStore.part(2, of: 1))
    let hit = try store.statistics().journalBytes
    try await store.update(SmallStore.id(1)) { $0.code = "another" }
    var newer = SmallStore.part(3, of: nil)
    newer.code = "part 1"
    try await store.insert(newer)
    try await store.close()
    disk.flip(bit: 1, at: hit + 40, of: SmallStore.path + "/" + FolderNames.journal(1))
    let (report, repaired) = try await repair(disk)
    let found = try await contents(after: repaired)
    #expect(found.parts.mapValues(\.code) == [SmallStore.id(2): "part 2", SmallStore.id(3): "part 1"])
    // The code is required, so the part can't stay; the one that is of it can.
    let duplicate = StoreError.duplicate(SmallStore.id(1).key, fields: ["code"], other: SmallStore.id(3).key)
    let missing = StoreError.missingTarget(SmallStore.id(2).key, field: "whole", target: SmallStore.id(1).key)
    #expect(report.changes.map(\.problem) == [duplicate, missing])
    #expect(report.changes.map { $0.after == nil } == [true, false])
    // What went can be had back, once it breaks no rule.
    try await repaired.update(SmallStore.id(3)) { $0.code = "part 3" }
    let restored = try await repaired.restore(SmallStore.id(1))
    #expect(restored.code == "part 1")
  }

  @Test("A record that needs a lost one goes too, and so does one that needs it")
  func required() async throws {
    let disk = SimulatedFileSystem(seed: 1, pageSize: 4096)
    let store = try FileStore(
      at: SmallStore.path, [Link.self], environment: .replayable(seed: 1),
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk))
    let hit = try #require(disk.contents(of: SmallStore.path + "/" + FolderNames.journal(1))).count
    for number in 0..<4 {
      var link = Link(id: Link.ID(Identifier(high: 5, low: UInt64(number))))
      link.previous = Link.ID(Identifier(high: 5, low: UInt64(max(0, number - 1))))
      link.others = number == 3 ? [] : [Link.ID(Identifier(high: 5, low: 0)), link.id]
      try await store.insert(link)
    }
    var free = Link(id: Link.ID(Identifier(high: 5, low: 9)))
    (free.previous, free.others) = (free.id, [Link.ID(Identifier(high: 5, low: 2)), free.id])
    try await store.insert(free)
    try await store.close()
    disk.flip(bit: 1, at: hit + 900, of: SmallStore.path + "/" + FolderNames.journal(1))
    let damages = try FileStore.verify(SmallStore.path, fileSystem: disk)
    #expect(damages.map(\.place) == [.commits(1...1)])
    let (report, repaired) = try await repair(disk, [Link.self])
    let left = try await repaired.fetch(Link.self)
    #expect(left.map(\.id) == [free.id] && left.first?.others == [free.id])
    #expect(report.changes.compactMap(\.after).map(\.id) == [free.id.identifier])
    #expect(report.changes.count == 4)
    #expect(report.hasAssumedLayouts)
  }

  @Test("Without what says how to read records, they are read as this program declares them, as far as they can be so")
  func lostLayouts() async throws {
    let store = try await SmallStore()
    for piece in try store.pieces(of: "layouts") {
      store.disk.flip(bit: 1, at: piece.lowerBound + 20, of: store.checkpoint)
    }
    let (report, repaired) = try await repair(store.disk.afterKill())
    #expect(report.hasAssumedLayouts && report.unreadable.isEmpty)
    let found = try await contents(after: repaired)
    #expect(found == store.contents)
    let (other, empty) = try await repair(store.disk, [OtherPart.self, Workshop.Tally.self])
    #expect(other.unreadable.count == 10 && other.records["part"] == 0)
    try await empty.close()
  }

  @Test("Where nothing is left, nothing is written")
  func nothing() async throws {
    let store = try await SmallStore()
    for path in [store.checkpoint, store.journal] {
      store.disk.replace(path, with: [UInt8](repeating: 7, count: 500))
    }
    await #expect(throws: FileStoreError.self) { _ = try await repair(store.disk) }
    #expect(!store.disk.paths.contains { $0.hasPrefix(Self.target) })
    await #expect(throws: FileStoreError.self) { _ = try await repair(SimulatedFileSystem(seed: 1)) }
  }
}

private struct Link: Record {
  static let entity = "link"
  var id: ID
  var stamp = Stamp()
  var previous: Link.ID
  var others: [Link.ID] = []
  init(id: RecordID<Link>) {
    self.id = id
    previous = id
  }
  static let schema = Schema<Link> { f in
    f("previous", \.previous, .required, onDelete: .cascade)
    f("others", \.others, onDelete: .nullify)
  }
}

/// The parts of a program that never wrote any.
private struct OtherPart: Record {
  static let entity = "part"
  var id: ID
  var stamp = Stamp()
  init(id: RecordID<OtherPart>) { self.id = id }
  static let schema = Schema<OtherPart> { _ in }
}
