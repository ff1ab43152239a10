import CRMCore
import Testing

@testable import CRMFileStore

@Suite("Verifying")
struct VerifyTests {
  private func verify(_ store: SmallStore) throws -> [FileDamage] {
    try FileStore.verify(SmallStore.path, fileSystem: store.disk)
  }

  @Test("A bit flipped in a checkpoint names the record that was hit, or none where none was")
  func checkpoint() async throws {
    let store = try await SmallStore()
    let pieces = try store.pieces(of: "records/part")
    let size = try #require(store.disk.contents(of: store.checkpoint)).count
    for offset in 0..<size {
      let found = try await store.withFlip(at: offset, of: store.checkpoint) { try verify(store) }
      let damage = try #require(found.first, "byte \(offset)")
      #expect(found.count == 1, "byte \(offset): \(found)")
      guard let hit = pieces.firstIndex(where: { $0.contains(offset) }) else {
        #expect(damage.records.isEmpty, "byte \(offset): \(damage)")
        continue
      }
      let records = try #require(damage.records.first, "byte \(offset): \(damage)")
      #expect(records.entity == "part" && records.count == 1 && damage.records.count == 1, "byte \(offset): \(damage)")
      #expect(records.after == (hit > 0 ? SmallStore.id(hit - 1).identifier : nil))
      #expect(records.before == (hit < 3 ? SmallStore.id(hit + 1).identifier : nil))
      // The identifier itself, behind the piece's header, may be what was hit.
      let isNamed = records.identifiers == [SmallStore.id(hit).identifier]
      #expect(isNamed || (8..<24).contains(offset - pieces[hit].lowerBound), "byte \(offset): \(damage)")
    }
    #expect(try verify(store).isEmpty)
  }

  @Test("A bit flipped in a commit names the records that the commit changed")
  func journal() async throws {
    let store = try await SmallStore()
    let size = try #require(store.disk.contents(of: store.journal)).count
    var frames = FrameReader(
      try store.disk.open(store.journal, for: .reading),
      FrameCoding(
        seed: try FileHeader.read(.journal, from: store.disk.open(store.journal, for: .reading), path: "").checksum),
      to: size)
    for number in 0..<3 {
      let start = frames.offset
      guard case .frame = try frames.next() else {
        Issue.record("There is no commit \(number + 2)")
        return
      }
      var wholly = 0
      for offset in start..<frames.offset {
        let found = try await store.withFlip(at: offset, of: store.journal) { try verify(store) }
        let damage = try #require(found.first, "byte \(offset)")
        #expect(found.count == 1 && damage.place == .commits(UInt64(number + 2)...UInt64(number + 2)))
        #expect(!damage.records.isEmpty)
        let ids = [SmallStore.id(number).identifier, SmallStore.id(4 + number).identifier]
        let isWhole = damage.records.first == DamagedRecords(entity: "part", identifiers: ids, count: 2)
        if isWhole, damage.records.map(\.entity) == ["part", "historyEntry"] { wholly += 1 }
      }
      // All but flips in lengths, kinds and identifiers.
      #expect(wholly > (frames.offset - start) / 2)
    }
  }

  @Test("A damaged place says what it held in words")
  func description() {
    let (first, second) = (Identifier(high: 1, low: 1), Identifier(high: 1, low: 9))
    func damage(_ records: DamagedRecords...) -> FileDamage {
      FileDamage(path: "a", offset: 1, place: .blocks(section: "records/x", 0...0), kind: .checksum, records: records)
    }
    let named = DamagedRecords(entity: "x", identifiers: [first, second], count: 2)
    #expect(damage(named).description.hasSuffix("match; it held 2 records of x: \(first), \(second)"))
    let bounded = DamagedRecords(entity: "x", identifiers: [], count: nil, after: first, before: second)
    #expect(
      damage(bounded).description.hasSuffix(
        "; it held an unknown number of records of x between \(first) and \(second)"))
  }
}
