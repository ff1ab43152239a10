import CRMKit
import Foundation
import Testing

// The examples of the documentation, word for word: a house rule compares them.

@Suite("The examples of CRMKit's documentation")
struct DocumentationExamples {
  @Test("A CRM is composed, filled and asked as the module's page shows")
  func modulePage() async throws {
    let crm = try await CRM(store: .memory, environment: .replayable(seed: 1))

    var draft = Account(id: crm.newID())
    draft.name = "Acme"
    draft.industry = .retail
    let acme = try await crm.insert(draft)

    let deal = try await crm.transaction { crm in
      var deal = Opportunity(id: crm.newID())
      deal.name = "Spring order"
      deal.account = acme.id
      return try await crm.insert(deal)
    }

    let open = try await crm.fetch(Opportunity.self) {
      $0.state == .open
      $0.account.industry == .retail
    }
    #expect(open == [deal])
  }

  @Test("The README's taste of code works")
  func readme() async throws {
    let folder = NSTemporaryDirectory() + "crmkit-readme-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let crm = try await CRM(store: .file(at: folder))

    var acme = Account(id: crm.newID())
    acme.name = "Acme"
    acme.industry = .retail
    let account = try await crm.insert(acme)

    // Several records, one commit, or none.
    try await crm.transaction { crm in
      var deal = Opportunity(id: crm.newID())
      deal.name = "Spring order"
      deal.account = account.id
      deal.estimatedValue = Money(minorUnits: 1_200_000, currency: .usd)
      try await crm.insert(deal)
    }

    // One condition a line.
    let open = try await crm.fetch(Opportunity.self) {
      $0.state == .open
      $0.account.industry == .retail
      $0.createdOn.isDuring(.last(90, .days))
    }

    let won = try await crm.aggregate(
      Opportunity.self, where: \.state == .won, by: [Grouping("account.industry")], .count, .sum("actualValue"))
    #expect(open.isEmpty)
    #expect(won.isEmpty)
  }
}
