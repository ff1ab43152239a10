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

  @Test("One gets started as the article shows")
  func gettingStarted() async throws {
    let folder = NSTemporaryDirectory() + "crmkit-start-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tehran = try #require(TimeZone(identifier: "Asia/Tehran"))
    var open: Int?

    let crm = try await CRM(store: .file(at: folder))

    var draft = Account(id: crm.newID())
    draft.name = "بازرگانی رویا"
    draft.industry = .retail
    let roya = try await crm.insert(draft)

    // However the name is spelled: with Arabic letters, in another case, without marks.
    let found = try await crm.fetch(Account.self, where: \.name ~= .matches("بازرگاني رويا"))

    try await crm.update(roya.id) { $0.website = "roya.example" }
    #expect(found == [roya])

    let lead = try await crm.sales.capture(
      LeadDraft(
        name: "احمدی", givenName: "سارا", company: "رویا", phone: "۰۹۱۲ ۳۴۵ ۶۷۸۹", source: .web, interest: "GTX Pro"))
    let became = try await crm.sales.convert(lead.id, account: .existing(roya.id))

    if let deal = became.opportunity {
      try await crm.transaction { crm in
        try await crm.sales.close(deal, as: .won, reason: "quality", value: Money(minorUnits: 250_000, currency: .usd))
        try await crm.contacts.advance(roya.id, to: .customer)
      }
    }

    let recent = try await crm.fetch(Opportunity.self) {
      $0.state == .won
      $0.account.industry == .retail
      $0.actualCloseDate.isDuring(.last(90, .days))
    }

    let persian = ReportCalendar.persian(in: tehran)
    let months = try await crm.aggregate(
      Opportunity.self, where: \.state == .won,
      by: [Grouping("actualCloseDate", by: GroupingPeriod(.month, in: persian))], .count, .sum("actualValue"))
    #expect(recent.map(\.id) == [became.opportunity])
    #expect(months.map { $0.values[0] } == [1])

    for try await count in crm.liveCount(Opportunity.self, where: \.state == .open) {
      open = count
      if count == 0 { break }
    }
    #expect(open == 0)

    var user = User(id: crm.newID())
    user.name = "Sara Ahmadi"
    user = try await crm.insert(user)

    let sara = crm.acting(as: user.id)
    try await sara.contacts.log(.call(with: roya.id, .incoming, about: "قیمت", lasting: .seconds(300)))
    #expect(try await crm.first(Interaction.self)?.stamp.createdBy == user.id.identifier)

    let agenda = Task { try await crm.agenda().run() }
    agenda.cancel()
    _ = await agenda.result
  }

  @Test("A record of one's own is declared, and a filter is one value, as the ideas' article shows")
  func ideas() throws {
    struct Boat: Record {
      static let entity = "boat"
      var id: ID
      var stamp = Stamp()
      var name = ""
      var berths = 0
      var owner: Account.ID?
      init(id: RecordID<Boat>) { self.id = id }

      static let schema = Schema<Boat> { f in
        f("name", \.name, .required, .searchable)
        f("berths", \.berths, .indexed)
        f("owner", \.owner, onDelete: .restrict)
      }
    }

    let typed: Filter<Boat> = \.berths >= 4 && \.owner / \.industry == .services
    let parsed = try Filter<Boat>(parsing: #"berths >= 4 and owner.industry == "services""#)
    #expect(typed == parsed)
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
