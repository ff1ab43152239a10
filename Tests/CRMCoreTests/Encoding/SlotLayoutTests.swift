import Testing

@testable import CRMCore

@Suite("The layout of a record's slots")
struct SlotLayoutTests {
  @Test("Slots are read as they were written, however many were expected", arguments: 0..<60)
  func readAsWritten(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var values: [[UInt8]?] = []
    for _ in 0..<Int.random(in: 0...40, using: &random) {
      // Now and then one that alone goes past what 16 bits can tell.
      let size = Int.random(in: 0..<40, using: &random) == 0 ? 70_000 : Int.random(in: 0...3_000, using: &random)
      let byte = UInt8.random(in: 0...255, using: &random)
      values.append(Bool.random(using: &random) ? [UInt8](repeating: byte, count: size) : nil)
    }
    let layouts = try [0, 1, values.count, values.count + 9].map { try layout(of: values, expecting: $0) }
    #expect(layouts.allSatisfy { $0 == layouts[0] })
    let found = layouts[0].withUnsafeBytes { bytes in
      SlotReader.validated(bytes).map { slots in (0..<slots.count).map { slot in slots[slot].map { [UInt8]($0) } } }
    }
    #expect(found == values)
  }

  @Test("A value that fails half-written leaves nothing")
  func nothingOfAFailure() throws {
    struct Refused: Error {}
    var slots = SlotWriter(expecting: 2)
    try slots.write { $0.append(7) }
    #expect(throws: Refused.self) {
      try slots.write { bytes in
        for _ in 0..<100_000 { bytes.append(1) }
        throw Refused()
      }
    }
    slots.writeNull()
    var bytes: [UInt8] = []
    slots.append(to: &bytes)
    #expect(try bytes == layout(of: [[7], nil], expecting: 2))
  }

  private func layout(of values: [[UInt8]?], expecting slots: Int) throws -> [UInt8] {
    var writer = SlotWriter(expecting: slots)
    for value in values {
      if let value { try value.withUnsafeBytes { try writer.write(bytes: $0) } } else { writer.writeNull() }
    }
    var bytes: [UInt8] = []
    writer.append(to: &bytes)
    return bytes
  }
}
