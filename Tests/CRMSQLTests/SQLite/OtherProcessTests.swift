#if SQLite && (os(Linux) || os(macOS))
  import CRMCore
  import CRMSQLiteStore
  import Foundation
  import Testing

  @Suite("Beside another process")
  struct OtherProcessTests {
    // Asked for by name: each test of this kind keeps a thread waiting for its child, and two at once are all that a small machine has.
    private static let kills = ProcessInfo.processInfo.environment["CRMKIT_KILLS"].flatMap(Int.init) ?? 0

    private let folder = ChildWriter.folder(of: ProcessInfo.processInfo.processIdentifier)

    @Test(
      "A writer killed at any moment leaves every commit that it had acknowledged, none by half, and each on the feed",
      .enabled(if: kills > 0, "set CRMKIT_KILLS to how often a writer is to be killed"))
    func killed() async throws {
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data().write(to: URL(filePath: folder + "/acknowledged"))
      let store = try SQLiteStore(
        at: folder + "/store", Workshop.types, options: SQLiteStore.Options(followingInterval: nil))
      let feed = store.feed.changes(buffering: 100_000)
      for round in 0..<Self.kills {
        async let end = #expect(processExitsWith: .signal(SIGKILL)) { try await ChildWriter.run() }
        let child = try await work(beside: store, until: 10 + 7 * round)
        #expect(Foundation.kill(child, SIGKILL) == 0)
        _ = await end
        let acknowledged = try String(contentsOfFile: folder + "/acknowledged", encoding: .utf8)
          .split(separator: "\n").compactMap { Int($0.split(separator: " ").last ?? "") }
        let codes = try await store.fetch(Workshop.Part.self).map(\.pieces).sorted()
        #expect(codes == Array(0..<codes.count) && ChildWriter.isWhole(codes.count))
        #expect(codes.count >= acknowledged.last ?? 0)
      }
      let reader = try await store.beginRead()
      let last = try await reader.lastCommit()
      await reader.end()
      try await store.close()
      var sequences: [UInt64] = []
      for await changes in feed { sequences.append(changes.sequence) }
      #expect(sequences == (1...last).map { $0 })
      let again = try SQLiteStore(at: folder + "/store", Workshop.types, mayCreate: false)
      let count = try await again.count(Workshop.Part.self)
      #expect(ChildWriter.isWhole(count))
      try await again.close()
    }

    /// Reads beside the writer until it has acknowledged some more commits, and returns its process number.
    private func work(beside store: SQLiteStore, until commits: Int) async throws -> Int32 {
      let known = try acknowledgements().count
      while true {
        let lines = try acknowledgements()
        let count = try await store.count(Workshop.Part.self)
        #expect(ChildWriter.isWhole(count))
        if lines.count >= known + commits, let child = lines.last?.split(separator: " ").first.flatMap({ Int32($0) }) {
          return child
        }
        try await Task.sleep(for: .milliseconds(1))
      }
    }

    private func acknowledgements() throws -> [Substring] {
      try String(contentsOfFile: folder + "/acknowledged", encoding: .utf8).split(separator: "\n").dropLast()
    }
  }

  /// What a child process does: one commit after the other, with more parts each, and a line in a file for each that was acknowledged.
  private enum ChildWriter {
    static func folder(of process: Int32) -> String { NSTemporaryDirectory() + "crmkit-sqlite-process-\(process)" }

    /// How many parts there are after a commit that found so many.
    static func count(after count: Int) -> Int { count + 1 + count % 3 }

    /// Whether so many parts are there between commits.
    static func isWhole(_ parts: Int) -> Bool {
      var count = 0
      while count < parts { count = self.count(after: count) }
      return count == parts
    }

    static func run() async throws {
      let folder = folder(of: getppid())
      // Who reads beside it may be slow.
      let options = SQLiteStore.Options(rememberedCommits: 1_000_000, followingInterval: nil)
      let store = try SQLiteStore(at: folder + "/store", Workshop.types, options: options)
      let acknowledged = try #require(FileHandle(forWritingAtPath: folder + "/acknowledged"))
      while true {
        let count = try await store.write { store in
          let count = try await store.count(Workshop.Part.self)
          for number in count..<self.count(after: count) {
            var part = Workshop.Part(id: store.newID())
            part.pieces = number
            try await store.insert(part)
          }
          return self.count(after: count)
        }
        try acknowledged.seekToEnd()
        acknowledged.write(Data("\(getpid()) \(count)\n".utf8))
        // Where many tests run at once, who reads beside it would fall ever further behind.
        try await Task.sleep(for: .milliseconds(5))
      }
    }
  }
#endif
