import CRMCore
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
      for first in stride(from: UInt32(0), to: 4096, by: 512) {
        let page = snapshot.column.page(of: first + 17)
        for index in 0..<512 where page.presence[index / 64] >> UInt64(index % 64) & 1 == 0 {
          #expect(page.values[index] == 0 && snapshot.model[first + UInt32(index)] == nil)
        }
      }
    }
  }

  @Test("A value keeps its code; nil and free slots have none")
  func codes() throws {
    var column = CodedColumn()
    #expect(column.code(at: 5) == CodedColumn.nilCode && column.codeCount == 1)
    for (slot, value) in ["won", "lost", nil, "won", "new"].enumerated() { column.set(value, at: UInt32(slot)) }
    try column.checkInvariants()
    #expect((0..<6).map { column.text(at: $0) } == ["won", "lost", nil, "won", "new", nil])
    #expect((0..<6).map { column.code(at: $0) } == [1, 2, 0, 1, 3, 0])
    #expect(column.codeCount == 4)

    let snapshot = column
    column.set(nil as String?, at: 0)
    column.set("open", at: 1)
    column.set("won", at: 2)
    try column.checkInvariants()
    #expect((0..<4).map { column.code(at: $0) } == [0, 4, 1, 1])
    #expect(snapshot.codeCount == 4)
    #expect((0..<5).map { snapshot.text(at: $0) } == ["won", "lost", nil, "won", "new"])
  }

  @Test("Values with equal hashes have codes of their own")
  func collisions() throws {
    var column = CodedColumn { UInt64($0.count % 2) }
    for slot in 0..<600 { column.set("\(slot % 200)", at: UInt32(slot)) }
    try column.checkInvariants()
    #expect(column.codeCount == 201)
    #expect((0..<600).allSatisfy { column.text(at: UInt32($0)) == "\($0 % 200)" })
  }
}

extension CodedColumn {
  fileprivate mutating func set(_ text: String?, at slot: UInt32) {
    guard let text else { return set(nil as UnsafeRawBufferPointer?, at: slot) }
    Array(text.utf8).withUnsafeBytes { set($0, at: slot) }
  }

  fileprivate func text(at slot: UInt32) -> String? {
    value(of: code(at: slot)).map { String(decoding: $0, as: UTF8.self) }
  }
}
