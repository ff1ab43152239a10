public import ArgumentParser
public import CRMKit

extension Opportunity.Outcome: @retroactive ExpressibleByArgument {}
extension ForecastQuery.Division: @retroactive ExpressibleByArgument {}

struct OpportunityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "opportunity", abstract: "Take opportunities through their pipelines, and forecast what they bring.",
    discussion: """
      crm --store DIR opportunity open name="Spring order" account=Acme estimatedValue="12,500 USD"
      crm --store DIR opportunity close "Spring order" won --reason quality

      `list opportunity` and `show opportunity` show them.
      """,
    subcommands: [Open.self, Advance.self, Close.self, Reopen.self, Stages.self, Forecast.self])

  struct Open: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Open an opportunity at the first stage of its pipeline.",
      discussion: #"crm --store DIR opportunity open name="Spring order" product="GTX Pro" pipeline=Machines"#)

    @OptionGroup var options: GlobalOptions

    @Argument(help: ArgumentHelp("The values.", valueName: "field=value"))
    var assignments: [String]

    func run(on console: Console) async throws {
      try await options.printOutcome("opened", creating: true, on: console) { crm in
        var draft = OpportunityDraft()
        draft.record = try await crm.reading { try await Assignments(texts: assignments).draft(in: $0) }
        return try await crm.sales.open(draft)
      }
    }
  }

  struct Advance: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Take an opportunity on to another stage of its pipeline.",
      discussion: #"crm --store DIR opportunity advance "Spring order" --to Propose"#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var opportunity: NameOptions

    @Option(name: .customLong("to"), help: "The stage; the next one otherwise.")
    var stage: String?

    func run(on console: Console) async throws {
      try await options.printOutcome("advanced", on: console) { crm in
        try await crm.sales.advance(opportunity.id(of: Opportunity.self, in: crm), to: stage)
      }
    }
  }

  struct Close: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that an opportunity was won or lost.",
      discussion: """
        crm --store DIR opportunity close "Spring order" won --value "12,000 USD"
        crm --store DIR opportunity close "Spring order" lost --reason price --competitor Rival
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var opportunity: NameOptions

    @Argument(help: "How it ended: won or lost.")
    var outcome: Opportunity.Outcome

    @Option(help: "Why, in words.")
    var reason: String?

    @Option(help: "To whom it was lost, or against whom it was won.")
    var competitor: String?

    @Option(help: ArgumentHelp("What it brought; what was estimated otherwise.", valueName: "amount"))
    var value: MoneyArgument?

    @Option(name: .customLong("on"), help: ArgumentHelp("The day; today otherwise.", valueName: "day"))
    var day: DayArgument?

    func run(on console: Console) async throws {
      try await options.printOutcome("closed", on: console) { crm in
        let competitor =
          if let competitor { try await crm.get(Competitor.self, named: competitor).id } else { nil as Competitor.ID? }
        return try await crm.sales.close(
          opportunity.id(of: Opportunity.self, in: crm), as: outcome, reason: reason, competitor: competitor,
          value: value?.money,
          on: day?.date)
      }
    }
  }

  struct Reopen: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Open an opportunity that was won or lost again.",
      discussion: #"crm --store DIR opportunity reopen "Spring order""#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var opportunity: NameOptions

    func run(on console: Console) async throws {
      try await options.printOutcome("reopened", on: console) {
        try await $0.sales.reopen(opportunity.id(of: Opportunity.self, in: $0))
      }
    }
  }

  struct Stages: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List the stages that an opportunity came to, and how long it stayed.",
      discussion: #"crm --store DIR opportunity stages "Spring order""#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var opportunity: NameOptions

    func run(on console: Console) async throws {
      let (visits, pipelines) = try await options.withCRM { crm in
        try await crm.read { crm in
          (
            try await crm.sales.stageHistory(of: opportunity.id(of: Opportunity.self, in: crm)),
            try await crm.fetch(Pipeline.self)
          )
        }
      }
      let rows = visits.map { visit in
        let pipeline = pipelines.first { $0.process == visit.process }?.name ?? visit.process
        return [
          .text(pipeline), .text(visit.stage), visit.enteredAt.anyValue, visit.leftAt.anyValue, visit.duration.anyValue,
        ]
      }
      try console.print(
        "stages", RecordList(titles: ["pipeline", "stage", "enteredAt", "leftAt", "duration"], rows: rows),
        asJSON: options.json)
    }
  }

  struct Forecast: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Forecast what sales will bring, by the days on which opportunities close.",
      discussion: """
        crm --store DIR opportunity forecast USD --by month --divide owner --calendar persian --zone Asia/Tehran
        crm --store DIR opportunity forecast USD --where 'estimatedValue.currency == "USD"'

        All must be in the currency. What has no day of closing comes first.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var calendar: CalendarOptions

    @Argument(help: "The currency's code.")
    var currency: CurrencyArgument

    @Option(name: .customLong("by"), help: "The length of the periods: month, quarter, year or another of `report`.")
    var granularity = DateGranularity.month

    @Option(help: "What is forecast apart within a period.")
    var divide: [ForecastQuery.Division] = []

    @Option(name: .customLong("where"), help: ArgumentHelp("Which opportunities.", valueName: "condition"))
    var filter: String?

    func run(on console: Console) async throws {
      let (forecast, names) = try await options.withCRM(in: calendar.environment) { crm in
        var query = try ForecastQuery(
          in: currency.currency, by: granularity, of: calendar.calendar, divisions: divide)
        if let filter {
          query.filter = try await crm.reading { context in
            let scope = try await context.scope()
            return Filter(
              try FilterExpression(parsing: filter, for: Opportunity.recordType, in: context.catalog, scope: scope))
          }
        }
        let forecast = try await crm.sales.forecast(query)
        var names: [Identifier: String] = [:]
        for row in forecast.rows {
          if let owner = row.owner { names[owner] = try await crm.find(User.ID(owner))?.name }
          if let pipeline = row.pipeline { names[pipeline.identifier] = try await crm.find(pipeline)?.name }
        }
        return (forecast, names)
      }
      var list = rows(forecast, names)
      let total = [.text("total")] + divide.map { _ in AnyValue.null } + values(forecast.total)
      if options.json {
        let figures = zip(list.titles, total).dropFirst(1 + divide.count)
        let members = figures.map { JSONValue.Member(key: $0, value: JSONValue($1)) }
        return try console.print(
          .object([.init(key: "rows", value: list.json), .init(key: "total", value: .object(members))]))
      }
      list.rows.append(total)
      try console.print(list.table)
    }

    private func rows(_ forecast: CRMKit.Forecast, _ names: [Identifier: String]) -> RecordList {
      let figures = ["open", "won", "wonValue", "committed", "bestCase", "pipeline", "weighted"]
      var list = RecordList(titles: ["period"] + divide.map(\.rawValue) + figures, rows: [])
      for row in forecast.rows {
        let keys = divide.map { $0 == .owner ? row.owner : row.pipeline?.identifier }
        let named = keys.map { $0.map { AnyValue.text(names[$0] ?? $0.description) } ?? .null }
        list.rows.append([row.period.map(AnyValue.text) ?? .null] + named + values(row.figures))
      }
      return list
    }

    private func values(_ figures: CRMKit.Forecast.Figures) -> [AnyValue] {
      let amounts = [figures.won, figures.committed, figures.bestCase, figures.pipeline, figures.weighted]
      return [.integer(Int64(figures.openCount)), .integer(Int64(figures.wonCount))] + amounts.map(AnyValue.money)
    }
  }
}
