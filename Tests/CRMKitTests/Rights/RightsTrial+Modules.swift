import CRMKit

// MARK: - What the modules do

extension RightsTrial {
  static let contacts: [RightsTrial] = [
    RightsTrial("an account's ancestors", "read account", after: raise) { crm, scene in
      try await !crm.contacts.ancestors(of: scene.account.id).isEmpty
    },
    RightsTrial("an account's root", "read account") { crm, scene in
      try await crm.contacts.root(of: scene.account.id).name == "Acme"
    },
    RightsTrial("a hierarchy", "read account") { crm, scene in
      _ = try await crm.contacts.hierarchy(under: scene.account.id)
      return true
    },
    RightsTrial("connect", "read account,read contact,create connection") { crm, scene in
      try await crm.contacts.connect(scene.contact.id, to: scene.account.id, as: .adviser).validFrom == nil
    },
    RightsTrial(
      "connections", "read contact,read connection",
      after: { try await $0.crm.contacts.connect($0.contact.id, to: $0.account.id, as: .adviser) }
    ) { crm, scene in try await !crm.contacts.connections(of: scene.contact.id).isEmpty },
    RightsTrial("whether one may send", "read contact") { crm, scene in
      _ = try await crm.contacts.mayContact(scene.contact.id, by: .email, for: .marketing)
      return true
    },
    RightsTrial("record a consent", "read contact") { crm, scene in
      try await crm.contacts.record(.granted, of: scene.contact.id, by: .email).state == .granted
    },
    RightsTrial(
      "consents", "read contact,read consent",
      after: { try await $0.crm.contacts.record(.granted, of: $0.contact.id, by: .email) }
    ) { crm, scene in try await !crm.contacts.consents(of: scene.contact.id).isEmpty },
    RightsTrial(
      "send", "read contact", after: { try await $0.crm.contacts.record(.granted, of: $0.contact.id, by: .email) }
    ) { crm, scene in
      _ = try await crm.contacts.send(
        "hi", over: RightsScene.channel, to: "x", of: scene.contact.id, by: .email, for: .marketing)
      return true
    },
    RightsTrial("log", "read contact,create interaction") { crm, scene in
      try await crm.contacts.log(.call(with: scene.contact.id, lasting: .seconds(60))).channel == .call
    },
    RightsTrial("advance a customer", "read account,update account") { crm, scene in
      try await crm.contacts.advance(scene.account.id, to: .customer).lifecycleStage == .customer
    },
    RightsTrial(
      "timeline", "read contact,read interaction",
      after: { try await $0.crm.contacts.log(.call(with: $0.contact.id, lasting: .seconds(60))) }
    ) { crm, scene in
      try await crm.contacts.timeline(of: scene.contact.id).entries.contains { $0.record.entity == "interaction" }
    },
    RightsTrial("plan", "create toDo") { crm, _ in try await crm.contacts.plan("Call").title == "Call" },
    RightsTrial(
      "open to-dos", "read toDo,read user", after: { try await $0.crm.contacts.plan("Call", for: $0.actor.id) }
    ) {
      crm, scene in try await !crm.contacts.openToDos(of: scene.actor.id).isEmpty
    },
    RightsTrial("complete", "read toDo,update toDo", after: { try await $0.crm.contacts.plan("Call") }) {
      crm, scene in
      guard let toDo = try await scene.crm.first(ToDo.self) else { return false }
      return try await crm.contacts.complete(toDo.id).state == .completed
    },
  ]

  static let sales: [RightsTrial] = [
    RightsTrial("capture", "create lead,read lead") { crm, _ in
      try await crm.sales.capture(LeadDraft(name: "Karimi", company: "Roya")).familyName == "Karimi"
    },
    RightsTrial("disqualify", "read lead,update lead", after: capture) { crm, scene in
      try await crm.sales.disqualify(lead(in: scene), as: .lost).state == .disqualified
    },
    RightsTrial(
      "reopen a lead", "read lead,update lead",
      after: {
        try await capture($0)
        try await $0.crm.sales.disqualify(lead(in: $0), as: .lost)
      }
    ) { crm, scene in try await crm.sales.reopen(lead(in: scene)).state == .open },
    RightsTrial("duplicates", "read lead", after: capture) { crm, scene in
      try await crm.sales.duplicates(of: lead(in: scene)).isEmpty
    },
    RightsTrial(
      "convert",
      "read lead,update lead,create account,read account,update account,create contact,read contact,update contact,create opportunity,read opportunity,read pipeline,read stage",
      after: capture
    ) { crm, scene in try await crm.sales.convert(lead(in: scene)).opportunity != nil },
    RightsTrial(
      "undo a conversion",
      "read lead,update lead,read account,delete account,read contact,delete contact,read opportunity,delete opportunity",
      after: {
        try await capture($0)
        try await $0.crm.sales.convert(lead(in: $0))
      }
    ) { crm, scene in try await crm.sales.undoConversion(of: lead(in: scene)).state == .open },
    RightsTrial("open a sale", "create opportunity,read opportunity,read pipeline,read stage") { crm, _ in
      try await crm.sales.open(OpportunityDraft("Spring order")).name == "Spring order"
    },
    RightsTrial("close a sale", "read opportunity,update opportunity", after: open) { crm, scene in
      try await crm.sales.close(deal(in: scene), as: .lost).state == .lost
    },
    RightsTrial(
      "reopen a sale", "read opportunity,update opportunity",
      after: {
        try await open($0)
        try await $0.crm.sales.close(deal(in: $0), as: .lost)
      }
    ) { crm, scene in try await crm.sales.reopen(deal(in: scene)).state == .open },
    RightsTrial("draft a quote", "create quote,read quote") { crm, _ in
      try await crm.sales.draft(QuoteDraft("Offer", currency: .usd)).state == .draft
    },
    RightsTrial("revise a quote", "read quote,update quote,create quote", after: activate) { crm, scene in
      try await crm.sales.revise(quote(in: scene)).state == .draft
    },
    RightsTrial("accept a quote", "read quote,update quote", after: activate) { crm, scene in
      try await crm.sales.accept(quote(in: scene)).state == .won
    },
  ]

  static let siblings: [RightsTrial] = [
    RightsTrial("whether one may write to a lead", "read lead", after: capture) { crm, scene in
      _ = try await crm.sales.mayContact(lead(in: scene), by: .email, for: .marketing)
      return true
    },
    RightsTrial("record a lead's consent", "read lead", after: capture) { crm, scene in
      try await crm.sales.record(LeadConsent(.granted), of: lead(in: scene)).consents.count == 1
    },
    RightsTrial(
      "write to a lead", "read lead",
      after: {
        try await capture($0)
        try await $0.crm.sales.record(LeadConsent(.granted), of: lead(in: $0))
      }
    ) { crm, scene in
      try await crm.sales.send(
        "hi", over: RightsScene.channel, to: "x", of: lead(in: scene), by: .email, for: .marketing
      ).message != nil
    },
    RightsTrial(
      "capture from a response",
      "read campaignResponse,update campaignResponse,read campaign,create lead,read lead", after: respond
    ) { crm, scene in try await crm.sales.capture(LeadDraft(name: "Karimi"), from: response(in: scene)).campaign != nil
    },
    RightsTrial(
      "open from a response",
      "read campaignResponse,update campaignResponse,read campaign,create opportunity,read opportunity,read pipeline,read stage,read contact,read account",
      after: respond
    ) { crm, scene in
      try await crm.sales.open(OpportunityDraft("Toner"), from: response(in: scene)).account == scene.account.id
    },
    RightsTrial("capture from a case", "read case,create lead,read lead", after: openCase) { crm, scene in
      try await crm.sales.capture(LeadDraft(name: "Karimi"), from: caseID(in: scene)).originatingCase != nil
    },
    RightsTrial(
      "open from a case",
      "read case,create opportunity,read opportunity,read pipeline,read stage,read contact,read account",
      after: openCase
    ) { crm, scene in
      try await crm.sales.open(OpportunityDraft("Another"), from: caseID(in: scene)).account == scene.account.id
    },
    RightsTrial("open a case", "create case,read contact") { crm, scene in
      try await crm.service.open(CaseDraft("Jam", of: scene.contact.id)).number != nil
    },
    RightsTrial("resolve a case", "read case,update case", after: openCase) { crm, scene in
      try await crm.service.resolve(caseID(in: scene)).state == .resolved
    },
    RightsTrial("plan a campaign", "create campaign") { crm, _ in
      try await crm.marketing.plan(CampaignDraft("Autumn")).name == "Autumn"
    },
    RightsTrial("the win rate", "read opportunity", after: close) { crm, _ in
      try await crm.analytics.report(.winRate()).total.won == 1
    },
    RightsTrial("the win rate, live", "read opportunity", after: close) { crm, _ in
      for try await rate in crm.analytics.live(.winRate()) { return rate.total.won == 1 }
      return false
    },
    RightsTrial("the dashboard", "read opportunity", after: close) { crm, _ in
      let board = try await crm.analytics.report(.dashboard(in: .usd, calendar: crm.environment.calendar))
      return board.html(in: .english).contains("7.00 USD")
    },
  ]

  private static func respond(_ scene: RightsScene) async throws {
    let campaign = try await scene.crm.marketing.plan(CampaignDraft("Spring"))
    try await scene.crm.marketing.respond(ResponseDraft(.interested, to: campaign.id, from: scene.contact.key))
  }

  private static func openCase(_ scene: RightsScene) async throws {
    try await scene.crm.service.open(CaseDraft("Jam", of: scene.contact.id))
  }

  private static func close(_ scene: RightsScene) async throws {
    let deal = try await scene.crm.sales.open(OpportunityDraft("Spring", value: Money(minorUnits: 700, currency: .usd)))
    try await scene.crm.sales.close(deal.id, as: .won)
  }

  private static func response(in scene: RightsScene) async throws -> CampaignResponse.ID {
    try await scene.crm.fetch(CampaignResponse.self).last?.id ?? scene.crm.newID()
  }

  private static func caseID(in scene: RightsScene) async throws -> Case.ID {
    try await scene.crm.fetch(Case.self).last?.id ?? scene.crm.newID()
  }

  private static func raise(_ scene: RightsScene) async throws {
    let parent = try await scene.company.account("Parent", of: nil)
    try await scene.crm.update(scene.account.id) { $0.parent = parent.id }
  }

  private static func capture(_ scene: RightsScene) async throws {
    try await scene.crm.sales.capture(LeadDraft(name: "Karimi", company: "Roya"))
  }

  private static func open(_ scene: RightsScene) async throws {
    try await scene.crm.sales.open(OpportunityDraft("Spring order"))
  }

  private static func activate(_ scene: RightsScene) async throws {
    let quote = try await scene.crm.sales.draft(QuoteDraft("Offer", currency: .usd))
    try await scene.crm.sales.activate(quote.id)
  }

  private static func lead(in scene: RightsScene) async throws -> Lead.ID {
    try await scene.crm.fetch(Lead.self).last?.id ?? scene.crm.newID()
  }

  private static func deal(in scene: RightsScene) async throws -> Opportunity.ID {
    try await scene.crm.fetch(Opportunity.self).last?.id ?? scene.crm.newID()
  }

  private static func quote(in scene: RightsScene) async throws -> Quote.ID {
    try await scene.crm.fetch(Quote.self).last?.id ?? scene.crm.newID()
  }
}
