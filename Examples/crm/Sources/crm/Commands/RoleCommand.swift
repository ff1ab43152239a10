public import ArgumentParser
public import CRMKit

extension OwnershipScope: @retroactive ExpressibleByArgument {}
extension FieldAccess: @retroactive ExpressibleByArgument {}

/// Operations with commas between them.
struct OperationsArgument: ExpressibleByArgument {
  let operations: [Rights.Operation]

  init?(argument: String) {
    let names = argument.split(separator: ",").map(\.trimmed)
    operations = names.compactMap(Rights.Operation.init)
    if operations.isEmpty || operations.count != names.count { return nil }
  }

  static var allValueStrings: [String] { Rights.Operation.allCases.map(\.rawValue) }
}

struct RoleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "role", abstract: "Say what people may see and do, by the roles that they hold.",
    discussion: "Who holds no role works on their own records. `refusals` lists who tried what they may not.",
    subcommands: [
      Add.self, List.self, Show.self, Allow.self, Forbid.self, Limit.self, Remove.self, Give.self, Take.self,
      Refusals.self,
    ])

  /// One role, by its name.
  struct RoleOptions: ParsableArguments {
    @Argument(help: "The role's name.")
    var name: String

    func role<View: RecordReading & ~Copyable>(in crm: borrowing View) async throws -> Role {
      try await crm.get(Role.self, named: name)
    }
  }

  /// A role, and a user who holds it or will.
  struct HoldingOptions: ParsableArguments {
    @OptionGroup var named: RoleOptions

    @Argument(help: "The user.")
    var user: String

    /// Gives or takes the role, and says so.
    func change(
      on console: Console, _ options: GlobalOptions, _ word: String,
      _ deed: (inout StoreTransaction, Role, User) async throws -> Void
    ) async throws {
      let role = try await options.withCRM { crm in
        try await crm.transaction { crm in
          let (role, user) = (try await named.role(in: crm), try await crm.get(User.self, named: user))
          try await deed(&crm, role, user)
          return role
        }
      }
      try console.print(Role.schema.encode(role), after: word, asJSON: options.json)
    }
  }

  struct Add: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a role that allows nothing yet.", discussion: "crm --store DIR role add \"Sales agent\"")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: RoleOptions

    @Option(help: "What it is for.")
    var note: String?

    func run(on console: Console) async throws {
      let role = try await options.withCRM(creating: true) { crm in
        var role = Role(id: crm.newID())
        (role.name, role.note) = (named.name, note)
        return try await crm.insert(role)
      }
      try console.print(Role.schema.encode(role), after: "created", asJSON: options.json)
    }
  }

  struct List: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List the roles, or those that somebody holds.",
      discussion: "crm --store DIR role list --of \"Sara Ahmadi\"")

    @OptionGroup var options: GlobalOptions

    @Option(name: .customLong("of"), help: "Those that this user holds.")
    var holder: String?

    func run(on console: Console) async throws {
      let roles = try await options.withCRM { crm in
        guard let holder else { return try await crm.fetch(Role.self, sort: .ascending(\.name)) }
        return try await crm.roles(of: crm.get(User.self, named: holder).id.identifier)
      }
      if options.json {
        return try console.print(.object(["roles": .array(try roles.map { try Role.schema.encode($0).json() })]))
      }
      let rows = roles.map { [$0.name, "\($0.permissions.count)", "\($0.fields.count)", $0.note ?? ""] }
      try console.print(
        TextTable(columns: ["name", "permissions", "fields", "note"].map { .init($0, .left) }, rows: rows))
    }
  }

  struct Show: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what a role allows, and what is wrong with it.",
      discussion: "crm --store DIR role show \"Sales agent\"")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: RoleOptions

    func run(on console: Console) async throws {
      let (role, problems) = try await options.withCRM { crm in
        let role = try await named.role(in: crm)
        return (role, role.problems(in: crm.store.catalog))
      }
      if options.json { return try console.print(Role.schema.encode(role).json()) }
      let rows =
        role.permissions.map { [$0.entity, $0.operation.rawValue, $0.scope.rawValue, $0.condition ?? ""] }
        + role.fields.map { ["\($0.entity).\($0.field)", $0.access.rawValue, "", ""] }
      try console.print(
        TextTable(columns: ["what", "may", "within", "where"].map { .init($0, .left) }, rows: rows))
      for problem in problems { console.note("allows nothing: \(problem)") }
    }
  }

  struct Allow: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Let the holders of a role do something.",
      discussion: """
        crm --store DIR role allow "Sales agent" opportunity read,update --within team --where 'state == "open"'

        The operations: \(OperationsArgument.allValueStrings.joined(separator: ", ")). The kind of record may be * for all but \
        what is private and what decides over rights.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: RoleOptions

    @Argument(help: "The kind of record.")
    var entity: String

    @Argument(help: "The operations, with commas between them.")
    var operations: OperationsArgument

    @Option(help: "Whose records.")
    var within = OwnershipScope.all

    @Option(name: .customLong("where"), help: "What they have to meet as well.")
    var filter: String?

    func run(on console: Console) async throws {
      let condition = try filter.map { try FilterExpression(parsing: $0) }
      try await options.change(named, on: console) { role, catalog in
        if entity != RolePermission.anyEntity { _ = try catalog.type(of: entity) }
        role.allow(entity, Set(operations.operations), within: within, where: condition)
      }
    }
  }

  struct Forbid: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Take back all that a role allows with a kind of record, or some of it.",
      discussion: "crm --store DIR role forbid \"Sales agent\" opportunity update")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: RoleOptions

    @Argument(help: "The kind of record.")
    var entity: String

    @Argument(help: "The operations, with commas between them; all when they are left out.")
    var operations: OperationsArgument?

    func run(on console: Console) async throws {
      try await options.change(named, on: console) { role, _ in
        role.permissions.removeAll { $0.entity == entity && operations?.operations.contains($0.operation) ?? true }
      }
    }
  }

  struct Limit: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Say how much a role allows with a field.",
      discussion: "crm --store DIR role limit \"Sales agent\" account revenue hidden")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: RoleOptions

    @Argument(help: "The kind of record.")
    var entity: String

    @Argument(help: "The field.")
    var field: String

    @Argument(help: "What is allowed.")
    var access: FieldAccess

    func run(on console: Console) async throws {
      try await options.change(named, on: console) { role, _ in role.limit(entity, field: field, to: access) }
    }
  }

  struct Remove: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove a role, which nobody holds any more then.",
      discussion: "crm --store DIR role remove \"Sales agent\"")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var named: RoleOptions

    func run(on console: Console) async throws {
      let role = try await options.withCRM { crm in
        let role = try await named.role(in: crm)
        try await crm.delete(role.id)
        return role
      }
      try console.print(Role.schema.encode(role), after: "deleted", asJSON: options.json)
    }
  }

  struct Give: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Let a user hold a role.", discussion: "crm --store DIR role give \"Sales agent\" \"Sara Ahmadi\"")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var holding: HoldingOptions

    func run(on console: Console) async throws {
      try await holding.change(on: console, options, "gave") { try await $0.give($1.id, to: $2.id.identifier) }
    }
  }

  struct Take: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a role from a user.", discussion: "crm --store DIR role take \"Sales agent\" \"Sara Ahmadi\"")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var holding: HoldingOptions

    func run(on console: Console) async throws {
      try await holding.change(on: console, options, "took") { try await $0.take($1.id, from: $2.id.identifier) }
    }
  }

  struct Refusals: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List what was refused, the newest first.", discussion: "crm --store DIR role refusals")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: PageOptions

    func run(on console: Console) async throws {
      try await ListPage.print(
        AccessRefusal.recordType,
        telling: ["createdAt", "actor", "operation", "subject", "record", "field"], page, options,
        on: console)
    }
  }
}

extension GlobalOptions {
  /// Changes a role, unless something would be wrong with it.
  fileprivate func change(
    _ named: RoleCommand.RoleOptions, on console: Console, _ change: (inout Role, Catalog) throws -> Void
  ) async throws {
    let role = try await withCRM { crm in
      let catalog = crm.store.catalog
      return try await crm.transaction { crm in
        let role = try await named.role(in: crm)
        return try await crm.update(role.id) { role in
          let before = role.problems(in: catalog)
          try change(&role, catalog)
          if let problem = role.problems(in: catalog).first(where: { !before.contains($0) }) {
            throw CommandError("\(problem)")
          }
        }
      }
    }
    try console.print(Role.schema.encode(role), after: "updated", asJSON: json)
  }
}
