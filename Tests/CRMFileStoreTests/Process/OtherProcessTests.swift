import CRMCore

#if os(Linux) || os(macOS)
  import CRMCore
  import CRMFileStore
  import Foundation
  import Testing

  @Suite("Beside another process")
  struct OtherProcessTests {
    // A script that has more time asks for more.
    private static let kills = ProcessInfo.processInfo.environment["CRMKIT_KILLS"].flatMap(Int.init) ?? 4

    private let folder = ChildWriter.folder(of: ProcessInfo.processInfo.processIdentifier)

    @Test("A writer killed at any moment leaves every commit that it had acknowledged, and none by half")
    func killed() async throws {
      defer { try? FileManager.default.removeItem(atPath: folder) }
      var random = SplitMix64(seed: UInt64(ProcessInfo.processInfo.processIdentifier))
      for round in 0..<Self.kills {
        // A store of its own for each two, so that it stays small.
        if round % 2 == 0 { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: folder + "/acknowledged"))
        async let end: Void = expectKilledWriter()
        try await kill(after: Int.random(in: 1..<60, using: &random), pause: Int.random(in: 0..<5_000, using: &random))
        await end
        let acknowledged = try String(contentsOfFile: folder + "/acknowledged", encoding: .utf8)
          .split(separator: "\n").compactMap { Int($0) }
        let damage = try FileStore.verify(folder + "/store")
        #expect(damage.isEmpty)
        let store = try FileStore(at: folder + "/store", Workshop.types, mayCreate: false)
        let numbers = try await store.fetch(Workshop.Part.self).compactMap { Int($0.code) }.sorted()
        try await store.close()
        #expect(numbers == Array(0..<numbers.count))
        #expect(ChildWriter.isWhole(numbers.count))
        #expect(numbers.count >= acknowledged.last.map(ChildWriter.count) ?? 0)
      }
    }

    /// Starts the writer and waits for its end.
    private func expectKilledWriter() async {
      await #expect(processExitsWith: .signal(SIGKILL)) { try await ChildWriter.run() }
    }

    /// Waits, reading beside the writer, until it has made some commits, and kills it a little later.
    private func kill(after commits: Int, pause: Int) async throws {
      let view = try await opened()
      let first = view.lastCommit
      while view.lastCommit < first + UInt64(commits) {
        try await view.refresh()
        let count = try await view.count(Workshop.Part.self)
        #expect(ChildWriter.isWhole(count))
        await #expect(throws: FileStoreError.readOnly(path: folder + "/store")) {
          try await view.delete(Workshop.Part.ID(Identifier(high: 1, low: 1)))
        }
        await Task.yield()
      }
      let error = #expect(throws: FileStoreError.self) { try FileStore(at: folder + "/store", Workshop.types) }
      guard case .locked(_, let holder?)? = error else {
        Issue.record("the writer has no lock: \(String(describing: error))")
        return
      }
      try await Task.sleep(for: .microseconds(pause))
      #expect(Foundation.kill(holder, SIGKILL) == 0)
    }

    /// The store, once the writer has created it and taken it up.
    private func opened() async throws -> ReadOnlyFileStore {
      while true {
        do {
          let view = try ReadOnlyFileStore(at: folder + "/store", Workshop.types)
          // A lock that a killed writer left is none: the next one must have come as far as to acknowledge something.
          let acknowledged = FileManager.default.contents(atPath: folder + "/acknowledged")
          if acknowledged?.isEmpty == false { return view }
        } catch FileStoreError.noStore {
          // Nothing was created yet.
        }
        try await Task.sleep(for: .milliseconds(1))
      }
    }
  }

  /// What a child process does: one commit after the other, with more parts each, and a line in a file for each that was acknowledged.
  private enum ChildWriter {
    static func folder(of process: Int32) -> String { NSTemporaryDirectory() + "crmkit-other-process-\(process)" }

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
      let store = try FileStore(
        at: folder + "/store", Workshop.types, options: FileStore.Options(checkpointSize: 40_000))
      let acknowledged = try #require(FileHandle(forWritingAtPath: folder + "/acknowledged"))
      while true {
        let count = try await store.write { store in
          let count = try await store.count(Workshop.Part.self)
          for number in count..<self.count(after: count) {
            var part = Workshop.Part(id: store.newID())
            part.code = "\(number)"
            try await store.insert(part)
          }
          return count
        }
        acknowledged.write(Data("\(count)\n".utf8))
        // Where many tests run at once, who reads beside it would fall ever further behind.
        try await Task.sleep(for: .milliseconds(1))
      }
    }
  }
#endif
