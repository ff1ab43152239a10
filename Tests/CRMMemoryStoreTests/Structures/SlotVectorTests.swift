import CRMCore
import Synchronization
import Testing

@testable import CRMMemoryStore

@Suite("A slot vector")
struct SlotVectorTests {
  @Test("An empty vector has no elements and frees nothing")
  func empty() throws {
    var vector = SlotVector<Int>()
    #expect(vector.isEmpty && vector[0] == nil && vector[.max] == nil)
    #expect(vector.remove(at: 0) == nil && vector.remove(at: .max) == nil)
    #expect(Array(vector).isEmpty && Array(vector.elements(from: 9)).isEmpty)
    try vector.checkInvariants()
  }

  @Test("Elements are appended one after the other, and freed slots are taken again from the lowest")
  func slots() throws {
    var vector = SlotVector<String>()
    for slot in UInt32(0)..<1000 { #expect(vector.append("a text long enough to be on the heap, \(slot)") == slot) }
    for slot: UInt32 in [700, 3, 999] { #expect(vector.remove(at: slot)?.hasSuffix(" \(slot)") == true) }
    #expect(vector.count == 997 && vector[3] == nil)
    #expect([3, 700, 999, 1000] == (0..<4).map { _ in vector.append("again") })
    try vector.checkInvariants()
  }

  @Test(
    "Elements that come together take the slots that they would take one by one",
    arguments: 1...5 as ClosedRange<UInt64>)
  func appendingMany(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var (together, oneByOne) = (SlotVector<String>(), SlotVector<String>())
    for step in 0..<30 {
      let before = (together, oneByOne)
      let count = Int.random(in: 0..<3 * [1, 13, 300][Int.random(in: 0..<3, using: &generator)], using: &generator)
      let texts = (0..<count).map { "a text long enough to be on the heap, \(step) \($0)" }
      let (taken, expected) = (together.append(contentsOf: texts), texts.map { oneByOne.append($0) })
      #expect(taken == expected)
      #expect(together.map(\.element) == oneByOne.map(\.element))
      #expect(before.0.map(\.element) == before.1.map(\.element), "the snapshot stays")
      try together.checkInvariants()
      for slot in oneByOne.map(\.slot) where Int.random(in: 0..<4, using: &generator) == 0 {
        let (removed, expected) = (together.remove(at: slot), oneByOne.remove(at: slot))
        #expect(removed == expected)
      }
    }
  }

  @Test("Slots far apart cost no more than their own nodes, and every slot can be used")
  func sparse() throws {
    var vector = SlotVector<UInt32>()
    let slots: [UInt32] = [.max, 1_000_000, 0, 65_535, 65_536, .max - 1, 31]
    for slot in slots { #expect(vector.set(slot, at: slot) == nil) }
    try vector.checkInvariants()
    #expect(vector.map(\.slot) == slots.sorted())
    #expect(slots.allSatisfy { vector[$0] == $0 })
    #expect(vector[30] == nil && vector[2_000_000] == nil)
    for (start, first) in [(1, 31), (32, 65_535), (65_537, 1_000_000), (1_000_001, .max - 1)] as [(UInt32, UInt32)] {
      #expect(vector.elements(from: start).first { _ in true }?.slot == first)
    }
    #expect(vector.elements(from: .max).map(\.element) == [.max])
    for slot in slots { #expect(vector.remove(at: slot) == slot) }
    #expect(vector.isEmpty && vector.append(1) == 0)
    try vector.checkInvariants()
  }

  @Test(
    "Random changes read as a dictionary does, and snapshots stay what they were", arguments: [1, 2, 3] as [UInt64])
  func randomChanges(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var vector = SlotVector<Int>()
    var model: [UInt32: Int] = [:]
    var snapshots: [(vector: SlotVector<Int>, model: [UInt32: Int])] = []
    var wrongAnswers = 0
    for step in 0..<40_000 {
      let slot = UInt32.random(in: 0..<3000, using: &generator)
      switch Int.random(in: 0..<10, using: &generator) {
      case 0..<(step / 8000 % 2 == 0 ? 5 : 1):
        let taken = vector.append(step)
        wrongAnswers += model.updateValue(step, forKey: taken) == nil ? 0 : 1
        if step % 400 == 0 { #expect((0..<taken).allSatisfy { model[$0] != nil }, "the lowest free slot") }
      case 8...:
        wrongAnswers += vector.set(step, at: slot) == model.updateValue(step, forKey: slot) ? 0 : 1
      default:
        wrongAnswers += vector.remove(at: slot) == model.removeValue(forKey: slot) ? 0 : 1
      }
      wrongAnswers += vector[slot] == model[slot] ? 0 : 1
      if step % 4000 == 3999 { snapshots.append((vector, model)) }
    }
    #expect(wrongAnswers == 0)
    for snapshot in snapshots {
      try snapshot.vector.checkInvariants()
      #expect(snapshot.vector.count == snapshot.model.count)
      let sorted = snapshot.model.sorted { $0.key < $1.key }
      #expect(snapshot.vector.map(\.slot) == sorted.map(\.key))
      #expect(snapshot.vector.map(\.element) == sorted.map(\.value))
      let start = UInt32.random(in: 0..<3000, using: &generator)
      #expect(snapshot.vector.elements(from: start).map(\.slot) == sorted.map(\.key).filter { $0 >= start })
    }
  }

  @Test("An element is changed in place, without a copy, when no snapshot shares it")
  func inPlace() {
    var vector = SlotVector<[Int]>()
    for first in 0..<100 { vector.append(Array(first..<200)) }
    let before = vector[50]?.withUnsafeBufferPointer { $0.baseAddress }
    vector.update(at: 50) { $0?[0] = 10 }
    #expect(vector[50]?.withUnsafeBufferPointer { $0.baseAddress } == before)
    let snapshot = vector
    vector.update(at: 50) { $0?[0] = 11 }
    #expect(snapshot[50]?.first == 10 && vector[50]?.first == 11)
    #expect(vector.count == 100)
  }

  @Test("The used slots are told by bits, with the end behind the last and whether any before it is free")
  func occupancy() {
    var generator = SplitMix64(seed: 5)
    var vector = SlotVector<Int>()
    #expect(vector.isDense && vector.end == 0 && vector.occupancy(from: 0) == 0)
    for slot in 0..<700 { vector.append(slot) }
    #expect(vector.isDense && vector.end == 700)
    var used = Set(UInt32(0)..<700)
    for _ in 0..<400 {
      let slot = UInt32.random(in: 0..<5000, using: &generator)
      if used.remove(slot) == nil {
        vector.set(0, at: slot)
        used.insert(slot)
      } else {
        vector.remove(at: slot)
      }
    }
    #expect(!vector.isDense && vector.end == used.max().map { UInt64($0) + 1 })
    for first in stride(from: UInt32(0), to: 5120, by: 64) {
      let bits = (UInt32(0)..<64).reduce(UInt64(0)) { $0 | (used.contains(first + $1) ? 1 << UInt64($1) : 0) }
      #expect(vector.occupancy(from: first) == bits)
    }
  }

  /// Counts those of its kind that are alive.
  private final class Counted: Sendable {
    let alive: Counter

    init(_ alive: Counter) {
      self.alive = alive
      alive.value.add(1, ordering: .relaxed)
    }

    deinit { alive.value.subtract(1, ordering: .relaxed) }
  }

  private final class Counter: Sendable {
    let value = Atomic(0)
  }

  @Test("Elements live while the vector or a snapshot holds them, and no longer")
  func lifetimes() {
    let alive = Counter()
    var vector = SlotVector<Counted>()
    for _ in 0..<5000 { vector.append(Counted(alive)) }
    var snapshot: SlotVector<Counted>? = vector
    for slot in UInt32(0)..<5000 where slot % 2 == 0 { vector.set(Counted(alive), at: slot) }
    for slot in UInt32(0)..<1000 { vector.remove(at: slot) }
    #expect(alive.value.load(ordering: .relaxed) == 7000)
    #expect(snapshot?.count == 5000)
    snapshot = nil
    #expect(alive.value.load(ordering: .relaxed) == 4000)
    vector = SlotVector()
    #expect(alive.value.load(ordering: .relaxed) == 0)
  }
}
