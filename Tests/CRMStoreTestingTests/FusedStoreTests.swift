import CRMCore
import CRMMemoryStore
import CRMStoreTesting
import Testing

@Suite("A store with a fuse")
struct FusedStoreTests {
  private struct Coin: Record {
    static let entity = "coin"
    var id: ID
    var stamp = Stamp()
    var value = 0
    init(id: RecordID<Coin>) { self.id = id }
    static let schema = Schema<Coin> { f in
      f("value", \.value)
      f.withoutHistory()
    }
  }

  @Test("A transaction is interrupted at each of its writes and at its commit, and leaves nothing behind")
  func interruption() async throws {
    let fuse = Fuse()
    let store = FusedStore(try MemoryStore([Coin.self], environment: .replayable(seed: 1)), fuse: fuse)
    let first = try await store.insert(Coin(id: store.newID()))
    func exchange() async throws {
      try await store.write { store in
        try await store.insert(Coin(id: store.newID()))
        try await store.update(first.id) { $0.value = 1 }
        try await store.delete(first.id)
      }
    }
    for writes in 0..<4 {
      fuse.blow(after: writes)
      await #expect(throws: Fuse.Blown.self) { try await exchange() }
      fuse.mend()
      #expect(try await store.fetch(Coin.self) == [first])
    }
    fuse.blow(after: 4)
    try await exchange()
    fuse.mend()
    let left = try await store.fetch(Coin.self)
    #expect(left.count == 1 && left.first?.id != first.id)
  }
}
