import CRMCore
import Testing

@testable import CRMMemoryStore

@Suite("An ordered tree")
struct OrderedTreeTests {
  typealias Entry = TreeEntry<UInt64>

  @Test("An empty tree has nothing to find, to remove or to read")
  func empty() throws {
    var tree = OrderedTree<UInt64>()
    try tree.checkInvariants()
    #expect(tree.isEmpty && tree.count == 0)
    #expect(!tree.contains(1, 1))
    #expect(tree.remove(1, 1) == false)
    #expect(tree.lastEntry(through: .max) == nil)
    var cursors = [tree.start, tree.end, tree.cursor(before: 0), tree.cursor(after: .max)]
    for index in cursors.indices {
      #expect(cursors[index].next() == nil)
      #expect(cursors[index].previous() == nil)
    }
  }

  @Test("One entry is found from both sides, once, and leaves an empty tree")
  func oneEntry() throws {
    var tree = OrderedTree<UInt64>()
    #expect(tree.insert(7, 3) == true)
    #expect(tree.insert(7, 3) == false, "the same entry again")
    #expect(tree.count == 1)
    #expect(tree.contains(7, 3) && !tree.contains(7, 4) && !tree.contains(8, 3))
    var cursor = tree.start
    #expect(cursor.previous() == nil)
    #expect(cursor.next() == Entry(key: 7, slot: 3))
    #expect(cursor.next() == nil)
    #expect(cursor.previous() == Entry(key: 7, slot: 3))
    #expect(tree.remove(7, 4) == false)
    #expect(tree.remove(6, 3) == false)
    #expect(tree.remove(7, 3) == true)
    #expect(tree.isEmpty)
    try tree.checkInvariants()
  }

  @Test("Many entries at once come to where single ones come to", arguments: 1...20 as ClosedRange<UInt64>)
  func batches(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let ranks = (0..<4000).shuffled(using: &random)
    var model = TreeModel(ranks: ranks)
    var tree = OrderedTree<UInt64>()
    var slot: UInt32 = 0
    while slot < 3000 {
      let keys = [2, 50, 1 << 40][Int(random.next() % 3)] as UInt64
      let added = (0..<1 + random.next() % (slot > 1500 ? 40 : 800)).map { offset in
        Entry(key: random.next() % keys, slot: slot + UInt32(offset))
      }
      slot += UInt32(added.count)
      let sorted = added.sorted { $0.key != $1.key ? $0.key < $1.key : model.isBefore($0.slot, $1.slot) }
      let (snapshot, before) = (tree, model)
      let known = Set(before.entries.map(\.key))
      let hasTies = Set(added.map(\.key)).count < added.count || added.contains { known.contains($0.key) }
      let foundTies = tree.insert(sorted: sorted) { model.isBefore($0, $1.slot) }
      #expect(foundTies == hasTies)
      for entry in added { _ = model.insert(entry) }
      #expect(tree.entries == model.entries)
      #expect(snapshot.entries == before.entries)
      try tree.checkInvariants(isBefore: model.isBefore)
    }
  }

  @Test("Keys at both ends of their range are entries like others")
  func extremes() throws {
    var tree = OrderedTree<UInt64>()
    for key: UInt64 in [.max, 0, 5] { tree.insert(key, .max) }
    tree.insert(.max, 0)
    #expect(tree.entries.map(\.key) == [0, 5, .max, .max])
    #expect(tree.lastEntry(through: .max) == Entry(key: .max, slot: .max))
    #expect(Array(tree.cursor(before: .max)).map(\.slot) == [0, .max])
    #expect(Array(tree.cursor(after: 0).descending) == [Entry(key: 0, slot: .max)])
    try tree.checkInvariants()
  }

  @Test(
    "Random insertions and removals read as a sorted array does, and snapshots stay what they were",
    arguments: [
      (seed: 1, keys: 3 as UInt64, slots: 900), (seed: 2, keys: 50, slots: 900), (seed: 3, keys: .max, slots: 3000),
    ], [false, true])
  func randomChanges(_ shape: (seed: UInt64, keys: UInt64, slots: Int), areTiesByRank: Bool) throws {
    var generator = SplitMix64(seed: shape.seed)
    let ranks = areTiesByRank ? Array(0..<shape.slots).shuffled(using: &generator) : nil
    let keys = (0..<shape.slots).map { _ in UInt64.random(in: 0..<shape.keys, using: &generator) }
    var model = TreeModel(ranks: ranks)
    let isBefore = model.isBefore
    var tree = OrderedTree<UInt64>()
    var snapshots: [(tree: OrderedTree<UInt64>, model: TreeModel)] = []
    // Counted, since an expectation for each step would take most of the time.
    var wrongAnswers = 0

    for round in 0..<16 {
      // Some rounds fill, some empty, so that nodes split and join at every level.
      let insertions = [9, 2, 8, 1][round % 4]
      for _ in 0..<shape.slots {
        let slot = Int.random(in: 0..<shape.slots, using: &generator)
        let entry = Entry(key: keys[slot], slot: UInt32(slot))
        if Int.random(in: 0..<10, using: &generator) < insertions {
          let isNew = tree.insert(entry.key, entry.slot, isBefore: isBefore)
          wrongAnswers += isNew == model.insert(entry) ? 0 : 1
        } else {
          let wasThere = tree.remove(entry.key, entry.slot, isBefore: isBefore)
          wrongAnswers += wasThere == model.remove(entry) ? 0 : 1
        }
        if Int.random(in: 0..<200, using: &generator) == 0 { snapshots.append((tree, model)) }
        if snapshots.count > 8 {
          snapshots.remove(at: Int.random(in: 0..<snapshots.count, using: &generator))
        }
      }
      try expect(tree, equals: model)
    }
    #expect(wrongAnswers == 0)
    for snapshot in snapshots { try expect(snapshot.tree, equals: snapshot.model) }
  }

  private func expect(_ tree: OrderedTree<UInt64>, equals model: TreeModel) throws {
    try tree.checkInvariants(isBefore: model.isBefore)
    #expect(tree.count == model.entries.count)
    #expect(tree.entries == model.entries)
    #expect(Array(tree.end.descending) == model.entries.reversed())
  }

  @Test(
    "A cursor stands in any gap, by key or among ties, and reads both ways from it", arguments: [0, 1, 40, 500, 3000])
  func cursors(count: Int) throws {
    var generator = SplitMix64(seed: UInt64(count))
    let ranks = Array(0..<count).shuffled(using: &generator)
    var model = TreeModel(ranks: ranks)
    var tree = OrderedTree<UInt64>()
    for slot in 0..<count {
      let entry = Entry(key: UInt64(slot % 41) * 3, slot: UInt32(slot))
      _ = model.insert(entry)
      tree.insert(entry.key, entry.slot, isBefore: model.isBefore)
    }
    for key in UInt64(0)...124 {
      let before = model.entries.count { $0.key < key }
      expect(tree.cursor(before: key), in: model, at: before)
      let after = model.entries.count { $0.key <= key }
      expect(tree.cursor(after: key), in: model, at: after)
      let bound = Int.random(in: 0...count, using: &generator)
      let among = model.entries.count { $0.key < key || ($0.key == key && ranks[Int($0.slot)] < bound) }
      expect(tree.cursor(at: key) { ranks[Int($0)] < bound }, in: model, at: among)
      #expect(tree.lastEntry(through: key) == (after == 0 ? nil : model.entries[after - 1]))
    }
    expect(tree.start, in: model, at: 0)
    expect(tree.end, in: model, at: count)
  }

  private func expect(_ cursor: OrderedTree<UInt64>.Cursor, in model: TreeModel, at gap: Int) {
    #expect(Array(cursor.prefix(100)) == Array(model.entries[gap...].prefix(100)))
    #expect(Array(cursor.descending.prefix(100)) == Array(model.entries[..<gap].reversed().prefix(100)))
    var walker = cursor
    var isSteady = true
    for step in 0..<70 {
      guard walker.next() != nil else { break }
      if step % 3 == 0 {
        let back = walker.previous()
        let again = walker.next()
        isSteady = isSteady && back == again
      }
    }
    #expect(isSteady, "a step back and forth")
  }

  @Test("A cursor reads the snapshot that it was made from")
  func cursorKeepsSnapshot() {
    var tree = OrderedTree<UInt64>()
    for slot in UInt32(0)..<1000 { tree.insert(UInt64(slot), slot) }
    var cursor = tree.cursor(before: 500)
    for slot in UInt32(0)..<1000 { tree.remove(UInt64(slot), slot) }
    #expect(tree.isEmpty)
    #expect(cursor.next()?.key == 500)
    #expect(Array(cursor).map(\.slot) == Array(501..<1000))
  }

  @Test(
    "Building from sorted entries equals inserting them, and the result takes changes",
    arguments: [0, 1, 2, 63, 64, 65, 128, 64 * 32, 64 * 32 + 1, 64 * 32 * 16 + 1])
  func building(count: Int) throws {
    let entries = (0..<count).map { Entry(key: UInt64($0 / 3), slot: UInt32($0)) }
    var built = try #require(OrderedTree(sorted: entries))
    var inserted = OrderedTree<UInt64>()
    for entry in entries { inserted.insert(entry.key, entry.slot) }
    try built.checkInvariants()
    try inserted.checkInvariants()
    #expect(built.count == count)
    #expect(built.entries == entries)
    #expect(inserted.entries == entries)

    var generator = SplitMix64(seed: UInt64(count))
    let removed = Set(entries.indices.filter { _ in Int.random(in: 0..<4, using: &generator) > 0 })
    let snapshot = built
    for index in removed.sorted() { built.remove(entries[index].key, entries[index].slot) }
    try built.checkInvariants()
    #expect(built.entries == entries.indices.filter { !removed.contains($0) }.map { entries[$0] })
    #expect(snapshot.entries == entries)
    for index in removed.sorted().reversed() { built.insert(entries[index].key, entries[index].slot) }
    try built.checkInvariants()
    #expect(built.entries == entries)
  }

  @Test("Building refuses keys that descend, wherever they do")
  func buildingUnsorted() {
    for position in [1, 63, 64, 65, 100] {
      var entries = (0..<200).map { Entry(key: UInt64($0), slot: UInt32($0)) }
      entries[position] = Entry(key: 0, slot: 0)
      #expect((OrderedTree(sorted: entries) == nil) == (position > 1))
    }
  }

  @Test("Entries are removed from either end, and every node stays right", arguments: [false, true])
  func removalFromTheEnds(isDescending: Bool) throws {
    let slots = Array(UInt32(0)..<700)
    var tree = OrderedTree<UInt64>()
    for slot in slots.reversed() { tree.insert(UInt64(slot), slot) }
    let order = isDescending ? slots.reversed() : slots
    for slot in order {
      tree.remove(UInt64(slot), slot)
      try tree.checkInvariants()
    }
    #expect(tree.isEmpty)
  }

  @Test("Ascending insertion leaves full leaves")
  func ascendingInsertion() throws {
    var tree = OrderedTree<UInt64>()
    let leaf = TreeNode<UInt64>.limit(atLevel: 0)
    for slot in 0..<UInt32(leaf * 10) { tree.insert(UInt64(slot), slot) }
    try tree.checkInvariants()
    #expect(tree.nodes.filter { $0.level == 0 }.map(\.count) == Array(repeating: leaf, count: 10))
  }

  @Test("A tree that no snapshot shares is changed in place; one that is shared copies its path and no more")
  func copiesOnlyThePath() throws {
    var generator = SplitMix64(seed: 5)
    var tree = OrderedTree<UInt64>()
    for slot in UInt32(0)..<20_000 { tree.insert(generator.next(), slot) }
    let height = try #require(tree.root).level + 1

    let before = Set(tree.nodes.map(ObjectIdentifier.init))
    let last = try #require(tree.lastEntry(through: .max))
    tree.remove(last.key, last.slot)
    tree.insert(last.key, last.slot)
    #expect(Set(tree.nodes.map(ObjectIdentifier.init)) == before, "changed in place")

    let snapshot = tree
    tree.remove(last.key, last.slot)
    let shared = Set(snapshot.nodes.map(ObjectIdentifier.init))
    #expect(tree.nodes.count { !shared.contains(ObjectIdentifier($0)) } == height)
    #expect(snapshot.contains(last.key, last.slot) && !tree.contains(last.key, last.slot))
  }
}

extension OrderedTree {
  /// Every node, parents first.
  var nodes: [Node] {
    func nodes(under node: Node) -> [Node] {
      [node]
        + node.withView { view in
          view.level == 0 ? [] : (0..<view.count).flatMap { nodes(under: view.children[$0]) }
        }
    }
    return root.map(nodes) ?? []
  }
}
