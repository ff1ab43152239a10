public import ArgumentParser
public import CRMKit
import Foundation

extension CaseAttribute: @retroactive ExpressibleByArgument {}

struct CaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "case", abstract: "Open cases, answer and resolve them, and see what was promised.",
    discussion: """
      crm --store DIR case open title="Paper jam" customer.account=Acme type=problem
      crm --store DIR case respond CAS-01001 "We are on it" --by call
      crm --store DIR case resolve CAS-01001 "Roller cleaned" --spent PT30M

      `list case` and `show case` show them; a case is named by its number.
      """,
    subcommands: [
      Open.self, Pick.self, Next.self, Respond.self, Hold.self, Resume.self, Resolve.self, Cancel.self, Reopen.self,
      Targets.self, Similar.self, Promise.self,
    ])

  struct Open: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a case: it gets its number, priority, queue and service level.",
      discussion:
        #"crm --store DIR case open title="Paper jam" customer.contact="Sara Ahmadi" origin=call product="LX 200""#)

    @OptionGroup var options: GlobalOptions

    @Argument(help: ArgumentHelp("The values.", valueName: "field=value"))
    var assignments: [String]

    func run(on console: Console) async throws {
      try await options.printOutcome("opened", creating: true, on: console) { crm in
        var draft = CaseDraft("")
        draft.record = try await crm.reading { try await Assignments(texts: assignments).draft(in: $0) }
        return try await crm.service.open(draft)
      }
    }
  }

  struct Pick: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a case out of its queue.", discussion: #"crm --store DIR case pick CAS-01001 --as "Sara Ahmadi""#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: NameOptions

    func run(on console: Console) async throws {
      try await options.printOutcome("picked", on: console) {
        try await $0.service.pick(named.id(of: Case.self, in: $0))
      }
    }
  }

  struct Next: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Take the most urgent case out of a queue.",
      discussion: #"crm --store DIR case next Support --as "Sara Ahmadi""#)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The queue.")
    var queue: String

    func run(on console: Console) async throws {
      try await options.printOutcome("picked", on: console) { crm in
        guard let picked = try await crm.service.pickNext(from: crm.get(Queue.self, named: queue).id) else {
          throw CommandError("nothing waits in “\(queue)”")
        }
        return picked
      }
    }
  }

  struct Respond: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Keep what was said to the customer; the first time counts as the first response.",
      discussion: #"crm --store DIR case respond CAS-01001 "We are on it" --by email"#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: NameOptions

    @Argument(help: "What was said, in a line.")
    var text: String

    @Option(name: .customLong("by"), help: "The channel: call, email, message, meeting or another.")
    var channel = "call"

    func run(on console: Console) async throws {
      try await options.printOutcome("responded to", on: console) { crm in
        let id = try await named.id(of: Case.self, in: crm)
        try await crm.service.respond(id, InteractionDraft(ContactChannel(rawValue: channel), title: text))
        return try await crm.get(id)
      }
    }
  }

  struct Hold: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Let a case wait: its clocks stand still.",
      discussion: "crm --store DIR case hold CAS-01001 --reason waitingForDetails")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: NameOptions

    @Option(help: "What for: onHold, waitingForDetails or another reason of an active case.")
    var reason = "onHold"

    func run(on console: Console) async throws {
      try await options.printOutcome("put on hold", on: console) { crm in
        try await crm.service.hold(named.id(of: Case.self, in: crm), as: Case.StatusReason(rawValue: reason))
      }
    }
  }

  struct Resume: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Go on with a case that waited.", discussion: "crm --store DIR case resume CAS-01001")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: NameOptions

    func run(on console: Console) async throws {
      try await options.printOutcome("resumed", on: console) {
        try await $0.service.resume(named.id(of: Case.self, in: $0))
      }
    }
  }

  struct Resolve: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Resolve a case.",
      discussion: #"crm --store DIR case resolve CAS-01001 "Roller cleaned" --spent PT30M"#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: NameOptions

    @Argument(help: "What solved it.")
    var resolution: String?

    @Option(help: ArgumentHelp("How long was worked on it, such as PT1H30M.", valueName: "time"))
    var spent: DurationArgument?

    func run(on console: Console) async throws {
      try await options.printOutcome("resolved", on: console) { crm in
        try await crm.service.resolve(named.id(of: Case.self, in: crm), resolution, timeSpent: spent?.duration)
      }
    }
  }

  struct Cancel: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a case up.", discussion: #"crm --store DIR case cancel CAS-01001 --note "opened twice""#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: NameOptions

    @Option(help: "Why, in words.")
    var note: String?

    func run(on console: Console) async throws {
      try await options.printOutcome("canceled", on: console) {
        try await $0.service.cancel(named.id(of: Case.self, in: $0), note: note)
      }
    }
  }

  struct Reopen: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a resolved or canceled case again.", discussion: "crm --store DIR case reopen CAS-01001")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: NameOptions

    func run(on console: Console) async throws {
      try await options.printOutcome("reopened", on: console) {
        try await $0.service.reopen(named.id(of: Case.self, in: $0))
      }
    }
  }

  struct Targets: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List what was promised for a case, and how it stands.",
      discussion: """
        crm --store DIR case targets CAS-01001

        It is as of the last change; `agenda run` notes what has come near or was missed since.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: NameOptions

    func run(on console: Console) async throws {
      let targets = try await options.withCRM { crm in
        try await crm.read { try await $0.service.targets(of: named.id(of: Case.self, in: $0)) }
      }
      let rows = targets.map { target in
        [
          .text(target.measure.rawValue), target.state.anyValue, target.failAfter.anyValue, target.timeUsed.anyValue,
          target.warnAt.anyValue, target.failAt.anyValue, target.metAt.anyValue,
        ]
      }
      try console.print(
        "targets",
        RecordList(titles: ["measure", "state", "failAfter", "timeUsed", "warnAt", "failAt", "metAt"], rows: rows),
        asJSON: options.json)
    }
  }

  struct Similar: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List cases that are like a case, the most alike first.",
      discussion: "crm --store DIR case similar CAS-01001 --by product --by words --resolved")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: NameOptions

    @Option(name: .customLong("by"), help: "In what they are to be alike; again for more.")
    var attributes: [CaseAttribute] = [.words]

    @Flag(help: "Only those that were resolved.")
    var resolved = false

    @Option(help: "The most cases to list.")
    var limit = 10

    func run(on console: Console) async throws {
      let similar = try await options.withCRM { crm in
        try await crm.read { crm in
          try await crm.service.similarCases(
            to: named.id(of: Case.self, in: crm), by: Set(attributes), where: resolved ? \.state == .resolved : .all,
            limit: limit)
        }
      }
      let rows = similar.map { found in
        [
          found.record.number.anyValue, .text(found.record.title), found.record.state.anyValue,
          found.record.resolution.anyValue, .number((found.score * 100).rounded() / 100),
        ]
      }
      try console.print(
        "cases", RecordList(titles: ["number", "title", "state", "resolution", "score"], rows: rows),
        asJSON: options.json)
    }
  }

  struct Promise: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Define a service level: what is promised to which cases, in which hours.",
      discussion: """
        crm --store DIR case promise Gold hours.json --response PT1H --resolution PT8H --warning 75 \\
          --where 'customer.account.lifecycleStage == "customer"'

        The file holds the hours in which the clocks run: {"timeZone": "Asia/Tehran", "weekly": {"saturday": ["08:30-12:30", "13:30-17:00"]}}
        """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Its name; one of that name is changed.")
    var name: String

    @OptionGroup var hours: DefinitionOptions

    @Option(help: ArgumentHelp("The business time until the first response.", valueName: "time"))
    var response: DurationArgument?

    @Option(help: ArgumentHelp("The business time until the resolution.", valueName: "time"))
    var resolution: DurationArgument?

    @Option(help: ArgumentHelp("After which part of the time it is warned.", valueName: "percent"))
    var warning: Int?

    @Option(name: .customLong("where"), help: ArgumentHelp("Which cases.", valueName: "condition"))
    var filter: String?

    func validate() throws {
      guard response != nil || resolution != nil else { throw ValidationError("Promise --response or --resolution.") }
      guard warning.map((1...99).contains) ?? true else { throw ValidationError("--warning is 1 to 99.") }
    }

    func run(on console: Console) async throws {
      let hours: BusinessHours = try hours.definition()
      let promises = [(SLAMeasure.firstResponse, response), (.resolution, resolution)].compactMap { measure, time in
        time.map { time in
          SLADefinition.Promise(
            measure, within: time.duration, warningAfter: warning.map { time.duration * $0 / 100 })
        }
      }
      try await options.printOutcome("promised", creating: true, on: console) { crm in
        try await crm.service.define(SLADefinition(name, during: hours, for: filter, promises: promises))
      }
    }
  }
}
