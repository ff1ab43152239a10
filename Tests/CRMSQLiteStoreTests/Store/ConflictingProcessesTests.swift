#if SQLite && (os(Linux) || os(macOS))
  import CRMCore
  import CRMSQLiteStore
  import CRMStoreTesting
  import Foundation
  import Testing

  @Suite("Processes that write what others write, in SQLite")
  struct ConflictingProcessesTests {
    // Asked for by name: each process is waited for by a thread of its own, of which a small machine has few.
    private static let processes = ProcessInfo.processInfo.environment["CRMKIT_PROCESSES"].flatMap(Int.init) ?? 0
    private static let rounds = ProcessInfo.processInfo.environment["CRMKIT_ROUNDS"].flatMap(Int.init) ?? 60

    private static func folder(of process: Int32) -> String {
      NSTemporaryDirectory() + "crmkit-sqlite-contest-\(process)"
    }

    @Test(
      "Processes that transfer between the same accounts lose nothing and do nothing twice",
      .enabled(if: processes > 0, "set CRMKIT_PROCESSES to how many processes are to write at once"))
    func transfers() async throws {
      let folder = Self.folder(of: ProcessInfo.processInfo.processIdentifier)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let store = try SQLiteStore(at: folder + "/store", TransferContest.records)
      try await TransferContest.begin(on: store)
      let report = try await withThrowingTaskGroup(of: TransferContest.Report.self) { group in
        for _ in 0..<Self.processes {
          group.addTask {
            let end = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
              try await Self.work()
            }
            return try TransferContest.Report(output: #require(end).standardOutputContent)
          }
        }
        return try await group.reduce(into: TransferContest.Report()) { $0 += $1 }
      }
      #expect(report.acknowledged.count == Self.processes * Self.rounds)
      #expect(Self.processes == 1 || report.collisions > 0, "nobody was in another's way, so that nothing was tried")
      let problems = try await TransferContest.problems(of: store, after: report)
      #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
      try await store.close()
    }

    /// What each process does.
    private static func work() async throws {
      // Whoever waits that short is refused now and then.
      let options = SQLiteStore.Options(patienceInMilliseconds: getpid().isMultiple(of: 2) ? 2 : 5000)
      let store = try SQLiteStore(
        at: folder(of: getppid()) + "/store", TransferContest.records, options: options, mayCreate: false)
      var writer = TransferContest.Writer(store, name: "\(getpid())") { error in
        if case SQLiteStoreError.locked = error { true } else { false }
      }
      try await writer.enter(among: processes) { try await Task.sleep(for: .milliseconds(2)) }
      try await writer.work(rounds: rounds) { FileHandle.standardOutput.write(Data($0.utf8)) }
      try await store.close()
    }
  }
#endif
