import ArgumentParser

struct DemoCommand: Subcommand {
  static let configuration = CommandConfiguration(commandName: "demo", abstract: "x")
  @OptionGroup var options: GlobalOptions
  func run(on console: Console) async throws {}
}
