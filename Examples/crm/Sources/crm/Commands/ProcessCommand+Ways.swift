import ArgumentParser
import CRMKit

extension ProcessCommand {
  struct Status: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Show where a record stands on its way, and what is to be done.",
      discussion: #"crm --store DIR process status sale opportunity "Spring order""#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var subject: WayOptions

    func run(on console: Console) async throws {
      let standing = try await options.withCRM { crm in
        try await crm.read { try await ProcessStanding(of: subject.way(in: $0), in: $0) }
      }
      try standing.print(on: console, asJSON: options.json)
      if !options.json { try console.print("\n\(standing.table.render(width: console.width))") }
    }
  }

  struct Move: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a record out of its stage into another.",
      discussion: #"crm --store DIR process move sale opportunity "Spring order" --to won"#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var subject: WayOptions

    @Option(name: .customLong("to"), help: "The stage; the first to which a way is open otherwise.")
    var stage: String?

    func run(on console: Console) async throws {
      try await subject.printStanding(on: console, options) { try await $0.advance($1.id, to: stage) }
    }
  }

  struct Finish: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Note that a task of the stage is done.",
      discussion: #"crm --store DIR process finish sale opportunity "Spring order" "Visit the customer""#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var subject: WayOptions

    @Argument(help: "The task.")
    var task: String

    func run(on console: Console) async throws {
      try await subject.printStanding(on: console, options) { try await $0.finishTask(task, of: $1.id) }
    }
  }

  struct Ask: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask for an approval of the stage.",
      discussion: #"crm --store DIR process ask sale opportunity "Spring order" discount"#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var subject: WayOptions

    @Argument(help: "What is to be approved.")
    var approval: String

    func run(on console: Console) async throws {
      try await subject.printStanding(on: console, options) { try await $0.requestApproval(approval, of: $1.id) }
    }
  }

  struct Answer: Subcommand {
    enum Decision: String, EnumerableFlag {
      case approve
      case reject
    }

    static let configuration = CommandConfiguration(
      abstract: "Answer an approval that was asked for.",
      discussion: """
        crm --store DIR process answer sale opportunity "Spring order" discount --approve --as "Sara Ahmadi"

        A user has to hold the role that decides: role give ROLE USER.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var subject: WayOptions

    @Argument(help: "What is to be approved.")
    var approval: String

    @Flag(help: "The answer.")
    var decision: Decision

    @Option(help: "What is said with it.")
    var comment: String?

    func run(on console: Console) async throws {
      try await subject.printStanding(on: console, options) { crm, way in
        let asked = try await crm.fetch(ProcessApproval.self) {
          $0.instance == way.id
          $0.name == approval
          $0.state == .asked
        }
        guard let asked = asked.last else {
          throw CommandError("nobody was asked for “\(approval)”; `process ask` does")
        }
        try await crm.decide(asked.id, isApproved: decision == .approve, comment: comment)
      }
    }
  }

  struct Abandon: Subcommand {
    static let configuration = CommandConfiguration(abstract: "Take a record out of its process.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var subject: WayOptions

    func run(on console: Console) async throws {
      try await subject.printStanding(on: console, options) { try await $0.abandon($1.id) }
    }
  }
}
