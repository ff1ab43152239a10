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

  @Test("Roles, sharing and handing over work as the article shows")
  func rights() async throws {
    let company = try await Company()
    let (crm, sara, omid) = (company.crm, company.sara, company.omid)
    let acme = try await company.account("Acme", of: sara)

    var agent = Role(id: crm.newID())
    agent.name = "Sales agent"
    agent.allow(Account.self, [.read], within: .unit)
    agent.allow(Account.self, [.create, .update, .assign, .share], within: .own)
    agent.allow(Opportunity.self, [.read, .update], within: .team, where: \.state == .open)
    agent.allow(User.self, [.read])
    agent.limit(Account.self, \.revenue, to: .hidden)
    agent = try await crm.insert(agent)
    try await crm.give(agent.id, to: sara.id.identifier)

    let hers = crm.acting(as: sara.id)
    let accounts = try await hers.fetch(Account.self)
    #expect(accounts.map(\.id) == [acme.id])

    let shown = try await hers.get(acme.id)
    let renamed = try await hers.update(acme.id) { $0.name = "Acme International" }
    #expect(shown.stamp.revision + 1 == renamed.stamp.revision)

    let mayDelete = try await hers.allows(.delete, acme.id)
    let revenue = try await hers.access(to: \Account.revenue)
    #expect(!mayDelete)
    #expect(revenue == .hidden)

    await #expect(throws: StoreError.notFound(acme.id.key)) {
      try await crm.acting(as: omid.id).share(acme.id, with: company.mina.id.identifier)
    }
    try await hers.share(acme.id, with: omid.id.identifier, allowing: [.read, .update])
    try await hers.assign(acme.id, to: omid.id.identifier)
    let handedOver = try await crm.assignAll(of: omid.id.identifier, to: sara.id.identifier)
    #expect(handedOver == ["account": 1])
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
