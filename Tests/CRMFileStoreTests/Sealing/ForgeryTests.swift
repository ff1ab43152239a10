import CRMCore
import Testing

@testable import CRMFileStore

@Suite("Somebody who writes to a sealed store's folder, and has no key")
struct ForgeryTests {
  private let sealer = ToySealer()

  /// Puts other bytes in a file's place, and tells what is found; nothing is changed, nor does the store open.
  private func found(
    _ bytes: [UInt8], for path: String, in small: SmallStore
  ) throws -> [FileDamage] {
    let old = small.disk.contents(of: path)
    defer { small.disk.replace(path, with: old) }
    small.disk.replace(path, with: bytes)
    let found = try FileStore.verify(SmallStore.path, fileSystem: small.disk, sealer: sealer)
    if let first = found.first {
      #expect(throws: FileStoreError.damaged(first.holding([]))) {
        try SmallStore.open(small.disk, seed: 2, sealer: sealer)
      }
      #expect(small.disk.contents(of: path) == bytes)
    }
    return found
  }

  private func forgery(_ path: String, in small: SmallStore) throws -> Forgery {
    Forgery(try #require(small.disk.contents(of: path)))
  }

  @Test("What is taken apart and put together again is what it was")
  func proof() async throws {
    let small = try await SmallStore(sealer: sealer)
    for path in [small.checkpoint, small.journal] {
      #expect(try forgery(path, in: small).bytes() == small.disk.contents(of: path))
    }
  }

  @Test("A byte changed in any frame is told, though every checksum is right, and the rest is still read")
  func changed() async throws {
    let small = try await SmallStore(sealer: sealer)
    for path in [small.checkpoint, small.journal] {
      let whole = try forgery(path, in: small)
      // The journal ends with a mark, which holds nothing.
      for index in whole.frames.indices.dropLast(path == small.journal ? 1 : 0) {
        for offset in [FrameHeader.size, whole.frames[index].count - 1] {
          var forged = whole
          forged.frames[index][offset] ^= 4
          let found = try found(forged.bytes(), for: path, in: small)
          #expect(found.first?.kind == .seal && found.count == 1, "frame \(index) of \(path): \(found)")
        }
      }
    }
  }

  @Test("Frames that changed places are told, whether they keep their places' numbers or take the others'")
  func reordered() async throws {
    let small = try await SmallStore(sealer: sealer)
    for path in [small.checkpoint, small.journal] {
      let whole = try forgery(path, in: small)
      for index in 0..<whole.frames.count - 2 {
        var forged = whole
        forged.frames.swapAt(index, index + 1)
        #expect(try !found(forged.bytes(), for: path, in: small).isEmpty, "frame \(index) of \(path)")
        forged.relabel(index, as: whole.frames[index])
        forged.relabel(index + 1, as: whole.frames[index + 1])
        let found = try found(forged.bytes(), for: path, in: small)
        #expect(found.contains { $0.kind == .seal }, "frame \(index) of \(path): \(found)")
      }
    }
  }

  @Test("A frame that is taken out is missed, also when those behind it take the numbers before theirs")
  func removed() async throws {
    let small = try await SmallStore(sealer: sealer)
    for path in [small.checkpoint, small.journal] {
      let whole = try forgery(path, in: small)
      for index in 0..<whole.frames.count - 2 {
        var forged = whole
        forged.frames.remove(at: index)
        #expect(try !found(forged.bytes(), for: path, in: small).isEmpty, "frame \(index) of \(path)")
        for later in index..<forged.frames.count { forged.relabel(later, as: whole.frames[later]) }
        do {
          #expect(try !found(forged.bytes(), for: path, in: small).isEmpty, "frame \(index) of \(path), renumbered")
        } catch FileStoreError.wrongKey {
          // Without the first frame, no frame is at its place any more.
          #expect(index == 0)
        }
      }
    }
  }

  @Test("A frame from another store, another file or an older copy of the file does not open")
  func moved() async throws {
    let small = try await SmallStore(sealer: sealer)
    let other = try await SmallStore(sealer: sealer)
    try await FileStore.restore(
      "/other", from: SmallStore.path, environment: .replayable(seed: 8), fileSystem: other.disk, sealer: sealer)
    let journal = try forgery(small.journal, in: small)
    // The same commits of another store, which has them in its first journal.
    let sibling = Forgery(try #require(other.disk.contents(of: "/other/" + FolderNames.journal(1))))
    for index in 0..<3 {
      var forged = journal
      forged.frames[index] = sibling.frames[index]
      #expect(try found(forged.bytes(), for: small.journal, in: small).first?.kind == .seal, "commit \(index)")
      forged.relabel(index, as: journal.frames[index])
      #expect(try found(forged.bytes(), for: small.journal, in: small).first?.kind == .seal, "commit \(index)")
    }
    // A section's name as a commit.
    var forged = journal
    forged.frames[1] = try forgery(small.checkpoint, in: small).frames[0]
    forged.relabel(1, as: journal.frames[1])
    #expect(try found(forged.bytes(), for: small.journal, in: small).first?.kind == .seal)
  }

  @Test("A whole file of another store is refused as such, and under this one's name nothing in it opens")
  func exchanged() async throws {
    let small = try await SmallStore(sealer: sealer)
    try await FileStore.restore(
      "/other", from: SmallStore.path, environment: .replayable(seed: 8), fileSystem: small.disk, sealer: sealer)
    let own = try #require(small.disk.contents(of: small.checkpoint))
    var other = Forgery(try #require(small.disk.contents(of: "/other/" + FolderNames.checkpoint(1))))
    other.header.replaceSubrange(16..<48, with: own[16..<48])
    small.disk.replace(small.checkpoint, with: other.bytes())
    #expect(throws: FileStoreError.wrongKey(path: small.checkpoint, key: ToySealer.key)) {
      try SmallStore.open(small.disk, seed: 2, sealer: sealer)
    }
  }

  @Test("A file in clear, or under another key, is not taken for the store's next journal")
  func downgraded() async throws {
    let small = try await SmallStore(sealer: sealer)
    let next = SmallStore.path + "/" + FolderNames.journal(3)
    var header = try forgery(small.journal, in: small)
    header.frames = []
    header.header.replace(at: 32, littleEndian: UInt64(3))
    var plain = header
    plain.header.replaceSubrange(12..<16, with: [0, 0, 0, 0])
    plain.header.replaceSubrange(48..<60, with: Array(repeating: 0, count: 12))
    small.disk.replace(next, with: plain.bytes())
    #expect(throws: FileStoreError.notSealed(path: next)) {
      try SmallStore.open(small.disk, seed: 2, sealer: sealer)
    }
    var old = header
    old.header.replaceSubrange(48..<60, with: SealingKeyID(2).bytes)
    small.disk.replace(next, with: old.bytes())
    // The sealer has the key, but it is not the current one: nothing is written under it.
    let store = try SmallStore.open(small.disk, seed: 2, sealer: sealer)
    try await store.insert(SmallStore.part(30, of: nil))
    try await store.close()
    #expect(small.disk.contents(of: next) == old.bytes())
  }
}
