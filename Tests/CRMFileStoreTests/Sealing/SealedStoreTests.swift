import CRMCore
import Testing

@testable import CRMFileStore

@Suite("A sealed store")
struct SealedStoreTests {
  private func files(_ disk: SimulatedFileSystem) -> [[UInt8]?] { disk.paths.map { disk.contents(of: $0) } }

  private func contents(of store: some Store) async throws -> Workshop.Contents {
    try await store.read { try await Workshop.contents(of: $0) }
  }

  private func view(_ disk: SimulatedFileSystem, sealer: (any FrameSealer)?) throws -> ReadOnlyFileStore {
    try ReadOnlyFileStore(
      at: SmallStore.path, Workshop.types, environment: .replayable(seed: 5), fileSystem: disk, sealer: sealer)
  }

  @Test("It holds what it held when it was closed, for writers, readers and those who verify it")
  func reopened() async throws {
    let small = try await SmallStore(sealer: ToySealer())
    let sealer = ToySealer(seed: 2)
    #expect(try FileStore.verify(SmallStore.path, fileSystem: small.disk, sealer: sealer).isEmpty)
    let view = try view(small.disk, sealer: sealer)
    #expect(try await contents(of: view) == small.contents)
    let store = try SmallStore.open(small.disk, seed: 2, sealer: sealer)
    #expect(try await contents(of: store) == small.contents)
    for number in 20..<23 {
      try await store.insert(SmallStore.part(number, of: nil))
      try await view.refresh()
      try await store.checkpoint()
    }
    try await view.refresh()
    let expected = try await contents(of: store)
    #expect(try await contents(of: view) == expected)
    try await store.close()
    #expect(try FileStore.verify(SmallStore.path, fileSystem: small.disk, sealer: sealer).isEmpty)
  }

  @Test("Nothing that a record or a declaration says stands in a file, while all of it does without a seal")
  func confidential() async throws {
    let words = ["part", "tally", "historyEntry", "code", "whole", "revision", "layouts", "records/", "part 1"]
    let id = Workshop.Part.ID(Identifier(high: 0x0123_4567_89AB_CDEF, low: 1))
    let needles = words.map { Array($0.utf8) } + [[0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF]]
    for sealer in [nil, ToySealer()] {
      let small = try await SmallStore(sealer: sealer)
      let store = try SmallStore.open(small.disk, seed: 2, sealer: sealer)
      var part = Workshop.Part(id: id)
      part.code = "named"
      try await store.insert(part)
      try await store.backup(to: "/copy")
      try await store.close()
      let bytes = small.disk.paths.flatMap { path in path.hasSuffix("/lock") ? [] : small.disk.contents(of: path) ?? []
      }
      let found = needles.filter { bytes.contains($0) }
      #expect(found == (sealer == nil ? needles : []))
    }
  }

  @Test("A file says in clear that it is sealed, and by which key; a feature that is not known is refused still")
  func marked() async throws {
    let small = try await SmallStore(sealer: ToySealer())
    for path in [small.checkpoint, small.journal] {
      let bytes = try #require(small.disk.contents(of: path))
      #expect(bytes[12..<16] == [1, 0, 0, 0] && Array(bytes[48..<60]) == ToySealer.key.bytes)
      var forgery = Forgery(bytes)
      forgery.header[12] = 5
      small.disk.replace(path, with: forgery.bytes())
      #expect(throws: FileStoreError.unsupportedFeatures(path: path, features: 4)) {
        try SmallStore.open(small.disk, seed: 2, sealer: ToySealer())
      }
      small.disk.replace(path, with: bytes)
    }
  }

  /// Everything that reads a folder fails with the error, and nothing is changed.
  private func expectRefusal(
    _ error: FileStoreError, of disk: SimulatedFileSystem, _ sealer: (any FrameSealer)?
  ) async throws {
    let before = files(disk)
    #expect(throws: error) { try SmallStore.open(disk, seed: 2, sealer: sealer) }
    #expect(throws: error) { try view(disk, sealer: sealer) }
    #expect(throws: error) { try FileStore.verify(SmallStore.path, fileSystem: disk, sealer: sealer) }
    let catalog = try Catalog(Workshop.types)
    await #expect(throws: error) {
      try await FileStore.repair(
        SmallStore.path, into: "/new", catalog: catalog, environment: .replayable(seed: 1), fileSystem: disk,
        sealer: sealer)
    }
    await #expect(throws: error) {
      try await FileStore.restore(
        "/new", from: SmallStore.path, environment: .replayable(seed: 1), fileSystem: disk, sealer: sealer)
    }
    #expect(files(disk) == before)
  }

  @Test("It is refused without a sealer, without the key, and with another key, and nothing is changed")
  func refused() async throws {
    let used = try await SmallStore(sealer: ToySealer())
    let new = SimulatedFileSystem(seed: 1, pageSize: 4096)
    try await SmallStore.open(new, sealer: ToySealer()).close()
    for (disk, name) in [(used.disk, FolderNames.checkpoint(1)), (new, FolderNames.checkpoint(0))] {
      let path = SmallStore.path + "/" + name
      try await expectRefusal(.needsSealer(path: path, key: ToySealer.key), of: disk, nil)
      try await expectRefusal(.unknownKey(path: path, key: ToySealer.key), of: disk, ToySealer([2], current: 2))
      try await expectRefusal(.wrongKey(path: path, key: ToySealer.key), of: disk, ToySealer(secrets: 77))
    }
  }

  @Test("A journal's key is tried as well: no commit is taken for a torn tail because it does not open")
  func refusedJournal() async throws {
    let small = try await SmallStore(sealer: ToySealer())
    let store = try SmallStore.open(small.disk, seed: 2, sealer: ToySealer(current: 2))
    try await store.insert(SmallStore.part(30, of: nil))
    // Killed: no mark vouches for the commit.
    let killed = small.disk.afterKill()
    let journal = SmallStore.path + "/" + FolderNames.journal(3)
    try await expectRefusal(.unknownKey(path: journal, key: SealingKeyID(2)), of: killed, ToySealer([1]))
    let wrong = MixedSealer()
    try await expectRefusal(.wrongKey(path: journal, key: SealingKeyID(2)), of: killed, wrong)
  }

  @Test("A store without a seal is refused with a sealer, and a backup makes a sealed one of it")
  func converted() async throws {
    let small = try await SmallStore()
    let checkpoint = SmallStore.path + "/" + FolderNames.checkpoint(1)
    try await expectRefusal(.notSealed(path: checkpoint), of: small.disk, ToySealer())
    let store = try SmallStore.open(small.disk, seed: 2)
    try await store.backup(to: "/sealed", sealer: ToySealer())
    let sealed = try SmallStore.open(small.disk, at: "/sealed", seed: 3, sealer: ToySealer())
    #expect(try await contents(of: sealed) == small.contents)
    try await sealed.close()
    #expect(throws: FileStoreError.self) { try SmallStore.open(small.disk, at: "/sealed", seed: 3) }
  }

  @Test("A backup is sealed as the store is, and a restoration under the sealer's current key")
  func copied() async throws {
    let small = try await SmallStore(sealer: ToySealer())
    let store = try SmallStore.open(small.disk, seed: 2, sealer: ToySealer())
    try await store.backup(to: "/copy")
    #expect(try FileStore.verify("/copy", fileSystem: small.disk, sealer: ToySealer([1])).isEmpty)
    // The store's own folder has commits in a journal besides.
    try await store.close()
    for source in ["/copy", SmallStore.path] {
      let target = source + "-restored"
      try await FileStore.restore(
        target, from: source, environment: .replayable(seed: 4), fileSystem: small.disk, sealer: ToySealer(current: 2))
      let restored = try SmallStore.open(
        small.disk, at: target, seed: 3, sealer: ToySealer([2], current: 2))
      #expect(try await contents(of: restored) == small.contents)
      try await restored.close()
    }
    // What is there already stays, whoever sealed it.
    await #expect(throws: FileStoreError.occupied(path: "/copy")) {
      try await FileStore.restore(
        "/copy", from: SmallStore.path, environment: .replayable(seed: 4), fileSystem: small.disk, sealer: ToySealer())
    }
  }

  @Test("What a sealer throws fails what was asked, and the store goes on")
  func failingSealer() async throws {
    let disk = SimulatedFileSystem(seed: 1, pageSize: 4096)
    let sealer = ToySealer()
    let store = try SmallStore.open(disk, sealer: sealer)
    try await store.insert(SmallStore.part(1, of: nil))
    sealer.isBroken = true
    await #expect(throws: ToySealer.Broken()) { try await store.insert(SmallStore.part(2, of: nil)) }
    await #expect(throws: ToySealer.Broken()) { try await store.checkpoint() }
    #expect(throws: ToySealer.Broken()) { try view(disk, sealer: sealer) }
    sealer.isBroken = false
    try await store.insert(SmallStore.part(3, of: nil))
    try await store.checkpoint()
    let expected = try await contents(of: store)
    #expect(Set(expected.parts.keys) == [SmallStore.id(1), SmallStore.id(3)])
    try await store.close()
    let again = try SmallStore.open(disk, seed: 2, sealer: sealer)
    #expect(try await contents(of: again) == expected)
  }
}

/// A sealer whose first key is right, and whose second is not.
private struct MixedSealer: FrameSealer {
  private let right = ToySealer([1])
  private let wrong = ToySealer([2], secrets: 77)

  var currentKey: SealingKeyID { right.currentKey }
  func hasKey(_ key: SealingKeyID) -> Bool { right.hasKey(key) || wrong.hasKey(key) }
  func seal(_ content: [UInt8], authenticating context: [UInt8], with key: SealingKeyID) throws -> [UInt8] {
    try right.seal(content, authenticating: context, with: key)
  }
  func open(_ sealed: [UInt8], authenticating context: [UInt8], with key: SealingKeyID) throws -> [UInt8]? {
    try (right.hasKey(key) ? right : wrong).open(sealed, authenticating: context, with: key)
  }
}
