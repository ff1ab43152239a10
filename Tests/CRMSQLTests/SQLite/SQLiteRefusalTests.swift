#if SQLite
  import CRMCore
  import Synchronization
  import Testing

  @testable import CRMSQLiteStore

  @Suite("When the disk or another program is in the way")
  struct SQLiteRefusalTests {
    private let file: SQLiteFile
    private let store: SQLiteStore

    init() throws {
      file = try SQLiteFile()
      store = try file.open()
    }

    private func part(_ code: String) throws -> Workshop.Part { try Workshop.part(code, for: store) }

    @Test("A writer that another program keeps out says so, and goes on when it is let in")
    func locked() async throws {
      let other = try file.beside()
      try other.execute("BEGIN IMMEDIATE")
      await #expect(throws: SQLiteStoreError.locked(path: file.path)) { try await store.insert(part("late")) }
      let count = try await store.count(Workshop.Part.self)
      #expect(count == 0)
      try other.execute("ROLLBACK")
      try await store.insert(part("now"))
      let later = try await store.count(Workshop.Part.self)
      #expect(later == 1)
    }

    @Test("A store can be closed while another program writes")
    func closingBesideAWriter() async throws {
      try await store.insert(part("one"))
      // The writer's connection has used an index of which SQLite knows nothing yet.
      try await store.write { store in _ = try await store.count(Workshop.Part.self, where: \.code == "one") }
      let other = try file.beside()
      try other.execute("BEGIN IMMEDIATE")
      try await store.close()
      try other.execute("ROLLBACK")
    }

    @Test("A full disk undoes the transaction and nothing else, and writing goes on when there is room")
    func full() async throws {
      try await store.insert(part("first"))
      try store.writer.withLock { try $0?.execute("PRAGMA max_page_count = 60") }
      let long = String(repeating: "x", count: 1900)
      let error = await #expect(throws: (any Error).self) {
        try await store.write { store in
          for number in 0..<200 {
            try await store.insert(part("\(number) \(long)"))
          }
        }
      }
      #expect(error as? SQLiteStoreError == .diskFull(path: file.path), "\(String(describing: error))")
      let codes = try await store.fetch(Workshop.Part.self).map(\.code)
      #expect(codes == ["first"])
      try store.writer.withLock { try $0?.execute("PRAGMA max_page_count = 100000") }
      try await store.insert(part("second"))
      let after = try await store.count(Workshop.Part.self)
      #expect(after == 2)
    }
  }
#endif
