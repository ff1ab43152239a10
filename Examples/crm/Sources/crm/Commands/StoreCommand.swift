import ArgumentParser
import CRMKit

struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Look after the store's files.",
    subcommands: [Info.self, Verify.self, Checkpoint.self])

  struct Info: Subcommand {
    static let configuration = CommandConfiguration(abstract: "Say what the store holds.")

    @OptionGroup var options: GlobalOptions

    func run(on console: Console) async throws {
      try await options.withStore { store in
        let statistics = try store.statistics()
        let crm = try await options.acting(on: CRM(store))
        var counts: [(entity: String, count: Int)] = []
        for type in store.catalog.types {
          counts.append((type.entity, try await crm.reading { try await $0.count(RecordQuery(type)) }))
        }
        if options.json { return try console.print(json(statistics, counts)) }
        try console.print(
          """
          store    \(statistics.identity)
          commits  \(statistics.commits)
          size     \(statistics.totalBytes) bytes, \(statistics.journalBytes) of them in journals

          """)
        let rows: [[AnyValue]] = counts.map { [.text($0.entity), .integer(Int64($0.count))] }
        try console.print(TextTable(["entity", "records"], rows))
      }
    }

    private func json(_ statistics: FileStoreStatistics, _ counts: [(entity: String, count: Int)]) -> JSONValue {
      .object([
        "identity": .string(statistics.identity.description), "commits": .number(statistics.commits),
        "journalBytes": .number(statistics.journalBytes), "totalBytes": .number(statistics.totalBytes),
        "records": .object(counts.map { JSONValue.Member(key: $0.entity, value: .number($0.count)) }),
      ])
    }
  }

  struct Verify: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Read every byte and list what is damaged; exit code 1 when something is.")

    @OptionGroup var options: GlobalOptions

    func run(on console: Console) async throws {
      try options.requireNoActor(for: "store verify")
      let path = try options.path
      let damages = try options.existing { try FileStore.verify(path) }
      if options.json {
        try console.print(.object(["damages": .array(damages.map { .string($0.description) })]))
      } else if damages.isEmpty {
        try console.print("The store is sound.")
      } else {
        for damage in damages { try console.print(damage.description.terminalSafe) }
      }
      if !damages.isEmpty { throw ExitCode.failure }
    }
  }

  struct Checkpoint: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Write everything to a new checkpoint, so that the store opens faster.")

    @OptionGroup var options: GlobalOptions

    func run(on console: Console) async throws {
      try options.requireNoActor(for: "store checkpoint")
      try await options.withStore { store in
        try await store.checkpoint()
        let statistics = try store.statistics()
        if options.json {
          return try console.print(
            .object(["commits": .number(statistics.commits), "totalBytes": .number(statistics.totalBytes)]))
        }
        try console.print("checkpoint of \(statistics.commits) commits, \(statistics.totalBytes) bytes")
      }
    }
  }
}
