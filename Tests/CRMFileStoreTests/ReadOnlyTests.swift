import CRMCore
import Synchronization
import Testing

@testable import CRMFileStore

@Suite("A store opened for reading only")
struct ReadOnlyTests {
  private let disk = SimulatedFileSystem(seed: 1, pageSize: 4096)

  private func open(_ path: String = SmallStore.path) throws -> ReadOnlyFileStore {
    try ReadOnlyFileStore(at: path, Workshop.types, environment: .replayable(seed: 5), fileSystem: disk)
  }

  private func contents(of view: some Store) async throws -> Workshop.Contents {
    try await view.read { try await Workshop.contents(of: $0) }
  }

  @Test("It shows what was committed when it was opened, and what was committed since when it is refreshed")
  func refreshes() async throws {
    let store = try SmallStore.open(disk)
    try await store.insert(SmallStore.part(1, of: nil))
    let view = try open()
    var changes = view.feed.changes().makeAsyncIterator()
    let first = try await contents(of: store)
    try await store.update(SmallStore.id(1)) { $0.size = 7 }
    try await store.insert(SmallStore.part(2, of: 1))
    let before = try await contents(of: view)
    #expect(before == first)
    let isNew = try await view.refresh()
    #expect(isNew && view.lastCommit == 3)
    let (after, expected) = (try await contents(of: view), try await contents(of: store))
    #expect(after == expected)
    let updated = try #require(await changes.next(isolation: nil))
    #expect(updated.sequence == 2 && updated.changes.count == 2)
    #expect(try updated.changes.first?.before?.value(of: "size") == .integer(1))
    #expect(try updated.changes.first?.after?.value(of: "size") == .integer(7))
    let next = await changes.next(isolation: nil)
    #expect(next?.sequence == 3)
    let isNewer = try await view.refresh()
    #expect(!isNewer)
  }

  @Test("A refresh follows the writer from journal to journal, and reads anew where the way is gone")
  func checkpoints() async throws {
    let store = try SmallStore.open(disk)
    try await store.insert(SmallStore.part(1, of: nil))
    let view = try open()
    var changes = view.feed.changes().makeAsyncIterator()
    for round in 0..<3 {
      // One checkpoint, and what follows is found; two, and a journal between is gone.
      for number in 0...round {
        try await store.insert(SmallStore.part(10 * (round + 1) + number, of: 1))
        try await store.checkpoint()
      }
      try await store.update(SmallStore.id(1)) { $0.size += 1 }
      try await view.refresh()
      let (found, expected) = (try await contents(of: view), try await contents(of: store))
      #expect(found == expected)
      let seen = try #require(await changes.next(isolation: nil))
      if round == 0 {
        #expect(seen.sequence == 2 && seen.changes.count == 1)
        let next = await changes.next(isolation: nil)
        #expect(next?.sequence == 3)
      } else {
        // One change set for all: the parts, the one that changed, and what the history says of it.
        #expect(seen.sequence == view.lastCommit)
        #expect(seen.changes.count == round + 3)
        #expect(seen.changes.filter { $0.before != nil }.count == 1)
      }
    }
  }

  @Test("It writes nothing, takes no lock, and refuses what would write")
  func refuses() async throws {
    let store = try SmallStore.open(disk)
    try await store.insert(SmallStore.part(1, of: nil))
    let files = disk.paths.map { disk.contents(of: $0) }
    let view = try open()
    await #expect(throws: FileStoreError.readOnly(path: SmallStore.path)) { try await view.delete(SmallStore.id(1)) }
    try await view.refresh()
    #expect(disk.paths.map { disk.contents(of: $0) } == files)
    let other = try open()
    let count = try await other.count(Workshop.Part.self)
    #expect(count == 1)
    #expect(throws: FileStoreError.noStore(path: "/nowhere")) { try open("/nowhere") }
  }

  @Test("Commits that a failed sync took back are gone with the next refresh")
  func takenBack() async throws {
    let store = try SmallStore.open(disk)
    try await store.insert(SmallStore.part(1, of: nil))
    let box = Mutex<ReadOnlyFileStore?>(nil)
    let disk = disk
    disk.failSync(after: 0)
    disk.whileWaiting {
      // Before the writer hears of it.
      disk.whileWaiting {}
      box.withLock { $0 = try? open() }
    }
    await #expect(throws: FileStoreError.self) { try await store.insert(SmallStore.part(2, of: nil)) }
    try await store.close()
    let view = try #require(box.withLock { $0 })
    #expect(view.lastCommit == 2)
    let again = try SmallStore.open(disk, seed: 3)
    try await again.insert(SmallStore.part(3, of: nil))
    var changes = view.feed.changes().makeAsyncIterator()
    try await view.refresh()
    let (found, expected) = (try await contents(of: view), try await contents(of: again))
    #expect(found == expected)
    let change = try #require(await changes.next(isolation: nil))
    #expect(change.sequence == 2)
    #expect(change.changes.map { $0.after?.id } == [nil, SmallStore.id(3).identifier])
    try await again.close()
  }

  @Test("Damage is told, and the store then shows what it showed before")
  func damaged() async throws {
    let small = try await SmallStore()
    func openSmall() throws -> ReadOnlyFileStore {
      try ReadOnlyFileStore(
        at: SmallStore.path, Workshop.types, environment: .replayable(seed: 5), fileSystem: small.disk)
    }
    let view = try openSmall()
    small.disk.flip(bit: 1, at: 100, of: small.checkpoint)
    #expect(throws: FileStoreError.self) { try openSmall() }
    small.disk.flip(bit: 1, at: 100, of: small.checkpoint)
    let store = try SmallStore.open(small.disk, seed: 2)
    try await store.insert(SmallStore.part(50, of: nil))
    let start = try store.statistics().journalBytes
    for number in 51..<54 { try await store.insert(SmallStore.part(number, of: nil)) }
    small.disk.flip(bit: 1, at: start + 60, of: small.journal)
    await #expect(throws: FileStoreError.self) { try await view.refresh() }
    let before = try await contents(of: view)
    #expect(before == small.contents)
    small.disk.flip(bit: 1, at: start + 60, of: small.journal)
    try await view.refresh()
    let (after, expected) = (try await contents(of: view), try await contents(of: store))
    #expect(after == expected)
  }
}
