import Testing

@testable import CRMMemoryStore

@Suite("A column")
struct ColumnTests {
  /// Slots within a chunk, around the ends of chunks, and far off.
  private static let slots = (0..<40).map { UInt32($0) } + [511, 512, 513, 1023, 1024, 70_000, .max - 1, .max]

  @Test("Integers of every size, and nil, read as they were set; what was never set is nil")
  func integers() throws {
    var column = IntegerColumn()
    #expect(column[0] == nil && column[.max] == nil)
    let values: [Int64?] = [.min, .max, 0, -1, nil, 7]
    for (index, slot) in Self.slots.enumerated() { column.set(values[index % 6], at: slot) }
    try column.checkInvariants()
    for (index, slot) in Self.slots.enumerated() { #expect(column[slot] == values[index % 6]) }
    #expect(column[100] == nil && column[2_000_000] == nil)
    for slot in Self.slots { column.set(nil, at: slot) }
    try column.checkInvariants()
    #expect(Self.slots.allSatisfy { column[$0] == nil })
  }

  @Test("Random writes read as a dictionary does, in chunks too, and snapshots stay what they were")
  func randomWrites() throws {
    var generator = SplitMix64(seed: 11)
    var column = IntegerColumn()
    var model: [UInt32: Int64] = [:]
    var snapshots: [(column: IntegerColumn, model: [UInt32: Int64])] = []
    for step in 0..<20_000 {
      let slot = UInt32.random(in: 0..<4000, using: &generator)
      let value = step % 3 == 0 ? nil : Int64(truncatingIfNeeded: generator.next())
      column.set(value, at: slot)
      model[slot] = value
      if step % 2000 == 1999 { snapshots.append((column, model)) }
    }
    for snapshot in snapshots {
      try snapshot.column.checkInvariants()
      #expect((UInt32(0)..<4100).allSatisfy { snapshot.column[$0] == snapshot.model[$0] })
      var read: [UInt32: Int64] = [:]
      snapshot.column.forEachChunk { first, chunk in
        for index in chunk.values.indices where chunk.hasValue(at: index) {
          read[first + UInt32(index)] = chunk.values[index]
        }
      }
      #expect(read == snapshot.model)
    }
  }

  @Test("A key keeps its code; nil, a free slot and each key are told apart")
  func codes() throws {
    var column = CodedColumn<String>()
    #expect(column.code(at: 5) == CodedColumn<String>.vacantCode && column.codeCount == 2)
    for (slot, key) in ["won", "lost", nil, "won", "new"].enumerated() { column.set(key, at: UInt32(slot)) }
    try column.checkInvariants()
    #expect((0..<5).map { column[$0] } == ["won", "lost", nil, "won", "new"])
    #expect((0..<6).map { column.code(at: $0) } == [2, 3, 0, 2, 4, 1])
    #expect(column.codeCount == 5)
    #expect((0..<6).map { column.key(of: $0) } == [nil, nil, "won", "lost", "new", nil])
    #expect(column.code(of: "lost") == 3 && column.code(of: "open") == nil && column.code(of: nil) == 0)

    let snapshot = column
    column.vacate(0)
    column.set("open", at: 1)
    column.set("won", at: 2)
    try column.checkInvariants()
    #expect((0..<4).map { column.code(at: $0) } == [1, 5, 2, 2])
    #expect(snapshot.codeCount == 5 && snapshot.code(of: "open") == nil)
    #expect((0..<5).map { snapshot[$0] } == ["won", "lost", nil, "won", "new"])
  }

  /// A key whose hash says little.
  private struct Colliding: Hashable {
    let value: Int

    func hash(into hasher: inout Hasher) {
      hasher.combine(value % 3)
    }
  }

  @Test("Keys with equal hashes have codes of their own")
  func collisions() throws {
    var column = CodedColumn<Colliding>()
    for slot in 0..<600 { column.set(Colliding(value: slot % 200), at: UInt32(slot)) }
    try column.checkInvariants()
    #expect(column.codeCount == 202)
    #expect((0..<600).allSatisfy { column[UInt32($0)]?.value == $0 % 200 })
  }

  @Test("Two columns are read together, chunk by chunk, to count and sum by group")
  func grouping() throws {
    var generator = SplitMix64(seed: 12)
    var stages = CodedColumn<Int>()
    var amounts = IntegerColumn()
    var counts: [Int?: Int] = [:]
    var sums: [Int?: Int64] = [:]
    for slot in UInt32(0)..<5000 where slot % 7 != 0 {
      let stage = slot % 5 == 0 ? nil : Int.random(in: 0..<9, using: &generator)
      // No amount in the third chunk at all.
      let amount = slot % 4 == 0 || slot / 512 == 2 ? nil : Int64.random(in: -100...100, using: &generator)
      stages.set(stage, at: slot)
      if let amount { amounts.set(amount, at: slot) }
      counts[stage, default: 0] += 1
      sums[stage, default: 0] += amount ?? 0
    }
    var countsByCode = Array(repeating: 0, count: stages.codeCount)
    var sumsByCode = Array(repeating: Int64(0), count: stages.codeCount)
    stages.forEachChunk { first, codes in
      amounts.withChunk(of: first) { chunk in
        for (index, code) in codes.enumerated() {
          countsByCode[Int(code)] += 1
          sumsByCode[Int(code)] += chunk.values[index]
        }
      }
    }
    for code in 0..<UInt32(stages.codeCount) where code != CodedColumn<Int>.vacantCode {
      #expect(countsByCode[Int(code)] == counts[stages.key(of: code)])
      #expect(sumsByCode[Int(code)] == sums[stages.key(of: code)])
    }
    #expect(sumsByCode[Int(CodedColumn<Int>.vacantCode)] == 0)
    #expect(counts.count == stages.codeCount - 1)
  }
}
