import ArgumentParser
import CRMKit

struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Look after the store itself.",
    subcommands: [Info.self, Verify.self, Checkpoint.self, Copy.self])

  struct Info: Subcommand {
    static let configuration = CommandConfiguration(abstract: "Say what the store holds.")

    @OptionGroup var options: GlobalOptions

    func run(on console: Console) async throws {
      try await options.withStore { store in
        let statistics = try (store as? FileStore)?.statistics()
        let crm = try await options.acting(on: CRM(store))
        var counts: [(entity: String, count: Int)] = []
        for type in store.catalog.types {
          counts.append((type.entity, try await crm.reading { try await $0.count(RecordQuery(type)) }))
        }
        if options.json { return try console.print(json(statistics, counts)) }
        if let statistics {
          try console.print(
            """
            store    \(statistics.identity)
            commits  \(statistics.commits)
            size     \(statistics.totalBytes) bytes, \(statistics.journalBytes) of them in journals

            """)
        }
        let rows: [[AnyValue]] = counts.map { [.text($0.entity), .integer(Int64($0.count))] }
        try console.print(TextTable(["entity", "records"], rows))
      }
    }

    private func json(_ statistics: FileStoreStatistics?, _ counts: [(entity: String, count: Int)]) -> JSONValue {
      var members: [JSONValue.Member] = []
      if let statistics {
        members = [
          JSONValue.Member(key: "identity", value: .string(statistics.identity.description)),
          JSONValue.Member(key: "commits", value: .number(statistics.commits)),
          JSONValue.Member(key: "journalBytes", value: .number(statistics.journalBytes)),
          JSONValue.Member(key: "totalBytes", value: .number(statistics.totalBytes)),
        ]
      }
      let records = counts.map { JSONValue.Member(key: $0.entity, value: .number($0.count)) }
      return .object(members + [JSONValue.Member(key: "records", value: .object(records))])
    }
  }

  struct Verify: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Read every byte and list what is damaged; exit code 1 when something is.")

    @OptionGroup var options: GlobalOptions

    func run(on console: Console) async throws {
      try options.requireNoActor(for: "store verify")
      let path = try options.folder(for: "store verify")
      let damages = try options.address.orNone { try FileStore.verify(path) }
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
      _ = try options.folder(for: "store checkpoint")
      try await options.withStore { store in
        guard let store = store as? FileStore else { return }
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
  struct Copy: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Copy everything from one store to another, and compare the two.",
      discussion: """
        crm store copy company sqlite:company.db

        Records keep their identifiers, revisions and history. The second store is made when it is not there, and must be \
        empty or hold what an earlier copy left that was interrupted: then it goes on.
        """)

    @Argument(help: ArgumentHelp("The store that is copied: \(StoreAddress.forms).", valueName: "from"))
    var source: StoreAddress

    @Argument(help: ArgumentHelp("The store that becomes the same.", valueName: "to"))
    var target: StoreAddress

    @OptionGroup var options: GlobalOptions

    func validate() throws {
      guard source != target else { throw ValidationError("Name two different stores.") }
    }

    func run(on console: Console) async throws {
      try options.requireNoActor(for: "store copy")
      defer { console.progress(nil) }
      let copied = try await source.withStore { source in
        try await target.withStore(creating: true) { target in
          try await source.copy(to: target) {
            console.progress("\($0.records.description.groupingThousands) records")
          }
        }
      }
      console.progress(nil)
      let counts = copied.recordsByEntity.sorted { $0.key < $1.key }
      if options.json {
        let records = counts.map { JSONValue.Member(key: $0.key, value: .number($0.value)) }
        return try console.print(.object(["found": .number(copied.found), "records": .object(records)]))
      }
      let rows: [[AnyValue]] = counts.map { [.text($0.key), .integer(Int64($0.value))] }
      try console.print(TextTable(["entity", "records"], rows))
      try console.print(
        "\n\(copied.records) records are the same in both stores"
          + (copied.found > 0 ? ", \(copied.found) of them since before." : "."))
    }
  }
}
