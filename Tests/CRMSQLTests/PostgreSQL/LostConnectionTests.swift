#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Foundation
  import Synchronization
  import Testing

  @testable import CRMPostgresStore

  /// What writers were told, and whether they are to go on.
  private final class WorkLog: Sendable {
    private let state = Mutex((acknowledged: Set<String>(), refused: Set<String>(), isOver: false))

    var isOver: Bool { state.withLock { $0.isOver } }
    var acknowledged: Set<String> { state.withLock { $0.acknowledged } }
    var refused: Set<String> { state.withLock { $0.refused } }

    /// How often a writer was told anything.
    var count: Int { state.withLock { $0.acknowledged.count + $0.refused.count } }

    func end() { state.withLock { $0.isOver = true } }
    func acknowledge(_ code: String) { state.withLock { _ = $0.acknowledged.insert(code) } }
    func refuse(_ code: String) { state.withLock { _ = $0.refused.insert(code) } }
  }

  @Suite("When connections are lost", .needsServer, .serialized)
  struct LostConnectionTests {
    private let schema = TestSchema()

    @Test("A commit whose answer was lost is found out and acknowledged, and is there once")
    func lostAnswer() async throws {
      let store = try await schema.open(as: schema.name, isDurable: true)
      let feed = store.feed.changes(buffering: 100_000)
      let (log, other) = (WorkLog(), try schema.beside())
      // A server that waits for a standby that is not there has made the commit, and does not answer.
      try other.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
      try other.execute("SELECT pg_reload_conf()")
      let writing = Task {
        var round = 0
        while !log.isOver {
          round += 1
          try await Self.write("\(round)", to: store)
          log.acknowledge("\(round)")
        }
      }
      let end = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = '\(schema.name)' AND wait_event = 'SyncRep'
        """
      while try other.all(end, read: { _ in true }).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
      log.end()
      try other.execute("ALTER SYSTEM RESET synchronous_standby_names")
      try other.execute("SELECT pg_reload_conf()")
      try await writing.value
      #expect(!log.acknowledged.isEmpty)
      try await verify(store, feed, log.acknowledged)
    }

    @Test("What became of a transaction is told: made, not made, or lost with its number, which another has by now")
    func outcomes() async throws {
      let store = try await schema.open()
      let connection = try schema.beside()
      func transaction(_ end: String) throws -> TransactionIdentity {
        try connection.execute("BEGIN")
        let (number, token) = try connection.all(CommitTurn.identity) { (try $0.integer(1), try $0.identifier(2)) }[0]
        try connection.execute(CommitTurn.wait)
        var parameters = ParameterBuffer()
        parameters.append(integer: 0)
        parameters.appendNull()
        [].withUnsafeBytes { parameters.append(blob: $0) }
        parameters.append(identifier: token)
        try connection.query(CommitTurn.append, parameters, isTyped: false)
        try connection.execute(end)
        return TransactionIdentity(number: UInt64(number), token: token)
      }
      let undone = try transaction("ROLLBACK")
      let made = try transaction("COMMIT")
      let sequence = try await store.outcome(of: made, after: 0, "")
      #expect(sequence == 1)
      let reused = TransactionIdentity(number: made.number, token: undone.token)
      let unborn = TransactionIdentity(number: made.number + 1_000_000_000, token: undone.token)
      for lost in [undone, reused, unborn] {
        await #expect(throws: PostgresStoreError.connectionLost(reason: "why")) {
          try await store.outcome(of: lost, after: 0, "why")
        }
      }
      // Where the log does not reach back, nothing is said.
      try connection.execute("BEGIN")
      try connection.execute("UPDATE crm_commits SET sequence = 9")
      #expect(try connection.outcome(of: undone, after: 5) == nil)
      try connection.execute("ROLLBACK")
    }

    @Test("Connections cut at any moment: what was acknowledged is there once, nothing by half, and all on the feed")
    func cutUnderLoad() async throws {
      let store = try await schema.open(as: schema.name) { $0.followsOthers = true }
      let feed = store.feed.changes(buffering: 100_000)
      let (log, name, schema) = (WorkLog(), schema.name, schema)
      let cutting = Task {
        let other = try schema.beside()
        let cut = """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '\(name)'
          ORDER BY (state = 'active') DESC, random() LIMIT 1
          """
        var (cuts, told) = (0, 0)
        while !log.isOver {
          // However slow the machine is, a cut comes for each thing that writers are told, and some of them get through.
          if log.count > told {
            told = log.count
            cuts += try other.all(cut, read: { _ in true }).count
          }
          try await Task.sleep(for: .milliseconds(1))
        }
        return cuts
      }
      try await withThrowingTaskGroup { group in
        for writer in 0..<4 {
          group.addTask {
            for round in 0..<60 {
              let code = "\(writer) \(round)"
              do {
                try await Self.write(code, to: store)
                log.acknowledge(code)
              } catch let error as PostgresStoreError {
                if case .unknownOutcome = error { throw error }
                log.refuse(code)
              } catch StoreError.conflict {
                log.refuse(code)
              }
            }
          }
        }
        try await group.waitForAll()
      }
      log.end()
      let cuts = try await cutting.value
      #expect(cuts > 10 && log.acknowledged.count > 10 && log.acknowledged.count + log.refused.count == 240)
      try await verify(store, feed, log.acknowledged)
    }

    /// Adds two parts in one transaction.
    private static func write(_ code: String, to store: PostgresStore) async throws {
      try await store.write { store in
        for half in ["a", "b"] {
          var part = Workshop.Part(id: store.newID())
          part.code = "\(code) \(half)"
          try await store.insert(part)
        }
      }
    }

    /// Checks that a store holds just what was acknowledged, and that its feed told all of it.
    private func verify(_ store: PostgresStore, _ feed: ChangeSequence, _ acknowledged: Set<String>) async throws {
      let codes = try await store.fetch(Workshop.Part.self).map(\.code)
      let expected = acknowledged.flatMap { ["\($0) a", "\($0) b"] }
      #expect(codes.sorted() == expected.sorted())
      let reader = try await store.beginRead()
      let last = try await reader.lastCommit()
      await reader.end()
      #expect(last == UInt64(acknowledged.count))
      var sequences: [UInt64] = []
      var told: [String] = []
      for await changes in feed {
        sequences.append(changes.sequence)
        for case let after? in changes.changes.map(\.after) where after.type == Workshop.Part.recordType {
          told.append(try Workshop.Part.schema.decode(after).code)
        }
        if changes.sequence == last { break }
      }
      #expect(sequences == (0..<last).map { $0 + 1 } && told.sorted() == expected.sorted())
      try await store.close()
    }

    #if os(Linux) || os(macOS)
      // Asked for by name, and alone: every other test would lose its connections.
      private static let restarts = ProcessInfo.processInfo.environment["CRMKIT_RESTARTS"].flatMap(Int.init) ?? 0
      private static let program = ProcessInfo.processInfo.environment["CRMKIT_POSTGRES_RESTART"]

      @Test(
        "A server that is restarted under load loses nothing of what it has acknowledged, and the store goes on",
        .enabled(if: restarts > 0 && program != nil, "set CRMKIT_RESTARTS to how often a server is to be restarted"))
      func restarted() async throws {
        let store = try await schema.open(as: schema.name, isDurable: true) { $0.followsOthers = true }
        let feed = store.feed.changes(buffering: 100_000)
        let log = WorkLog()
        let program = try #require(Self.program)
        try await withThrowingTaskGroup { group in
          for writer in 0..<3 {
            group.addTask {
              var round = 0
              while !log.isOver {
                round += 1
                let code = "\(writer) \(round)"
                do {
                  try await Self.write(code, to: store)
                  log.acknowledge(code)
                } catch let error as PostgresStoreError {
                  if case .unknownOutcome = error { throw error }
                  // Not made, since the server was away.
                  try await Task.sleep(for: .milliseconds(20))
                }
              }
            }
          }
          group.addTask {
            for _ in 0..<Self.restarts {
              try await Task.sleep(for: .milliseconds(500))
              let process = Process()
              process.executableURL = URL(filePath: program)
              await withCheckedContinuation { continuation in
                process.terminationHandler = { _ in continuation.resume() }
                do { try process.run() } catch { continuation.resume() }
              }
            }
            try await Task.sleep(for: .milliseconds(500))
            log.end()
          }
          try await group.waitForAll()
        }
        try await verify(store, feed, log.acknowledged)
      }
    #endif
  }
#endif
