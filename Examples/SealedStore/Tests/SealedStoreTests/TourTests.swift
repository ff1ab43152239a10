import CRMCore
import CRMFileStore
import Crypto
import Foundation
import Testing

@testable import SealedStore

@Suite("A store sealed with AES-GCM")
struct TourTests {
  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let base = FileManager.default.temporaryDirectory.appending(path: "sealed-store-tests-\(UUID())")
    defer { try? FileManager.default.removeItem(at: base) }
    try await body(base.appending(path: "store").path)
  }

  @Test("The tour shows what it says")
  func tour() async throws {
    try await withFolder { folder in
      var said: [String] = []
      try await Program.tour(folder) { said.append($0) }
      let expected = [
        "hold “Bluebird”: 0", "hold the field's name: 0", "is sealed with key 01. Open it with a sealer",
        "opens with what the sealer has as key 01",
        "is sealed with key 02, which the sealer does not have", "Damaged places: 0",
        "The merger is called Bluebird. It closes in March.", "under another key",
      ]
      #expect(said.count == expected.count)
      for (line, part) in zip(said, expected) { #expect(line.contains(part), "\(line)") }
    }
  }

  @Test("A changed byte is told as damage, at its place")
  func changedByte() async throws {
    try await withFolder { folder in
      let key = SealingKeyID(1)
      let sealer = AESGCMSealer([key: SymmetricKey(size: .bits256)], current: key)
      let store = try FileStore(at: folder, [Note.self], options: FileStore.Options(sealer: sealer))
      for _ in 0..<3 {
        var note = Note(id: store.newID())
        note.text = "Kept from others"
        try await store.insert(note)
      }
      try await store.close()
      let journal = folder + "/journal-00000000000000000001"
      var bytes = try #require(FileManager.default.contents(atPath: journal))
      // In the first commit: the file's header has 64 bytes, the frame's 32.
      bytes[100] ^= 1
      try bytes.write(to: URL(filePath: journal))
      let damages = try FileStore.verify(folder, sealer: sealer)
      #expect(damages.map(\.place) == [.commits(1...1)])
      #expect(throws: FileStoreError.self) {
        try FileStore(at: folder, [Note.self], options: FileStore.Options(sealer: sealer))
      }
    }
  }
}
