import CRMCore
import Testing

@testable import CRMFileStore

@Suite("A suspended store")
struct SuspensionTests {
  private let disk = SimulatedFileSystem(seed: 1, pageSize: 4096)

  private func count(_ store: FileStore) async throws -> Int { try await store.count(Workshop.Part.self) }

  @Test(
    "It lets others have the folder, lets readers read, and keeps writers waiting until it is resumed",
    .timeLimit(.minutes(20)))
  func waits() async throws {
    let store = try SmallStore.open(disk)
    try await store.insert(SmallStore.part(1, of: nil))
    try await store.suspend()
    try await store.suspend()
    let before = try await count(store)
    #expect(before == 1)
    let writer = Task { try await store.insert(SmallStore.part(2, of: nil)) }
    // Everything is on the disk.
    let other = try SmallStore.open(disk, seed: 2)
    let found = try await count(other)
    #expect(found == 1)
    await #expect(throws: FileStoreError.locked(path: SmallStore.path + "/lock", holder: 1)) {
      try await store.resume()
    }
    try await other.close()
    try await store.resume()
    try await store.resume()
    _ = try await writer.value
    try await store.checkpoint()
    try await store.close()
    let again = try SmallStore.open(disk, seed: 3)
    let after = try await count(again)
    #expect(after == 2)
  }

  @Test("When somebody wrote meanwhile, it is not resumed", .timeLimit(.minutes(20)), arguments: [false, true])
  func changed(byCheckpoint: Bool) async throws {
    let store = try SmallStore.open(disk)
    try await store.insert(SmallStore.part(1, of: nil))
    try await store.suspend()
    let other = try SmallStore.open(disk, seed: 2)
    if byCheckpoint { try await other.checkpoint() } else { try await other.insert(SmallStore.part(2, of: nil)) }
    try await other.close()
    let writer = Task { try await store.insert(SmallStore.part(3, of: nil)) }
    let error = FileStoreError.changedMeanwhile(path: SmallStore.path)
    for _ in 0..<2 { await #expect(throws: error) { try await store.resume() } }
    let files = disk.paths.map { disk.contents(of: $0) }
    try await store.close()
    await #expect(throws: StoreError.self) { _ = try await writer.value }
    #expect(disk.paths.map { disk.contents(of: $0) } == files)
    let again = try SmallStore.open(disk, seed: 3)
    let count = try await count(again)
    #expect(count == (byCheckpoint ? 1 : 2))
  }

  @Test("After a failed write it is not suspended, and can be closed")
  func failed() async throws {
    let store = try SmallStore.open(disk)
    disk.failSync(after: 0)
    await #expect(throws: FileStoreError.self) { try await store.insert(SmallStore.part(1, of: nil)) }
    await #expect(throws: StoreError.self) { try await store.suspend() }
    try await store.close()
    _ = try SmallStore.open(disk, seed: 2)
  }
}
