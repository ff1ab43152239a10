#if SQLite
  import CRMCore
  import Synchronization
  import Testing

  @testable import CRMSQLiteStore

  @Suite("What a view sees, and up to which commit")
  struct ViewTests {
    private let file: SQLiteFile
    private let (mine, theirs): (SQLiteStore, SQLiteStore)

    init() throws {
      file = try SQLiteFile()
      mine = try file.open()
      theirs = try file.open()
    }

    private func add(_ code: String, to store: SQLiteStore) async throws {
      var part = Workshop.Part(id: store.newID())
      part.code = code
      try await store.insert(part)
    }

    private func seen(_ store: SQLiteStore) async throws -> [UInt64] {
      let reader = try await store.beginRead()
      let found = [
        try await reader.lastCommit(), UInt64(try await reader.count(RecordQuery(Workshop.Part.recordType))),
      ]
      await reader.end()
      return found
    }

    @Test("It stays as it was begun, before and after its first question, whoever commits meanwhile")
    func stays() async throws {
      try await add("one", to: mine)
      let snapshot = try await mine.snapshot()
      try await add("two", to: mine)
      try await add("three", to: theirs)
      let before = try await snapshot.fetch(Workshop.Part.self).map(\.code)
      try await add("four", to: theirs)
      let connection = try file.beside()
      try connection.execute("UPDATE part SET code = 'changed'")
      let after = try await snapshot.fetch(Workshop.Part.self).map(\.code)
      #expect(before == ["one"] && after == ["one"])
      await snapshot.end()
      let codes = try await mine.fetch(Workshop.Part.self).map(\.code)
      #expect(codes == Array(repeating: "changed", count: 4))
    }

    @Test("Each view sees the commits before it, whoever made them, and knows the number of the last")
    func numbers() async throws {
      for number in 1...12 as ClosedRange<UInt64> {
        try await add("\(number)", to: number % 3 == 0 ? theirs : mine)
        let (left, right) = (try await seen(mine), try await seen(theirs))
        #expect(left == [number, number] && right == [number, number])
        // Once more, with nothing new.
        let again = try await seen(mine)
        #expect(again == left)
      }
    }

    @Test("A transaction that was undone, or could not be committed, counts for nothing")
    func undone() async throws {
      try await add("one", to: mine)
      let writer = try await mine.beginWrite()
      var part = Workshop.Part(id: mine.newID())
      part.code = "undone"
      try await writer.insert(Workshop.Part.schema.encode(part))
      await writer.end()
      try mine.writer.withLock {
        try $0?.execute("CREATE TEMP TRIGGER t BEFORE INSERT ON crm_commits BEGIN SELECT raise(ABORT, ''); END")
      }
      await #expect(throws: SQLiteStoreError.self) { try await add("refused", to: mine) }
      try mine.writer.withLock { try $0?.execute("DROP TRIGGER t") }
      try await add("two", to: theirs)
      try await add("three", to: mine)
      let (left, right) = (try await seen(mine), try await seen(theirs))
      #expect(left == [3, 3] && right == [3, 3])
    }

    @Test("A question that fails ends with its view, and the next one sees what is there by then")
    func failed() async throws {
      try await add("one", to: mine)
      let connection = try file.beside()
      try connection.execute("UPDATE part SET weight = 'two'")
      for _ in 0..<3 {
        await #expect(throws: RecordError.damaged) { try await mine.fetch(Workshop.Part.self) }
      }
      try connection.execute("UPDATE part SET weight = '2'")
      let weights = try await mine.fetch(Workshop.Part.self).map(\.weight)
      #expect(weights == [2])
    }

    @Test("A store whose tables were rebuilt since its last view says so each time")
    func rebuilt() async throws {
      try await add("one", to: mine)
      _ = try await (seen(mine), seen(theirs))
      let connection = try file.beside()
      try connection.execute("UPDATE crm_store SET generation = generation + 1")
      for store in [mine, theirs, mine] {
        let error = SQLiteStoreError.rebuiltMeanwhile(path: file.path)
        await #expect(throws: error) { try await seen(store) }
        await #expect(throws: error) { try await add("two", to: store) }
      }
    }

    @Test("A view held while the log is written back, and anew, sees what it saw")
    func checkpoints() async throws {
      try await add("one", to: mine)
      let snapshot = try await mine.snapshot()
      let connection = try SQLiteConnection(path: file.path, mayCreate: false, patience: 0)
      for number in 0..<20 {
        try await add("\(number)", to: theirs)
        try connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        let count = try await snapshot.count(Workshop.Part.self)
        #expect(count == 1)
      }
      await snapshot.end()
      try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
      let found = try await seen(mine)
      #expect(found == [21, 21])
    }

    @Test("However large the cache, what is read is the same")
    func memory() async throws {
      let long = String(repeating: "x", count: 1900)
      for number in 0..<400 { try await add("\(number) \(long)", to: mine) }
      for cache in [0, 1, -1, Int.max] {
        let store = try file.open { $0.cacheInMebibytes = cache }
        let (mine, found) = (try await mine.fetch(Workshop.Part.self), try await store.fetch(Workshop.Part.self))
        #expect(found == mine && found.count >= 400)
        try await add("\(cache)", to: store)
      }
    }
  }
#endif
