#if (SQLite || PostgreSQL) && (os(Linux) || os(macOS))
  import CRMCore
  import CRMStoreTesting
  import Foundation
  import Testing

  @Suite("Beside other processes that write", .serialized)
  struct ContestTests {
    private static let processes = ProcessInfo.processInfo.environment["CRMKIT_PROCESSES"].flatMap(Int.init) ?? 3
    private static let count = ProcessInfo.processInfo.environment["CRMKIT_SEEDS"].flatMap(UInt64.init) ?? 2
    private static let first = ProcessInfo.processInfo.environment["CRMKIT_FIRST_SEED"].flatMap(UInt64.init) ?? 1000

    @Test(
      "What processes do at once to a store that none has created yet could have been done one after the other",
      .timeLimit(.minutes(10)), arguments: SQLEngine.all, first..<first + count)
    func contest(engine: SQLEngine, seed: UInt64) async throws {
      let (database, folder) = (try engine.makeDatabase(), try ScratchFolder())
      let contest = StoreContest(seed: seed, contestants: Self.processes)
      await withTaskGroup { group in
        for number in 0..<Self.processes {
          group.addTask(executorPreference: OwnThread()) {
            await Self.process(number, of: Self.processes, seed, on: engine, at: database.place, in: folder.path)
          }
        }
      }
      let reports = try (0..<Self.processes).map { number in
        let data = try Data(contentsOf: URL(filePath: "\(folder.path)/report-\(number)"))
        return try JSONDecoder().decode(StoreContest.Report.self, from: data)
      }
      let store = try await database.openStore(StoreContest.records) { $0.mayCreate = false }
      let failures = try await contest.check(reports, in: store)
      try await store.close()
      #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
    }

    /// Lets a process take part, which leaves its report in a file.
    private static func process(
      _ number: Int, of count: Int, _ seed: UInt64, on engine: SQLEngine, at place: String, in folder: String
    ) async {
      await #expect(processExitsWith: .success) { [number, count, seed, engine, place, folder] in
        let contest = StoreContest(seed: seed, contestants: count)
        let report = await contest.takePart(as: number) {
          try await engine.openStore(at: place, StoreContest.records)
        }
        // An error that is thrown from here would end the process by a trap that says nothing.
        try? JSONEncoder().encode(report).write(to: URL(filePath: "\(folder)/report-\(number)"))
      }
    }
  }
#endif
