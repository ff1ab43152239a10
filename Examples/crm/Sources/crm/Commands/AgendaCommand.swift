import ArgumentParser
import CRMKit

struct AgendaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agenda", abstract: "See and do what is due later.", subcommands: [List.self, Run.self])

  struct List: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List what is on the agenda, the earliest first; what was given up has no time.",
      discussion: "crm --store DIR agenda list --given-up")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: PageOptions

    @Flag(help: "Only what was tried and given up.")
    var givenUp = false

    func run(on console: Console) async throws {
      let filter: FilterExpression = givenUp ? .compare("dueAt", .equal, .null) : .constant(true)
      try await ListPage.print(
        AgendaEntry.recordType, where: filter, sort: [.ascending("dueAt")],
        telling: ["id", "dueAt", "kind", "subject", "record", "actor", "attempts", "failure"], page, options,
        on: console)
    }
  }

  struct Run: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Do what is due now.",
      discussion: """
        crm --store DIR agenda run

        Does what processes and workflows have put there, each piece in a transaction of its own and within the \
        rights of the one who decided it. Work of other kinds is left to the programs that know it, and said to be. \
        What fails is tried again later; the exit code is 1 then.
        """)

    @OptionGroup var options: GlobalOptions

    func run(on console: Console) async throws {
      try options.requireNoActor(for: "agenda run")
      let (run, left) = try await options.withCRM { crm in
        let run = try await crm.agenda().runDue()
        let due: Filter<AgendaEntry> = \.dueAt <= crm.environment.clock()
        return (run, try await crm.aggregate(AgendaEntry.self, where: due, by: [Grouping("kind")], .count))
      }
      if options.json { try console.print(json(run, left)) } else { try print(run, left, on: console) }
      if !run.failures.isEmpty { throw ExitCode.failure }
    }

    private func json(_ run: AgendaRun, _ left: [AggregateRow]) -> JSONValue {
      .object([
        "done": .number(run.done), "skipped": .number(run.skipped),
        "failures": .array(
          run.failures.map { failure in
            .object([
              "entry": .string(failure.entry.description), "reason": .string(failure.reason),
              "givenUp": .boolean(failure.isGivenUp),
            ])
          }),
        "left": .object(left.map { .init(key: $0.group[0].display, value: JSONValue($0.values[0])) }),
      ])
    }

    private func print(_ run: AgendaRun, _ left: [AggregateRow], on console: Console) throws {
      try console.print("\(run.done) done, \(run.skipped) skipped, \(run.failures.count) failed")
      for failure in run.failures {
        let fate = failure.isGivenUp ? "given up" : "will be tried again"
        try console.print("\(failure.entry), \(fate): \(failure.reason.terminalSafe)")
      }
      for row in left {
        let kind = row.group[0].display.terminalSafe
        try console.print("left to a program that does “\(kind)”: \(row.values[0].display)")
      }
    }
  }
}
