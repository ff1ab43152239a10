import ArgumentParser
import CRMKit

struct WorkflowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workflow", abstract: "Define what happens by itself when something else does.",
    discussion: """
      crm --store DIR workflow dry-run greet.json --since 2026-01-01
      crm --store DIR workflow add greet.json
      crm --store DIR workflow runs greet

      {"name": "greet", "entity": "contact", "trigger": {"created": true}, "timing": "inTransaction",
       "actions": [{"post": {"channel": "email", "to": {"field": "email"},
                             "message": "{\\"subject\\": \\"Welcome, {name}\\"}"}}]}
      """,
    subcommands: [List.self, Show.self, Add.self, Enable.self, Disable.self, DryRun.self, Runs.self])

  struct List: Subcommand {
    static let configuration = CommandConfiguration(abstract: "List the workflows.")

    @OptionGroup var options: GlobalOptions

    func run(on console: Console) async throws {
      let definitions = try await options.withCRM { crm in
        try await crm.fetch(WorkflowDefinition.self, sort: .ascending("name"))
      }
      if options.json {
        return try console.print(.object(["workflows": .array(try definitions.map { try $0.json })]))
      }
      let rows = try definitions.map { definition in
        let workflow = try definition.workflow
        return [
          workflow.name, workflow.entity, workflow.trigger.text, workflow.condition?.description ?? "",
          workflow.timing == .afterwards ? "afterwards" : "in the transaction",
          definition.isEnabled ? "" : "disabled",
        ]
      }
      let titles = ["name", "entity", "when", "if", "done", ""]
      try console.print(TextTable(columns: titles.map { .init($0, .left) }, rows: rows))
    }
  }

  struct Show: Subcommand {
    static let configuration = CommandConfiguration(abstract: "Show a workflow in the form that `add` takes.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The name of the workflow.")
    var name: String

    func run(on console: Console) async throws {
      let definition = try await options.withCRM { try await $0.workflow(named: name) }
      try console.print(JSONValue(encoding: definition.workflow))
    }
  }

  struct Add: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a workflow, or replace the one of its name.", discussion: "crm --store DIR workflow add greet.json"
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var source: DefinitionOptions

    func run(on console: Console) async throws {
      let workflow: Workflow = try source.definition()
      let definition = try await options.withCRM(creating: true) { try await $0.define(workflow) }
      try definition.print(after: "added", on: console, asJSON: options.json)
    }
  }

  struct Enable: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Let a workflow be carried out again.",
      discussion: "One that waits for a time is planned anew for the records that there are.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The name of the workflow.")
    var name: String

    func run(on console: Console) async throws {
      let definition = try await options.withCRM { crm in
        try await crm.transaction { crm in try await crm.define(crm.workflow(named: name).workflow) }
      }
      try definition.print(after: "enabled", on: console, asJSON: options.json)
    }
  }

  struct Disable: Subcommand {
    static let configuration = CommandConfiguration(abstract: "Let a workflow be carried out no more.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The name of the workflow.")
    var name: String

    func run(on console: Console) async throws {
      let definition = try await options.withCRM { crm in
        try await crm.transaction { crm in
          try await crm.update(crm.workflow(named: name).id) { $0.isEnabled = false }
        }
      }
      try definition.print(after: "disabled", on: console, asJSON: options.json)
    }
  }

  struct DryRun: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List the past changes that would have set a workflow off, and change nothing.",
      discussion: "crm --store DIR workflow dry-run greet.json --since 2026-01-01")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var source: DefinitionOptions

    @Option(help: ArgumentHelp("From this day on; from the beginning otherwise.", valueName: "day"))
    var since: DayArgument?

    func run(on console: Console) async throws {
      let workflow: Workflow = try source.definition()
      let (matches, titles) = try await options.withCRM { crm in
        let start = try since.map {
          try crm.environment.calendar.instants(of: $0.date..<$0.date.adding(days: 1)).lowerBound
        }
        let matches = try await crm.dryRun(workflow, since: start ?? Instant(microsecondsSince1970: .min))
        let titles = try await crm.reading { context in
          var titles: [RecordKey: String] = [:]
          for key in Set(matches.map(\.record)) { titles[key] = try await context.record(key)?.title }
          return titles
        }
        return (matches, titles)
      }
      if options.json { return try console.print(.object(["matches": .array(matches.map(json))])) }
      let rows = matches.map { match in
        [
          match.instant.description, titles[match.record] ?? match.record.id.description, match.reason,
          match.isCertain ? "" : "perhaps",
        ]
      }
      try console.print(TextTable(columns: ["when", workflow.entity, "why", ""].map { .init($0, .left) }, rows: rows))
    }

    private func json(_ match: WorkflowMatch) -> JSONValue {
      .object([
        "at": .string(match.instant.description), "subject": .string(match.record.entity),
        "record": .string(match.record.id.description), "reason": .string(match.reason),
        "certain": .boolean(match.isCertain),
      ])
    }
  }

  struct Runs: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List what workflows have done, the newest first.", discussion: "crm --store DIR workflow runs greet")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Of this workflow only.")
    var name: String?

    @OptionGroup var page: PageOptions

    func run(on console: Console) async throws {
      let filter = name.map { FilterExpression.compare("workflow", .equal, .text($0)) } ?? .constant(true)
      try await ListPage.print(
        WorkflowRun.recordType, where: filter,
        telling: ["createdAt", "workflow", "subject", "record", "reason", "state"], page, options,
        on: console)
    }
  }
}
