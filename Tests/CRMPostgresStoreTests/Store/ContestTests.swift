#if PostgreSQL && (os(Linux) || os(macOS))
  import CRMCore
  import CRMStoreTesting
  import Foundation
  import Testing

  @testable import CRMPostgresStore

  @Suite("Beside other processes that write", .serialized, .needsServer)
  struct ContestTests {
    private static let processes = ProcessInfo.processInfo.environment["CRMKIT_PROCESSES"].flatMap(Int.init) ?? 3
    private static let count = ProcessInfo.processInfo.environment["CRMKIT_SEEDS"].flatMap(UInt64.init) ?? 2
    private static let first = ProcessInfo.processInfo.environment["CRMKIT_FIRST_SEED"].flatMap(UInt64.init) ?? 1000

    @Test(
      "What processes do at once to a store that none has created yet could have been done one after the other",
      .timeLimit(.minutes(10)), arguments: first..<first + count)
    func contest(seed: UInt64) async throws {
      let schema = TestSchema()
      let folder = NSTemporaryDirectory() + "crmkit-contest-\(schema.name)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let contest = StoreContest(seed: seed, contestants: Self.processes)
      await withTaskGroup { group in
        for number in 0..<Self.processes {
          group.addTask(executorPreference: OwnThread()) {
            await Self.process(number, of: Self.processes, seed: seed, in: folder, schema: schema.name)
          }
        }
      }
      let reports = try (0..<Self.processes).map { number in
        let data = try Data(contentsOf: URL(filePath: "\(folder)/report-\(number)"))
        return try JSONDecoder().decode(StoreContest.Report.self, from: data)
      }
      let store = try await schema.open(StoreContest.records, mayCreate: false)
      let failures = try await contest.check(reports, in: store)
      try await store.close()
      #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
    }

    /// Lets a process take part, which leaves its report in a file.
    private static func process(
      _ number: Int, of count: Int, seed: UInt64, in folder: String, schema: String
    ) async {
      await #expect(processExitsWith: .success) { [number, count, seed, folder, schema] in
        let contest = StoreContest(seed: seed, contestants: count)
        let report = await contest.takePart(as: number) {
          // The server takes a second to find each deadlock, for which all the others wait that come behind.
          let options = PostgresStore.Options(schema: schema, lockTimeout: .seconds(100))
          return try await PostgresStore(try #require(TestServer.address), StoreContest.records, options: options)
        }
        // An error that is thrown from here would end the process by a trap that says nothing.
        try? JSONEncoder().encode(report).write(to: URL(filePath: "\(folder)/report-\(number)"))
      }
    }
  }

  /// Runs what waits for a process on a thread of its own: those that tasks share are no more than the machine's cores.
  private final class OwnThread: TaskExecutor {
    private let queue = DispatchQueue(label: "crmkit.tests.process")

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }
#endif
