import CRMCore
import Testing

@testable import CRMMemoryStore

@Suite("An identifier map")
struct IdentifierMapTests {
  @Test("Identifiers are ordered as unsigned numbers of 128 bits")
  func order() throws {
    let keys = [(0, 0), (0, 1), (0, .max), (1, 0), (.max, 0), (.max, .max)].map(IdentifierKey.init)
    var map = IdentifierMap()
    for (slot, key) in keys.enumerated().reversed() {
      #expect(map.insert(key, slot: UInt32(slot)) == nil)
    }
    try map.checkInvariants()
    #expect(map.start.map(\.key) == keys)
    #expect(map.end.descending.map(\.slot) == [5, 4, 3, 2, 1, 0])
    #expect(map.cursor(before: keys[2]).map(\.slot) == [2, 3, 4, 5])
    #expect(map.cursor(after: keys[2]).map(\.slot) == [3, 4, 5])
  }

  @Test("An identifier that is mapped keeps its slot")
  func mappedTwice() {
    var map = IdentifierMap()
    let key = IdentifierKey(high: 1, low: 2)
    #expect(map.insert(key, slot: 10) == nil)
    #expect(map.insert(key, slot: 11) == 10)
    #expect(map.slot(of: key) == 10)
    #expect(map.count == 1)
  }

  @Test("Random changes read as a dictionary does, and snapshots stay what they were", arguments: [1, 2] as [UInt64])
  func randomChanges(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    // Few high words, so that low words decide as often.
    let keys = (0..<3000).map { _ in IdentifierKey(high: generator.next() % 40, low: generator.next()) }
    var map = IdentifierMap()
    var model: [IdentifierKey: UInt32] = [:]
    var snapshots: [(map: IdentifierMap, model: [IdentifierKey: UInt32])] = []
    var wrongAnswers = 0
    for step in UInt32(0)..<30_000 {
      let key = keys[Int.random(in: 0..<keys.count, using: &generator)]
      wrongAnswers += map.slot(of: key) == model[key] ? 0 : 1
      if Int.random(in: 0..<5, using: &generator) < (step / 5000 % 2 == 0 ? 4 : 1) {
        wrongAnswers += map.insert(key, slot: step) == model[key] ? 0 : 1
        model[key] = model[key] ?? step
      } else {
        wrongAnswers += map.remove(key) == model.removeValue(forKey: key) ? 0 : 1
      }
      if step % 3000 == 0 { snapshots.append((map, model)) }
    }
    #expect(wrongAnswers == 0)
    for snapshot in snapshots + [(map, model)] {
      try snapshot.map.checkInvariants()
      #expect(snapshot.map.count == snapshot.model.count)
      let sorted = snapshot.model.sorted { $0.key < $1.key }
      #expect(snapshot.map.start.map(\.key) == sorted.map(\.key))
      #expect(snapshot.map.start.map(\.slot) == sorted.map(\.value))
    }
  }

  @Test("Building takes strictly ascending identifiers, and refuses others")
  func building() throws {
    let entries = (UInt32(0)..<5000).map { slot in
      TreeEntry(key: IdentifierKey(high: UInt64(slot / 7), low: UInt64(slot % 7)), slot: slot)
    }
    let map = try #require(IdentifierMap(sorted: entries))
    try map.checkInvariants()
    #expect(Array(map.start) == entries)
    #expect(entries.allSatisfy { map.slot(of: $0.key) == $0.slot })
    #expect(IdentifierMap(sorted: entries + [entries[4999]]) == nil, "an identifier twice")
    #expect(IdentifierMap(sorted: entries.reversed()) == nil)
    #expect(IdentifierMap(sorted: [])?.isEmpty == true)
  }
}
