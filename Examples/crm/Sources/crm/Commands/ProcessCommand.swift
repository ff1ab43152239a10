import ArgumentParser
import CRMKit

struct ProcessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "process", abstract: "Define processes, and take records through them.",
    discussion: """
      crm --store DIR process add sale.json
      crm --store DIR process start sale opportunity "Spring order"
      crm --store DIR process move sale opportunity "Spring order" --to won
      """,
    subcommands: [
      List.self, Add.self, Show.self, Start.self, Status.self, Move.self, Finish.self, Ask.self, Answer.self,
      Abandon.self,
    ])

  struct List: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List the processes, and how many records are on their way.",
      discussion: "crm --store DIR process list --all")

    @OptionGroup var options: GlobalOptions

    @Flag(help: "The versions that nothing is started with any more, too.")
    var all = false

    func run(on console: Console) async throws {
      var rows: [(definition: ProcessDefinition, stages: Int, running: Int)] = []
      try await options.withCRM { crm in
        let definitions = try await crm.fetch(
          ProcessDefinition.self, where: all ? .all : \.state == .active, sort: .ascending("name"),
          .ascending("version"))
        for definition in definitions {
          let running: Filter<ProcessInstance> = \.definition == definition.id && \.state == .running
          rows.append((definition, try definition.process.stages.count, try await crm.count(where: running)))
        }
      }
      let titles = ["name", "version", "state", "entity", "stages", "running"]
      let values: [[AnyValue]] = rows.map { row in
        [
          .text(row.definition.name), .integer(Int64(row.definition.version)), row.definition.state.anyValue,
          .text(row.definition.subject), .integer(Int64(row.stages)), .integer(Int64(row.running)),
        ]
      }
      if !options.json { return try console.print(TextTable(titles, values)) }
      let objects = values.map { row in JSONValue.object(zip(titles, row).map { .init(key: $0, value: JSONValue($1)) })
      }
      try console.print(.object(["processes": .array(objects)]))
    }
  }

  struct Add: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a process, or a new version of one.",
      discussion: """
        crm --store DIR process add sale.json

        The file has the form that `process show --json` prints. Records that are on their way stay on their version.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var source: DefinitionOptions

    func run(on console: Console) async throws {
      let process: BusinessProcess = try source.definition()
      let definition = try await options.withCRM(creating: true) { try await $0.define(process) }
      if options.json { return try console.print(ProcessDefinition.schema.encode(definition).json()) }
      try console.print("added \(definition.name.terminalSafe), version \(definition.version)")
    }
  }

  struct Show: Subcommand {
    enum Drawing: String, EnumerableFlag {
      case mermaid
      case svg
    }

    static let configuration = CommandConfiguration(
      abstract: "Show a process: its stages, or a drawing.",
      discussion: """
        crm --store DIR process show sale
        crm --store DIR process show sale --svg >sale.svg
        """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The name of the process.")
    var name: String

    @Option(help: "The version; the one that records are started with otherwise.")
    var version: Int?

    @Flag(help: "Draw it as a Mermaid diagram or in SVG.")
    var drawing: Drawing?

    @Flag(help: "Draw it from the right to the left, in SVG.")
    var rightToLeft = false

    func run(on console: Console) async throws {
      let process = try await options.withCRM { crm in
        let found = try await crm.fetch(ProcessDefinition.self) {
          $0.name == name
          if let version { $0.version == version } else { $0.state == .active }
        }
        guard let definition = found.first else {
          let version = version.map { " of version \($0)" } ?? ""
          throw CommandError("there is no process “\(name)”\(version); `process list --all` shows them")
        }
        return try definition.process
      }
      switch drawing {
      case .mermaid: try print(process.mermaid, named: "mermaid", on: console)
      case .svg: try print(process.svg(rightToLeft: rightToLeft), named: "svg", on: console)
      case nil where options.json: try console.print(JSONValue(encoding: process))
      case nil: try console.print(table(process))
      }
    }

    private func print(_ drawing: String, named name: String, on console: Console) throws {
      if options.json { return try console.print(.object([.init(key: name, value: .string(drawing))])) }
      try console.write(lines: drawing.utf8)
    }

    private func table(_ process: BusinessProcess) -> TextTable {
      let rows = process.stages.map { stage in
        [
          stage.name, stage.label, stage.isEnd ? "(end)" : stage.exits.map(\.stage).joined(separator: ", "),
          stage.gates.map(\.text).joined(separator: "; "), stage.limit.map { AnyValue.duration($0).display } ?? "",
        ]
      }
      return TextTable(columns: ["stage", "label", "leads to", "needs", "within"].map { .init($0, .left) }, rows: rows)
    }
  }

  struct Start: Subcommand {
    static let configuration = CommandConfiguration(abstract: "Send a record through a process.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var subject: WayOptions

    func run(on console: Console) async throws {
      try await subject.printStanding(
        on: console, options,
        afterBeginning: { crm in
          let record = try await crm.reading { try await subject.subject.record(in: $0) }
          return try await crm.startProcess(subject.process, for: record.key).id
        })
    }
  }
}

extension BusinessProcess.Gate {
  /// What must be met, in a few words.
  fileprivate var text: String {
    switch self {
    case .fields(let names): "fields " + names.joined(separator: ", ")
    case .condition(_, let advice): advice
    case .tasks(let names): "tasks " + names.map { "“\($0)”" }.joined(separator: ", ")
    case .approval(let name, let role, _): "approval “\(name)” by \(role)"
    @unknown default: "\(self)"
    }
  }
}
