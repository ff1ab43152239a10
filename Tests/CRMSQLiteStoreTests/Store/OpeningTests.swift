#if SQLite
  import CRMCore
  import CRMSQL
  import Foundation
  import Testing

  @testable import CRMSQLiteStore

  @Suite("Opening an SQLite store")
  struct OpeningTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func open(mayCreate: Bool = true, at path: String? = nil) throws -> SQLiteStore {
      try SQLiteStore(at: path ?? folder.file, Workshop.types, options: .testing, mayCreate: mayCreate)
    }

    /// A connection beside the store's, as another program has it.
    private func beside() throws -> SQLiteConnection {
      try SQLiteConnection(path: folder.file, mayCreate: true, patience: 50)
    }

    @Test("Where there is no store, none is created unless it is asked for, and a folder that is missing is named")
    func missing() throws {
      #expect(throws: SQLiteStoreError.noStore(path: folder.file)) { try open(mayCreate: false) }
      #expect(!FileManager.default.fileExists(atPath: folder.file))
      let error = #expect(throws: SQLiteStoreError.self) { try open(at: folder.path + "/none/store") }
      guard case .cannotOpen? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(error?.description.contains("none/store") == true)
    }

    @Test("What is no file is refused", arguments: ["", ":memory:"])
    func noFile(path: String) {
      let error = #expect(throws: SQLiteStoreError.self) { try open(at: path) }
      #expect(error?.description.contains("a store is a file") == true)
    }

    @Test("A file that is no database, and another program's database, are refused and left as they are")
    func foreign() throws {
      let text = Data(repeating: UInt8(ascii: "x"), count: 5000)
      try text.write(to: URL(filePath: folder.file))
      #expect(throws: SQLiteStoreError.notADatabase(path: folder.file)) { try open() }
      #expect(try Data(contentsOf: URL(filePath: folder.file)) == text)
      try FileManager.default.removeItem(atPath: folder.file)
      try beside().execute("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)")
      let before = try Data(contentsOf: URL(filePath: folder.file))
      #expect(throws: SQLiteStoreError.foreignDatabase(path: folder.file)) { try open() }
      #expect(try Data(contentsOf: URL(filePath: folder.file)) == before)
    }

    @Test("Many that open a store at once where there is none all find one")
    func creatingAtOnce() async throws {
      let options = SQLiteStore.Options(durability: .relaxed, followingInterval: nil)
      for round in 0..<10 {
        let path = folder.path + "/store \(round)"
        try await withThrowingTaskGroup { group in
          for _ in 0..<6 {
            group.addTask(executorPreference: OwnThread()) {
              let store = try SQLiteStore(at: path, Workshop.types, options: options)
              let count = try await store.count(Workshop.Part.self)
              #expect(count == 0)
              try await store.close()
            }
          }
          try await group.waitForAll()
        }
      }
    }

    @Test("Who creates a store in a file that another program writes waits for that as long as a writer does")
    func creatingBesideAWriter() throws {
      let other = try beside()
      try other.execute("BEGIN IMMEDIATE")
      let options = SQLiteStore.Options(patienceInMilliseconds: 200)
      let time = ContinuousClock().measure {
        #expect(throws: SQLiteStoreError.locked(path: folder.file)) {
          try SQLiteStore(at: folder.file, Workshop.types, options: options)
        }
      }
      #expect(time >= .milliseconds(150))
      try other.execute("ROLLBACK")
    }

    @Test("A store of a newer format is refused")
    func newer() async throws {
      try await open().close()
      try beside().execute("PRAGMA user_version = 7")
      #expect(throws: SQLiteStoreError.newerFormat(path: folder.file, found: 7, supported: 1)) { try open() }
    }

    @Test("A table, a column or an index that somebody took away is told, or made again where it holds nothing")
    func altered() async throws {
      try await open().close()
      try beside().execute("DROP INDEX part_by_code")
      try await open().close()
      #expect(try beside().integer("SELECT count(*) FROM sqlite_schema WHERE name = 'part_by_code'") == 1)
      try beside().execute("DROP VIEW part_view; ALTER TABLE part DROP COLUMN weight")
      #expect(throws: SQLiteStoreError.alteredSchema("the table part has no column weight")) { try open() }
      try beside().execute("DROP TABLE part")
      #expect(throws: SQLiteStoreError.alteredSchema("the table part is missing")) { try open() }
    }

    @Test("A last commit that can be none is damage, and traps nothing", arguments: ["-1", "9223372036854775807"])
    func impossibleCommit(number: String) async throws {
      let store = try SQLiteStore(at: folder.file, Workshop.types, options: .testing)
      try beside().execute(
        "DELETE FROM crm_commits; INSERT INTO crm_commits (sequence, instant, changes) VALUES (\(number), 0, x'')")
      let expected = SQLiteStoreError.damaged(path: folder.file, reason: "its last commit is number \(number)")
      await #expect(throws: expected) { try await store.insert(Workshop.Maker(id: store.newID())) }
      await #expect(throws: expected) { try await store.count(Workshop.Maker.self) }
      try await store.close()
      #expect(throws: expected) { try SQLiteStore(at: folder.file, Workshop.types, options: .testing) }
    }

    @Test("A damaged database is told from one that never was any")
    func damaged() async throws {
      let store = try open()
      let parts = (0..<200).map { number in
        var part = Workshop.Part(id: store.newID())
        part.code = "part \(number)"
        return part
      }
      try await store.load(parts)
      try await store.close()
      var data = try Data(contentsOf: URL(filePath: folder.file))
      for offset in 4096..<data.count where offset % 7 == 0 { data[offset] ^= 0x5A }
      try data.write(to: URL(filePath: folder.file))
      let error = await #expect(throws: (any Error).self) {
        let store = try open()
        _ = try await store.fetch(Workshop.Part.self)
      }
      switch error {
      case SQLiteStoreError.damaged(let path, _)?: #expect(path == folder.file)
      case RecordError.damaged?, SQLiteStoreError.alteredSchema?: break
      default: Issue.record("\(String(describing: error))")
      }
    }

    @Test("What is asked of a closed store throws; a view that is open stays so")
    func closed() async throws {
      let store = try open()
      try await store.insert(Workshop.Part(id: store.newID()))
      let snapshot = try await store.snapshot()
      try await store.close()
      let count = try await snapshot.count(Workshop.Part.self)
      #expect(count == 1)
      await snapshot.end()
      await #expect(throws: StoreError.unavailable("the store was closed")) {
        try await store.count(Workshop.Part.self)
      }
      await #expect(throws: StoreError.unavailable("the store was closed")) {
        try await store.insert(Workshop.Part(id: store.newID()))
      }
      try await store.close()
    }
  }
#endif
