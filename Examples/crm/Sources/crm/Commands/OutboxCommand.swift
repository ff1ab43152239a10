public import ArgumentParser
public import CRMKit

extension OutboxMessage.State: @retroactive ExpressibleByArgument {}

struct OutboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "See what is to be sent and was sent, and put back in line what was given up.",
    discussion: "Sending is left to a program that has the transports.",
    subcommands: [List.self, Retry.self])

  struct List: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List messages, the newest first.",
      discussion: "crm --store DIR outbox list --state failed")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: PageOptions

    @Option(help: "Only those that have come so far.")
    var state: OutboxMessage.State?

    func run(on console: Console) async throws {
      let filter = state.map { FilterExpression.compare("state", .equal, $0.anyValue) } ?? .constant(true)
      try await ListPage.print(
        OutboxMessage.recordType, where: filter,
        telling: ["id", "state", "channel", "recipient", "subject", "record", "dueAt", "sentAt", "failure"], page,
        options,
        on: console)
    }
  }

  struct Retry: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Put messages that were given up back in line, under the same key.",
      discussion: """
        crm --store DIR outbox retry 018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f

        All of them or, when one was not given up, none.
        """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Their identifiers.")
    var messages: [IdentifierArgument]

    func run(on console: Console) async throws {
      try await options.withCRM { crm in
        try await crm.transaction { crm in
          for message in messages {
            let id = OutboxMessage.ID(message.id)
            guard try await crm.retry(id) else { throw CommandError("\(id.key) was not given up") }
          }
        }
      }
      if options.json {
        return try console.print(.object(["retried": .array(messages.map { .string($0.id.description) })]))
      }
      for message in messages { try console.print("back in line: \(message.id)") }
    }
  }
}
