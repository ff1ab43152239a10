import CRMCore
import Testing

@testable import CRMFileStore

@Suite("The keys of a sealed store")
struct KeyRotationTests {
  private func contents(of store: some Store) async throws -> Workshop.Contents {
    try await store.read { try await Workshop.contents(of: $0) }
  }

  /// The keys that the files of the store name, in the order of the files' names.
  private func keys(_ disk: SimulatedFileSystem) throws -> [SealingKeyID?] {
    try disk.paths.filter { $0.hasPrefix(SmallStore.path + "/") && !$0.hasSuffix("/lock") }.map { path in
      let kind = path.contains("journal-") ? FileHeader.Kind.journal : .checkpoint
      return try FileHeader.read(kind, from: disk.open(path, for: .reading), path: path).header.key
    }
  }

  @Test("From the opening on the new key seals; after a checkpoint the old one can be forgotten")
  func rotation() async throws {
    let small = try await SmallStore(sealer: ToySealer([1]))
    let (old, new) = (SealingKeyID(1), SealingKeyID(2))
    let before = small.disk.contents(of: small.journal)
    let both = ToySealer(current: 2)
    var store = try SmallStore.open(small.disk, seed: 2, sealer: both)
    #expect(try keys(small.disk) == [old, old, new])
    try await store.insert(SmallStore.part(30, of: nil))
    let expected = try await contents(of: store)
    try await store.close()
    #expect(small.disk.contents(of: small.journal) == before)
    let checkpoint = SmallStore.path + "/" + FolderNames.checkpoint(1)
    #expect(throws: FileStoreError.unknownKey(path: checkpoint, key: old)) {
      try SmallStore.open(small.disk, seed: 3, sealer: ToySealer([2], current: 2))
    }
    // Opening again begins no further journal.
    store = try SmallStore.open(small.disk, seed: 3, sealer: both)
    #expect(try keys(small.disk) == [old, old, new])
    try await store.checkpoint()
    try await store.close()
    #expect(try keys(small.disk) == [new, new])
    store = try SmallStore.open(small.disk, seed: 4, sealer: ToySealer([2], current: 2))
    #expect(try await contents(of: store) == expected)
  }

  @Test("A key that is changed while the store is open seals the files of the next checkpoint, and readers follow")
  func rotationWhileOpen() async throws {
    let disk = SimulatedFileSystem(seed: 1, pageSize: 4096)
    let sealer = ToySealer()
    let store = try SmallStore.open(disk, sealer: sealer)
    try await store.insert(SmallStore.part(1, of: nil))
    let view = try ReadOnlyFileStore(
      at: SmallStore.path, Workshop.types, environment: .replayable(seed: 5), fileSystem: disk, sealer: ToySealer())
    let unaware = try ReadOnlyFileStore(
      at: SmallStore.path, Workshop.types, environment: .replayable(seed: 5), fileSystem: disk, sealer: ToySealer([1]))
    sealer.rotate(to: 2)
    try await store.insert(SmallStore.part(2, of: nil))
    try await store.checkpoint()
    #expect(try keys(disk) == [SealingKeyID(2), SealingKeyID(2)])
    try await store.insert(SmallStore.part(3, of: nil))
    try await view.refresh()
    let expected = try await contents(of: store)
    #expect(try await contents(of: view) == expected)
    let journal = SmallStore.path + "/" + FolderNames.journal(2)
    await #expect(throws: FileStoreError.unknownKey(path: journal, key: SealingKeyID(2))) {
      try await unaware.refresh()
    }
    #expect(try await contents(of: unaware).parts.count == 1)
  }

  @Test("A crash at any moment of an opening that changes the key loses nothing")
  func crashes() async throws {
    let small = try await SmallStore(sealer: ToySealer([1]))
    for count in 0..<40 {
      let disk = small.disk.afterKill()
      disk.crash(after: count)
      _ = try? SmallStore.open(disk, seed: 2, sealer: ToySealer(current: 2))
      for found in [disk.afterKill(), disk.afterKill().afterCrash()] {
        let store = try SmallStore.open(found, seed: 3, sealer: ToySealer(current: 2))
        #expect(try await contents(of: store) == small.contents, "after \(count) calls")
      }
    }
  }

  @Test("A key is named by up to twelve bytes, or by a number")
  func identifiers() {
    #expect(SealingKeyID("2026-11".utf8)?.description == "2026-11")
    #expect(SealingKeyID("2026-11".utf8)?.bytes == Array("2026-11".utf8) + [0, 0, 0, 0, 0])
    #expect(SealingKeyID(repeatElement(1, count: 13)) == nil)
    #expect(SealingKeyID([0x12, 0xAB, 0x05])?.description == "12ab05")
    #expect(SealingKeyID(258) == SealingKeyID([2, 1]) && SealingKeyID(0).description == "0")
  }
}
