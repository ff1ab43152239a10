import CRMCore
import Testing

@testable import CRMMemoryStore

@Suite("A table that takes many records at once")
struct BatchInsertionTests {
  @Test(
    "It holds what it would hold had they come one by one, and refuses what it would have refused",
    arguments: 1...12 as ClosedRange<UInt64>)
  func agrees(seed: UInt64) throws {
    var maker = PartMaker(seed: seed)
    var (single, batch) = (Table(Part.recordType), Table(Part.recordType))
    var refusals = 0
    for _ in 0..<30 {
      let parts = try maker.parts(1 << maker.number(below: 8), mayRepeat: maker.number(below: 3) == 0)
      let before = batch
      var next = single
      var refusal: (position: Int, cause: StoreError?)?
      for (position, part) in parts.enumerated() where refusal == nil {
        do { try next.insert(part) } catch { refusal = (position, error as? StoreError) }
      }
      do {
        try batch.insert(contentsOf: parts)
        single = next
        #expect(refusal == nil)
      } catch let error as RefusedInsertion {
        refusals += 1
        #expect(error.position == refusal?.position && error.cause as? StoreError == refusal?.cause)
        #expect(Content(batch) == Content(before))
      }
      #expect(Content(batch) == Content(single))
      for _ in 0..<maker.number(below: 20) {
        guard let id = maker.remove() else { break }
        guard single[id] != nil else { continue }
        try single.delete(id)
        try batch.delete(id)
      }
      for index in batch.indexes where index.kind != .ordered { try index.tree.checkInvariants() }
    }
    #expect(refusals > 0 && single.identifiers.count > 100)
  }

  @Test("Keys are sorted, and stay in their order where they are equal", arguments: [0, 1, 2, 33, 500, 20_000])
  func sorting(count: UInt32) {
    var random = SplitMix64(seed: UInt64(count))
    let masks: [UInt64?] = [0, 1, 3, 0xFF00, 0xFFFF_0000_0000_0000, 0x8000_0000_0000_0001, .max, nil]
    for mask in masks {
      var keys = (0..<count).map { place in
        let number = random.next()
        // Without a mask there are ever fewer keys the more bits are looked at.
        let key = mask.map { number & $0 } ?? number >> (number % 64)
        return BatchKey(key: key, place: place, isWhole: false)
      }
      let expected = keys.sorted { $0.key != $1.key ? $0.key < $1.key : $0.place < $1.place }
      keys.sortByKey()
      #expect(keys.map(\.key) == expected.map(\.key))
      #expect(keys.map(\.place) == expected.map(\.place))
    }
  }

  @Test("Batches that were joined are loaded as one is", arguments: 1...6 as ClosedRange<UInt64>)
  func joined(seed: UInt64) throws {
    var maker = PartMaker(seed: seed)
    let parts = try maker.parts(700, mayRepeat: false).sorted { $0.id < $1.id }
    // Some slots are free in between, which are filled first.
    var start = Table(Part.recordType)
    for (position, part) in try maker.parts(40, mayRepeat: false).enumerated() {
      try start.insert(part)
      if position % 3 == 1 { try start.delete(part.id) }
    }
    for part in try maker.parts(5, mayRepeat: false) { try start.insert(part) }
    for _ in 0..<12 { if let id = maker.remove(), start[id] != nil { try start.delete(id) } }
    var (joined, whole) = (start, start)
    var (batch, rest) = (try RecordBatch([], for: joined), parts[...])
    while !rest.isEmpty {
      let count = maker.number(below: 90)
      batch.append(try RecordBatch(Array(rest.prefix(count)), for: joined))
      rest = rest.dropFirst(count)
    }
    try joined.load(batch)
    try whole.load(RecordBatch(parts, for: whole))
    #expect(Content(joined) == Content(whole))
    #expect(Array(joined.identifiers.start).map(\.slot) == Array(whole.identifiers.start).map(\.slot))
  }

  @Test("Records of a checkpoint must ascend")
  func descending() throws {
    var maker = PartMaker(seed: 1)
    let parts = try maker.parts(3, mayRepeat: false).sorted { $0.id < $1.id }
    var table = Table(Part.recordType)
    let (ascending, descending) = (try RecordBatch(parts, for: table), try RecordBatch(parts.reversed(), for: table))
    var other = table
    #expect(throws: RecordError.self) { try other.load(descending) }
    try table.load(ascending)
    #expect(Content(table).identifiers == parts.map(\.id))
  }
}

/// What a table holds, by what its structures say of it.
private struct Content: Equatable {
  let identifiers: [Identifier]
  /// The records of each index, in its order, where it has one.
  let indexed: [[Identifier]]
  let prices: [Identifier: Int64]

  init(_ table: Table) {
    let slots = Array(table.identifiers.start).map(\.slot)
    identifiers = slots.compactMap { table.records[$0]?.id }
    indexed = table.indexes.map { index in
      let ids = Array(index.tree.start).compactMap { table.records[$0.slot]?.id }
      return index.kind == .ordered ? ids : ids.sorted()
    }
    let column = table.columns?.columns.first?.values
    prices = Dictionary(
      uniqueKeysWithValues: slots.compactMap { slot in
        table.records[slot].flatMap { record in column?[slot].map { (record.id, $0) } }
      })
  }
}

private struct Part: Record {
  static let entity = "part"
  var id: ID
  var stamp = Stamp()
  var number = ""
  var name: String?
  var price: Int?
  var tags: [String] = []
  init(id: RecordID<Part>) { self.id = id }
  static let schema = Schema<Part> { f in
    f("number", \.number, .unique)
    f("name", \.name, .indexed)
    f("price", \.price, .indexed, .column)
    f("tags", \.tags, .indexed)
    f.index("name", "price")
  }
}

/// Makes parts whose names and prices are often the same, or the same in their first eight bytes.
private struct PartMaker {
  private var random: SplitMix64
  private var made: [Identifier] = []
  private var count: UInt64 = 0

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func number(below limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

  mutating func remove() -> Identifier? { made.isEmpty ? nil : made.remove(at: number(below: made.count)) }

  /// - Parameter mayRepeat: Whether one of them may have an identifier or a number that another has.
  mutating func parts(_ count: Int, mayRepeat: Bool) throws -> [RecordStorage] {
    var parts: [Part] = []
    for _ in 0..<count {
      self.count += 1
      var part = Part(id: RecordID(Identifier(high: random.next(), low: self.count)))
      part.number = "number \(self.count)"
      part.name = [nil, "", "bolt", "hexagonal", "hexagonal bolt", "hexagonal nut"][number(below: 6)]
      part.price = number(below: 4) == 0 ? nil : number(below: 5) - 2
      part.tags = ["a", "b", "c"].filter { _ in number(below: 2) == 0 }
      parts.append(part)
      made.append(part.id.identifier)
    }
    if mayRepeat, count > 1 {
      let (one, other) = (number(below: count), number(below: count))
      if number(below: 2) == 0 { parts[one].number = parts[other].number } else { parts[one].id = parts[other].id }
    }
    return try parts.map { try Part.schema.encode($0).storage }
  }
}
