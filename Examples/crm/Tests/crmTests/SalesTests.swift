import Foundation
import Testing

@testable import crm

@Suite("Sales, from the command line")
struct SalesTests {
  private let workbench: Workbench

  init() throws { workbench = try Workbench() }

  @Test("A lead becomes a customer, and the conversion can be taken back")
  func conversion() async throws {
    let captured = await workbench.run(
      "lead", "capture", "familyName=Ahmadi", "companyName=Roya", "email=sara@roya.example", "budget=5,000 USD",
      "--json")
    #expect(captured.status == 0)
    #expect(captured.output.contains(#""stage": "new""#) && captured.output.contains(#""statusReason": "new""#))
    #expect(await workbench.run("lead", "advance", "Ahmadi").status == 0)

    _ = await workbench.run("create", "account", "name=ROYA")
    let refused = await workbench.run("lead", "convert", "Ahmadi")
    #expect(refused.status == 1)
    #expect(refused.notes.contains("“ROYA” (name)"))
    #expect(await workbench.run("list", "contact", "--json").output.contains(#""total": 0"#))
    #expect(await workbench.run("lead", "duplicates", "Ahmadi").output.contains("ROYA"))

    let became = await workbench.run("lead", "convert", "Ahmadi", "--account", "ROYA")
    #expect(became.output.contains("joined with account") && became.output.contains("created contact"))
    #expect(await workbench.run("timeline", "account", "ROYA").output.contains("opportunity"))
    #expect(await workbench.run("lead", "undo", "Ahmadi").status == 0)
    #expect(await workbench.run("list", "contact", "--json").output.contains(#""total": 0"#))
    #expect(await workbench.run("lead", "convert", "Ahmadi", "--new-account", "--no-opportunity").status == 0)
    #expect(await workbench.run("list", "opportunity", "--json").output.contains(#""total": 0"#))
    #expect(await workbench.run("lead", "disqualify", "Ahmadi", "lost").notes.contains("closed"))
  }

  @Test("One cannot both choose an account and ask for another")
  func contradiction() async {
    let run = await workbench.run("lead", "convert", "Ahmadi", "--account", "ROYA", "--no-account")
    #expect(run.status == 64)
  }

  @Test("An opportunity goes through its pipeline, and the forecast follows it")
  func pipeline() async throws {
    let opened = await workbench.run(
      "opportunity", "open", "name=Spring", "estimatedValue=12,500 USD", "estimatedCloseDate=1405/09/10")
    #expect(opened.status == 0)
    #expect(await workbench.run("opportunity", "advance", "Spring", "--to", "Propose").status == 0)
    #expect(await workbench.run("opportunity", "advance", "Spring", "--to", "Nowhere").status == 1)
    let stages = await workbench.run("opportunity", "stages", "Spring").output.split(separator: "\n")
    #expect(
      stages.dropFirst(2).map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        == ["Standard Qualify", "Standard Propose"])

    let forecast = await workbench.run("opportunity", "forecast", "usd", "--calendar", "persian", "--json")
    #expect(forecast.output.contains(#""period": "1405-09", "open": 1, "won": 0"#))
    #expect(forecast.output.contains(#""weighted": {"amount": "7500.00", "currency": "USD"}"#))

    let won = await workbench.run(
      "opportunity", "close", "Spring", "won", "--value", "12,000 USD", "--on", "1405/09/01", "--json")
    #expect(won.output.contains(#""actualValue": {"amount": "12000.00", "currency": "USD"}"#))
    #expect(await workbench.run("opportunity", "advance", "Spring").status == 1)
    #expect(await workbench.run("opportunity", "reopen", "Spring").status == 0)
    let page = await workbench.run("timeline", "opportunity", "Spring", "--limit", "1", "--json")
    let next = try #require(page.output.firstMatch(of: /"next": "(?<place>[^"]+)"/)?.place)
    let rest = await workbench.run("timeline", "opportunity", "Spring", "--after", String(next))
    #expect(rest.status == 0 && rest.output.contains("Qualify"))
  }
}
