import ArgumentParser
import CRMKit

struct ShareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "share", abstract: "Let a user or a team see or do something with one record.",
    subcommands: [Add.self, List.self, Remove.self])

  /// A user or a team.
  struct GranteeOptions: ParsableArguments {
    @Option(name: .customLong("with"), help: ArgumentHelp("The user or team.", valueName: "name"))
    var name: String

    func grantee(in context: borrowing ReadContext) async throws -> Identifier {
      do { return try await context.record(named: name, of: User.recordType).id } catch RecordNameError.none {
        return try await context.record(named: name, of: Team.recordType).id
      }
    }
  }

  struct Add: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Share a record.",
      discussion: """
        crm --store DIR share add account Acme --with "Omid Karimi" --allow read,update --as "Sara Ahmadi"

        Who shares must have the right to do so, and to do what they let others do. What was shared before is replaced.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: RecordOptions
    @OptionGroup var grantee: GranteeOptions

    @Option(help: "What they may do, with commas between.")
    var allow: OperationsArgument?

    func run(on console: Console) async throws {
      let share = try await options.withCRM { crm in
        try await crm.writing { context in
          let key = try await named.record(in: context.reading).key
          let grantee = try await grantee.grantee(in: context.reading)
          return try await context.share(key, with: grantee, allowing: Set(allow?.operations ?? []))
        }
      }
      try console.print(RecordShare.schema.encode(share), after: "shared", asJSON: options.json)
    }
  }

  struct List: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List with whom a record is shared.", discussion: "crm --store DIR share list account Acme")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: RecordOptions

    func run(on console: Console) async throws {
      let (shares, names) = try await options.withCRM { crm in
        try await crm.reading { context in
          let shares = try await context.shares(of: named.record(in: context).key)
          var names: [String] = []
          for share in shares { names.append(try await ShareCommand.name(of: share.grantee, in: context)) }
          return (shares, names)
        }
      }
      if options.json {
        let rows = try shares.map { try RecordShare.schema.encode($0).json() }
        return try console.print(.object(["shares": .array(rows)]))
      }
      let rows = zip(names, shares).map { [$0, $1.operations.map(\.rawValue).joined(separator: ", ")] }
      try console.print(TextTable(columns: ["with", "may"].map { .init($0, .left) }, rows: rows))
    }
  }

  struct Remove: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Take back what was shared of a record.",
      discussion: "crm --store DIR share remove account Acme --with \"Omid Karimi\"")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: RecordOptions
    @OptionGroup var grantee: GranteeOptions

    func run(on console: Console) async throws {
      let record = try await options.withCRM { crm in
        try await crm.writing { context in
          let record = try await named.record(in: context.reading)
          try await context.unshare(record.key, with: grantee.grantee(in: context.reading))
          return record
        }
      }
      try console.print(record, after: "no longer shared", asJSON: options.json)
    }
  }

  /// What people call a user or a team.
  private static func name(of grantee: String, in context: borrowing ReadContext) async throws -> String {
    guard let id = Identifier(grantee) else { return grantee }
    for type in [User.recordType, Team.recordType] {
      if let record = try await context.record(RecordKey(entity: type.entity, id: id)) { return try record.title }
    }
    return grantee
  }
}
