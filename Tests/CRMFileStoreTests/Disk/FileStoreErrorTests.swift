import CRMFileStore
import Testing

@Suite("File store errors")
struct FileStoreErrorTests {
  @Test(
    "A system's error number decides the case",
    arguments: [
      (28, "The disk is full"), (13, "Not allowed"), (1, "Not allowed"), (30, "Read-only disk"), (2, "Not there"),
      (20, "Not a folder"), (5, "The disk failed"),
    ] as [(Int32, String)])
  func cases(code: Int32, start: String) {
    let error = FileStoreError(.write, path: "/data/journal", code: code)
    #expect(error.description.hasPrefix("\(start): write of /data/journal failed: "))
    #expect(error.description.contains("(error \(code))"))
  }

  @Test("A used up quota is a full disk")
  func quota() {
    #if os(Linux)
      let code: Int32 = 122
    #else
      let code: Int32 = 69
    #endif
    guard case .diskFull = FileStoreError(.write, path: "a", code: code) else {
      Issue.record("Not a full disk")
      return
    }
  }

  @Test("Descriptions name the place and say what to do")
  func descriptions() {
    let damage = FileDamage(path: "/a/journal-1", offset: 64, place: .commits(3...4), kind: .checksum)
    #expect(damage.description == "commits 3 to 4 at byte 64 of /a/journal-1: the checksum does not match")
    #expect(FileStoreError.damaged(damage).description.contains("repair or restore"))
    #expect(
      FileStoreError.locked(path: "/a/lock", holder: 12).description
        == "The store is open already in process 12: /a/lock is locked. Close it there first.")
    #expect(
      FileStoreError.unsupportedVersion(path: "/a/b", found: 9, supported: 1).description.contains(
        "version 9 of the format; this library reads version 1"))
    #expect(StoreIdentity(high: 1, low: 0xFF).description == "000000000000000100000000000000ff")
  }
}
