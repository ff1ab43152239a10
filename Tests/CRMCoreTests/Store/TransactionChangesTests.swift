import CRMCore
import CRMMemoryStore
import Testing

@Suite("What a transaction did")
struct TransactionChangesTests {
  private let store: MemoryStore
  private let changes: ChangeSequence

  init() throws {
    store = try makeTethers()
    changes = store.feed.changes()
  }

  /// The next change set without the history's entries.
  private func next() async -> [RecordChange] {
    var iterator = changes.makeAsyncIterator()
    return await iterator.next()?.changes.filter { $0.type == Tether.recordType } ?? []
  }

  @Test("A record inserted and deleted in one transaction leaves nothing, not even a commit")
  func insertedAndDeleted() async throws {
    try await store.write { store in
      try await store.insert(Tether(1))
      try await store.update(Tether.ID.numbered(1)) { $0.size = 1 }
      try await store.delete(Tether.ID.numbered(1))
    }
    try await store.insert(Tether(2))
    #expect(await next().map(\.key) == [Tether(2).key])
    let history = try await store.history(of: Tether.ID.numbered(1))
    #expect(history.isEmpty)
  }

  @Test("A record deleted and inserted anew in one transaction is another record, with its own history")
  func deletedAndInserted() async throws {
    try await store.insert(Tether(1))
    let old = try await store.update(Tether.ID.numbered(1)) { $0.size = 1 }
    let new = try await store.write { store in
      try await store.delete(Tether.ID.numbered(1))
      return try await store.insert(Tether(1) { $0.name = "another" })
    }
    #expect(new.stamp.revision == 1)
    _ = await next()
    _ = await next()
    #expect(try await next() == [RecordChange(before: Tether.schema.encode(old), after: Tether.schema.encode(new))])
    let history = try await store.history(of: new.id)
    #expect(history.map(\.kind) == [.created, .updated, .deleted, .created])
    let (then, now) = (
      try await store.get(old.id, asOf: old.stamp.updatedAt), try await store.get(new.id, asOf: new.stamp.updatedAt)
    )
    #expect(then == old)
    #expect(now == new)
  }

  @Test("A stale update is not compared with a record that had the identifier before")
  func staleInASecondLife() async throws {
    try await store.insert(Tether(1) { $0.size = 1 })
    try await store.update(Tether.ID.numbered(1)) { $0.size = 2 }
    try await store.update(Tether.ID.numbered(1)) { $0.size = 3 }
    try await store.delete(Tether.ID.numbered(1))
    let base = try await store.insert(Tether(1) { $0.size = 10 })
    try await store.update(base.id) { $0.size = 11 }
    var mine = base
    mine.name = "mine"
    let stale = mine
    let error = await #expect(throws: StoreError.self) { try await store.update(stale) }
    #expect(
      error == .stale(RevisionConflict(key: base.key, base: 1, current: 2, fields: [], isBaseKnown: true)))
  }

  @Test("A record restored and changed in one transaction tells the change in the history")
  func restoredAndUpdated() async throws {
    try await store.insert(Tether(1))
    let old = try await store.update(Tether.ID.numbered(1)) { $0.size = 1 }
    try await store.delete(old.id)
    for _ in 1...3 { _ = await next() }
    let restored = try await store.write { store in
      try await store.restore(Tether.ID.numbered(1))
      return try await store.update(Tether.ID.numbered(1)) { $0.size = 5 }
    }
    #expect(restored.stamp.revision == 4)
    #expect(try await next() == [RecordChange(before: nil, after: Tether.schema.encode(restored))])
    let history = try await store.history(of: old.id)
    #expect(history.map(\.kind) == [.created, .updated, .deleted, .restored])
    #expect(history.map(\.revision) == [1, 2, 2, 4])
    #expect(history.last?.changes.map { "\($0.field): \($0.before ?? "-") > \($0.after ?? "-")" } == ["size: 1 > 5"])
    let then = try await store.get(old.id, asOf: old.stamp.updatedAt)
    #expect(then == old)
  }

  @Test("A record restored and deleted again in one transaction can be restored later")
  func restoredAndDeleted() async throws {
    let old = try await store.insert(Tether(1) { $0.size = 1 })
    try await store.delete(old.id)
    try await store.write { store in
      try await store.restore(Tether.ID.numbered(1))
      try await store.delete(Tether.ID.numbered(1))
      await #expect(throws: StoreError.notFound(old.key)) { try await store.restore(Tether.ID.numbered(1)) }
    }
    let history = try await store.history(of: old.id)
    #expect(history.map(\.kind) == [.created, .deleted])
    let restored = try await store.restore(old.id)
    #expect(restored.size == 1)
    #expect(restored.stamp.revision == 2)
  }

  @Test("What a transaction has deleted itself is not restored, nor what had the identifier before")
  func restoringOwnDeletion() async throws {
    try await store.insert(Tether(1) { $0.name = "first" })
    try await store.delete(Tether.ID.numbered(1))
    try await store.insert(Tether(1) { $0.name = "second" })
    try await store.write { store in
      try await store.delete(Tether.ID.numbered(1))
      await #expect(throws: StoreError.notFound(Tether(1).key)) { try await store.restore(Tether.ID.numbered(1)) }
    }
    let restored = try await store.restore(Tether.ID.numbered(1))
    #expect(restored.name == "second")
  }

  @Test("A record that refers to what goes by several rules goes, loses its references, or holds them, once")
  func severalRules() async throws {
    try await store.write { store in
      for number in 1...3 { try await store.insert(Tether(number)) }
      // Goes with 1, though 1 and 2 are also its friends.
      try await store.insert(
        Tether(4) {
          $0.owner = .numbered(1)
          $0.friend = .numbered(1)
          $0.friends = [.numbered(2), .numbered(1)]
        })
      // Goes with 4, which goes with 1, and is found by its other reference first.
      try await store.insert(
        Tether(5) {
          $0.owner = .numbered(4)
          $0.friend = .numbered(1)
        })
      // Loses four references to three records, in one change.
      try await store.insert(
        Tether(6) {
          $0.friend = .numbered(5)
          $0.friends = [.numbered(1), .numbered(3), .numbered(4), .numbered(1)]
        })
      // Its anchor goes, and so does it.
      try await store.insert(
        Tether(7) {
          $0.owner = .numbered(5)
          $0.anchor = .numbered(1)
        })
    }
    _ = await next()
    try await store.delete(Tether.ID.numbered(1))
    let told = await next()
    #expect(Set(told.filter { $0.after == nil }.compactMap { $0.key.id.low }) == [1, 4, 5, 7])
    #expect(told.filter { $0.after != nil }.map { $0.key.id.low } == [6])
    let left = try await store.get(Tether.ID.numbered(6))
    #expect(left.friend == nil)
    #expect(left.friends == [.numbered(3)])
    #expect(left.stamp.revision == 2)
    let history = try await store.history(of: left.id)
    #expect(history.last?.changes.map(\.field) == ["friend", "friends"])
  }

  @Test("A record that was changed in the transaction loses its references on top of that")
  func changedAndCleared() async throws {
    try await store.insert(Tether(1))
    try await store.insert(Tether(2) { $0.friend = .numbered(1) })
    try await store.write { store in
      try await store.update(Tether.ID.numbered(2)) { $0.size = 7 }
      try await store.delete(Tether.ID.numbered(1))
      try await store.update(Tether.ID.numbered(2)) { $0.name = "free" }
    }
    let left = try await store.get(Tether.ID.numbered(2))
    #expect((left.size, left.name, left.friend, left.stamp.revision) == (7, "free", nil, 4))
    let history = try await store.history(of: left.id)
    #expect(history.map(\.kind) == [.created, .updated])
    #expect(history.last?.changes.map(\.field) == ["name", "size", "friend"])
  }

  @Test("A deletion that is refused takes no references away")
  func refusedDeletion() async throws {
    let kept = try await store.insert(Tether(1))
    let tied = try await store.insert(Tether(2) { $0.friend = .numbered(1) })
    var rights = Rights()
    rights.limit(Tether.self, [.delete], to: \.name == "nobody")
    let limited = try store.acting(as: nil, with: rights)
    try await limited.write { store in
      do { try await store.delete(kept.id) } catch StoreError.notAllowed {}
    }
    #expect(try await store.find(kept.id) == kept)
    let after = try await store.get(tied.id)
    #expect(after == tied)
  }

  @Test("Values that only a newer program knows stay when a reference is taken away")
  func unknownValues() async throws {
    try await store.insert(Tether(1))
    let stored = try AnyRecord(
      preserving: ["name": "newer", "friend": .reference(Tether(1).id.identifier), "colour": "red"],
      of: Tether.recordType,
      id: Tether(2).id.identifier, stamp: Stamp(revision: 1, createdAt: store.environment.clock(), createdBy: nil))
    let writer = try await store.beginWrite()
    try await writer.insert(stored)
    let inserted = try #require(RecordChange(before: nil, after: stored))
    try await writer.commit(ChangeSet(instant: stored.stamp.createdAt, actor: nil, changes: [inserted]))
    try await store.update(Tether.ID.numbered(2)) { $0.size = 3 }
    try await store.delete(Tether.ID.numbered(1))
    let record = try #require(try await store.reading { try await $0.record(Tether(2).key) })
    #expect(try record.value(of: "colour") == "red")
    #expect(try record.value(of: "size") == 3)
    #expect(try record.value(of: "friend") == .null)
  }
}
