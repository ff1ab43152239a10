import CRMKit
import Foundation
import Testing

@testable import crm

@Suite("Cases and the dashboard, from the command line")
struct ServiceTests {
  private let workbench: Workbench

  init() async throws {
    workbench = try Workbench()
    _ = await workbench.run("create", "user", "name=Sara")
    _ = await workbench.run("create", "account", "name=Acme")
  }

  @Test("A case is promised, picked, answered, put on hold, resolved and opened again")
  func lifeOfACase() async throws {
    let day = try [BusinessHours.Shift("00:00-24:00")]
    let always = try BusinessHours(
      timeZone: .gmt, weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, day) }))
    let hours = try workbench.file("hours.json", always)
    let promised = await workbench.run(
      "case", "promise", "Gold", hours, "--response", "PT1H", "--resolution", "PT8H", "--warning", "75")
    #expect(promised.status == 0, "\(promised.notes)")
    #expect(await workbench.run("case", "promise", "Gold", hours).status == 64)
    #expect(
      await workbench.run("create", "queue", "name=Support", "members=Sara", "acceptsWhen=type == \"problem\"").status
        == 0)

    let opened = await workbench.run(
      "case", "open", "title=Paper jam", "customer.account=Acme", "type=problem", "--json")
    #expect(opened.output.contains(#""number": "CAS-01001""#), "\(opened.notes)\(opened.output)")
    #expect(await workbench.run("case", "next", "Support", "--as", "Sara").output.hasPrefix("picked case"))
    #expect(await workbench.run("case", "next", "Support", "--as", "Sara").notes.contains("nothing waits"))
    #expect(await workbench.run("case", "respond", "CAS-01001", "We are on it", "--by", "email").status == 0)
    #expect(await workbench.run("case", "hold", "CAS-01001", "--reason", "waitingForDetails").status == 0)
    let targets = await workbench.run("case", "targets", "CAS-01001", "--json").output
    #expect(targets.contains(#""measure": "firstResponse", "state": "succeeded""#))
    #expect(targets.contains(#""measure": "resolution", "state": "paused""#))
    #expect(await workbench.run("case", "resume", "CAS-01001").status == 0)
    let resolved = await workbench.run("case", "resolve", "CAS-01001", "Roller cleaned", "--spent", "PT30M")
    #expect(resolved.status == 0)

    _ = await workbench.run("case", "open", "title=The paper is jammed again", "customer.account=Acme")
    let similar = await workbench.run("case", "similar", "CAS-01002", "--by", "words", "--resolved").output
    #expect(similar.contains("CAS-01001") && similar.contains("Roller cleaned"))
    #expect(await workbench.run("case", "reopen", "CAS-01001").status == 0)
    #expect(await workbench.run("case", "cancel", "CAS-01001", "--note", "opened twice").status == 0)
    #expect(await workbench.run("timeline", "case", "CAS-01001").output.contains("We are on it"))
  }

  @Test("The dashboard is a page in a file, in both directions")
  func dashboard() async throws {
    _ = await workbench.run("opportunity", "open", "name=Spring", "estimatedValue=12,500 USD")
    _ = await workbench.run("opportunity", "close", "Spring", "won")
    let file = workbench.folder.appending(component: "page.html").path(percentEncoded: false)
    let written = await workbench.run(
      "dashboard", "USD", "--language", "persian", "--calendar", "persian", "--output", file)
    #expect(written.status == 0, "\(written.notes)")
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("dir=\"rtl\""))
    #expect(await workbench.run("dashboard", "USD").output.hasPrefix("<!DOCTYPE html>"))
    #expect(await workbench.run("dashboard", "USD", "--json").status == 64)
  }
}
