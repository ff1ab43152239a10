public import ArgumentParser
public import CRMKit
import Foundation

extension CalendarLanguage: @retroactive ExpressibleByArgument {}

struct DashboardCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "dashboard", abstract: "Write the reports as one page, to be opened in a browser.",
    discussion: """
      crm --store DIR dashboard USD --output dashboard.html
      crm --store DIR dashboard USD --language persian --calendar persian --zone Asia/Tehran --output dashboard.html

      The page needs nothing besides itself. Without --output it is printed.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var calendar: CalendarOptions

  @Argument(help: "The currency of its amounts.")
  var currency: CurrencyArgument

  @Option(name: .customLong("by"), help: "The length of the periods: day, week, month, quarter or year.")
  var granularity = DateGranularity.month

  @Option(help: "The language of the page; in Persian it runs from right to left.")
  var language = CalendarLanguage.english

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
  var output: String?

  func validate() throws {
    guard !options.json else { throw ValidationError("The dashboard is a page; for figures use `report --json`.") }
  }

  func run(on console: Console) async throws {
    let page = try await options.withCRM(in: calendar.environment) { crm in
      try await crm.analytics.report(
        .dashboard(in: currency.currency, calendar: calendar.calendar, per: granularity)
      ).html(in: language)
    }
    guard let output else { return try console.write(lines: page.utf8) }
    do { try Data(page.utf8).write(to: URL(filePath: output)) } catch {
      throw CommandError("can't write \(output): \(error.localizedDescription)")
    }
    try console.print("wrote \(output.terminalSafe)")
  }
}
