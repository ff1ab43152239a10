#if SQLite
  import CRMCore
  import CRMSQL
  import Foundation
  import Testing

  @testable import CRMSQLiteStore

  @Suite("Opening an SQLite store")
  struct SQLiteOpeningTests {
    private let file: SQLiteFile

    init() throws { file = try SQLiteFile() }

    @Test("A folder that is missing is named")
    func missingFolder() throws {
      let error = #expect(throws: SQLiteStoreError.self) {
        try SQLiteStore(at: file.folder.path + "/none/store", Workshop.types)
      }
      guard case .cannotOpen? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(error?.description.contains("none/store") == true)
    }

    @Test("What is no file is refused", arguments: ["", ":memory:"])
    func noFile(path: String) {
      let error = #expect(throws: SQLiteStoreError.self) { try SQLiteStore(at: path, Workshop.types) }
      #expect(error?.description.contains("a store is a file") == true)
    }

    @Test("A file that is no database, and another program's database, are refused and left as they are")
    func foreign() throws {
      let text = Data(repeating: UInt8(ascii: "x"), count: 5000)
      try text.write(to: URL(filePath: file.path))
      #expect(throws: SQLiteStoreError.notADatabase(path: file.path)) { try file.open() }
      #expect(try Data(contentsOf: URL(filePath: file.path)) == text)
      try FileManager.default.removeItem(atPath: file.path)
      try file.beside().execute("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)")
      let before = try Data(contentsOf: URL(filePath: file.path))
      #expect(throws: SQLiteStoreError.foreignDatabase(path: file.path)) { try file.open() }
      #expect(try Data(contentsOf: URL(filePath: file.path)) == before)
    }

    @Test("Who creates a store in a file that another program writes waits for that as long as a writer does")
    func creatingBesideAWriter() throws {
      let other = try file.beside()
      try other.execute("BEGIN IMMEDIATE")
      let time = ContinuousClock().measure {
        #expect(throws: SQLiteStoreError.locked(path: file.path)) {
          try file.open { $0.patienceInMilliseconds = 200 }
        }
      }
      #expect(time >= .milliseconds(150))
      try other.execute("ROLLBACK")
    }

    @Test("A damaged database is told from one that never was any")
    func damaged() async throws {
      let store = try file.open()
      try await store.load((0..<200).map { try Workshop.part("part \($0)", for: store) })
      try await store.close()
      var data = try Data(contentsOf: URL(filePath: file.path))
      for offset in 4096..<data.count where offset % 7 == 0 { data[offset] ^= 0x5A }
      try data.write(to: URL(filePath: file.path))
      let error = await #expect(throws: (any Error).self) {
        let store = try file.open()
        _ = try await store.fetch(Workshop.Part.self)
      }
      switch error {
      case SQLiteStoreError.damaged(let path, _)?: #expect(path == file.path)
      case RecordError.damaged?, SQLiteStoreError.alteredSchema?: break
      default: Issue.record("\(String(describing: error))")
      }
    }
  }
#endif
