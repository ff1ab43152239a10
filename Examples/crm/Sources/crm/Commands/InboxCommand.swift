import ArgumentParser
import CRMKit

struct InboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inbox", abstract: "See what somebody should know: with --as their inbox, without all of them.",
    subcommands: [List.self, Read.self])

  struct List: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List entries that were not read, the newest first.",
      discussion: """
        crm --store DIR inbox list --as "Sara Ahmadi"
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: PageOptions

    @Flag(help: "Those that were read, too.")
    var all = false

    func run(on console: Console) async throws {
      let filter: FilterExpression = all ? .constant(true) : .compare("readAt", .equal, .null)
      try await ListPage.print(
        InboxItem.recordType, where: filter,
        telling: ["id", "createdAt", "recipient", "kind", "subject", "record", "text", "readAt"], page, options,
        on: console)
    }
  }

  struct Read: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Mark entries as read: those that are named, or with --as all of the user's.",
      discussion: """
        crm --store DIR inbox read --as "Sara Ahmadi"
        """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Their identifiers.")
    var items: [IdentifierArgument] = []

    func validate() throws {
      guard !items.isEmpty || options.actor != nil else {
        throw ValidationError("Name entries, or with --as the user who has read all of theirs.")
      }
    }

    func run(on console: Console) async throws {
      let read = try await options.withCRM { crm in
        try await crm.transaction { crm in
          var ids = items.map { InboxItem.ID($0.id) }
          if ids.isEmpty { ids = try await crm.fetch(InboxItem.self, where: \.readAt == nil).map(\.id) }
          for id in ids { try await crm.markRead(id) }
          return ids
        }
      }
      if options.json {
        return try console.print(.object(["read": .array(read.map { .string($0.description) })]))
      }
      try console.print("marked as read: \(read.count)")
    }
  }
}
