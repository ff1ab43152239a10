import ArgumentParser
import CRMKit
import Foundation

/// `crm --store DIR COMMAND`: a CRM for people and scripts, over a store in a folder.
struct Program: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crm",
    abstract: "A customer-relationship workbench over CRMKit.",
    discussion: """
      crm demo
      crm --store DIR import account accounts.csv --key name
      crm --store DIR list account --where 'country == "Kenya"'

      `crm --store DIR describe` lists what a store can hold, `crm help COMMAND` explains a command. Exit codes: 0 \
      done, 1 failed (the reason is on standard error), 64 called wrongly.
      """,
    subcommands: [
      DemoCommand.self, DescribeCommand.self, ImportCommand.self, ExportCommand.self, ListCommand.self,
      ShowCommand.self,
      ReportCommand.self, CreateCommand.self, UpdateCommand.self, DeleteCommand.self, RestoreCommand.self,
      HistoryCommand.self, FieldCommand.self, ProcessCommand.self, WorkflowCommand.self, AgendaCommand.self,
      OutboxCommand.self, InboxCommand.self, LeadCommand.self, OpportunityCommand.self, CampaignCommand.self,
      CaseCommand.self, TimelineCommand.self,
      DashboardCommand.self,
      RoleCommand.self, ShareCommand.self, StoreCommand.self,
    ])

  @OptionGroup var options: GlobalOptions
}

/// A command that does something, on a console that is the program's own or a test's.
protocol Subcommand: AsyncParsableCommand {
  func run(on console: Console) async throws
}

extension Subcommand {
  func run() async throws { try await run(on: .standard) }
}

@main
enum Main {
  static func main() async {
    // Whoever reads the output may stop reading (`crm list … | head`): end quietly then, also where the parent ignores
    // the signal.
    signal(SIGPIPE, SIG_DFL)
    let status = await Program.run(Array(CommandLine.arguments.dropFirst()), on: .standard)
    exit(status)
  }
}

extension Program {
  /// Runs the program and returns its exit code.
  static func run(_ arguments: [String], on console: Console) async -> Int32 {
    var type: any ParsableCommand.Type = Program.self
    do {
      var command = try await asyncParseAsRoot(arguments)
      type = Swift.type(of: command)
      if let command = command as? any Subcommand {
        try await command.run(on: console)
      } else {
        try command.run()
      }
      return 0
    } catch {
      return report(error, of: type, on: console)
    }
  }

  /// Says what went wrong.
  ///
  /// What the argument parser has to say, help among it, is its own text.
  private static func report(
    _ error: any Error, of type: any ParsableCommand.Type, on console: Console
  ) -> Int32 {
    if let code = error as? ExitCode { return code.rawValue }
    let code = type.exitCode(for: error)
    if code == .success {
      return (try? console.print(type.fullMessage(for: error))) == nil ? 1 : 0
    }
    if code == .validationFailure && !(error is ValidationError) {
      console.note(type.fullMessage(for: error))
    } else {
      console.note("Error: \(error)")
    }
    return code.rawValue
  }
}
