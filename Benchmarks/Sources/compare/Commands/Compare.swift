import ArgumentParser

/// The program.
@main
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Measures CRMKit's stores beside others, and its engine beside plain work, on the same data in one run.",
    subcommands: [
      RunCommand.self, EngineCommand.self, TableCommand.self, ChartCommand.self, ExportCommand.self, MemoryCommand.self,
    ],
    defaultSubcommand: RunCommand.self)
}
