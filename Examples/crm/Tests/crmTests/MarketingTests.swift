import Foundation
import Testing

@testable import crm

@Suite("Campaigns, from the command line")
struct MarketingTests {
  private let workbench: Workbench

  init() async throws {
    workbench = try Workbench()
    _ = await workbench.run("create", "account", "name=Acme", "lifecycleStage=customer")
    _ = await workbench.run(
      "create", "contact", "givenName=Sara", "familyName=Ahmadi", "account=Acme", "email=sara@acme.example")
    _ = await workbench.run("create", "contact", "familyName=Karimi", "account=Acme", "email=karimi@acme.example")
    _ = await workbench.run(
      "create", "consent", "customer.contact=Sara Ahmadi", "channel=email", "state=granted",
      "givenAt=2020-01-01T00:00:00Z")
  }

  @Test("A list that is a filter follows it; a mailing goes to those on it who have agreed")
  func mailing() async throws {
    let made = await workbench.run(
      "campaign", "choose", "Customers", "contact", "--where", #"account.lifecycleStage == "customer""#)
    #expect(made.status == 0, "\(made.notes)")
    #expect(await workbench.run("campaign", "members", "Customers").output.contains("Karimi"))
    #expect(await workbench.run("campaign", "choose", "Odd", "contact", "--where", "colour == 1").status == 1)
    #expect(
      await workbench.run("campaign", "plan", "name=Spring offers", "code=SPRING", "budget=5,000 USD").status == 0)
    #expect(await workbench.run("campaign", "target", "SPRING", "Customers").output == "targeted 2\n")
    #expect(await workbench.run("campaign", "target", "SPRING", "Customers").output == "targeted 0\n")

    let misspelt = await workbench.run(
      "campaign", "mail", "Mail", "Customers", "--subject", "{givenNam}", "--text", "Hi", "--from", "n@x.example")
    #expect(misspelt.status == 1 && misspelt.notes.contains("givenName"))
    let mail = await workbench.run(
      "campaign", "mail", "Mail", "Customers", "--subject", "{givenName|Dear customer}", "--text", "Hello",
      "--campaign", "SPRING", "--from", "news@x.example")
    #expect(mail.status == 0, "\(mail.notes)")
    #expect(await workbench.run("agenda", "run").status == 0)
    let counts = await workbench.run("campaign", "sent", "Mail", "--json").output
    #expect(counts.contains(#""recipients": 2, "waiting": 1"#) || counts.contains(#""waiting": 1"#))
    #expect(counts.contains(#""noConsent": 1"#))
    #expect(await workbench.run("outbox", "list").output.contains("sara@acme.example"))

    // Who does not want it any more does not get it.
    #expect(await workbench.run("campaign", "respond", "SPRING", "doNotSend", "contact", "Sara Ahmadi").status == 0)
    #expect(
      await workbench.run("campaign", "sent", "Mail").output.contains("0 waiting, 0 sent, 0 failed, 1 taken back"))
    #expect(await workbench.run("campaign", "spend", "SPRING", "1,200 USD", "Printing").status == 0)
    let figures = await workbench.run("campaign", "figures", "SPRING").output
    #expect(
      figures.contains("2 members, 1 of them responded") && figures.contains("spent 1,200.00 USD of 5,000.00 USD"))
    #expect(await workbench.run("campaign", "advance", "SPRING", "launched").status == 0)
  }

  @Test("A list of one's own holds whom one puts there, once")
  func ownList() async {
    #expect(await workbench.run("campaign", "choose", "Fair", "contact").status == 0)
    #expect(await workbench.run("campaign", "add", "Fair", "Karimi", "Sara Ahmadi", "Karimi").output == "added 2\n")
    #expect(await workbench.run("campaign", "add", "Fair", "Nobody").status == 1)
    let page = await workbench.run("campaign", "members", "Fair", "--limit", "1", "--json")
    #expect(page.output.contains(#""next": "ey"#))
  }
}
