import CRMContacts
import CRMCore
import CRMMarketing
import CRMStoreTesting
import Testing

@Suite("Marketing with rights")
struct RightsTests {
  @Test(
    "What an operation needs is enough, and without any of it nothing comes of it",
    arguments: MarketingTrial.all.indices)
  func needs(_ index: Int) async throws {
    let trial = MarketingTrial.all[index]
    let (isDone, _) = try await outcome(of: trial) { rights, catalog in
      rights = .nothing(in: catalog)
      for need in trial.needs { rights.allow(need.entity, [need.operation], where: .constant(true)) }
    }
    #expect(isDone, "\(trial.name) with \(trial.needs)")
    for lack in trial.needs {
      let (isDone, isChanged) = try await outcome(of: trial) { rights, _ in
        rights.limit(lack.entity, [lack.operation], to: .constant(false))
      }
      #expect(!isDone && (trial.changesAnyway || !isChanged), "\(trial.name) without \(lack)")
    }
  }

  private func outcome(
    of trial: MarketingTrial, under limit: (inout Rights, Catalog) -> Void
  ) async throws -> (isDone: Bool, isChanged: Bool) {
    let scene = try await MarketingScene()
    try await trial.prepare(scene)
    var rights = Rights()
    limit(&rights, scene.store.catalog)
    let acting = try scene.store.acting(as: scene.office.sara.id.identifier, with: rights)
    let before = try await scene.office.store.everything()
    var isDone = false
    do { isDone = try await trial.run(acting, scene) } catch {}
    return (isDone, try await scene.office.store.everything() != before)
  }

  @Test("A mailing goes to those whom the one who sends it may see, and fails where they may not send it any more")
  func sending() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    let own = Rights.ownRecords(of: office.sara.id, in: store.catalog)
    let hers = try store.acting(as: office.sara.id.identifier, with: own)
    let reza = try await office.user("رضا")
    try await office.reader("مال او", at: "his@x.example") { $0.owner = reza.id }
    try await office.reader("مال من", at: "mine@x.example") { $0.owner = office.sara.id }
    let list = try await hers.marketing.createList("همه", of: Contact.self, where: .all)
    let content = MessageContent(subject: "x", text: "x")
    let mailing = try await hers.marketing.draft(MailingDraft("x", to: [list.id], content: content))
    try await hers.marketing.send(mailing.id)
    var agenda = AgendaRunner(store) { try store.acting(as: $0, with: own) }
    agenda.handleMarketing()
    #expect(try await agenda.runDue() == AgendaRun(done: 1))
    #expect(try await office.messages().map(\.recipient) == ["mine@x.example"])
    // Whoever sees the mailing is told all of it.
    #expect(try await hers.marketing.counts(of: mailing.id).waiting == 1)

    let second = try await hers.marketing.draft(MailingDraft("y", to: [list.id], content: content))
    try await hers.marketing.send(second.id)
    var gone = AgendaRunner(store) { try store.acting(as: $0, with: .nothing(in: store.catalog)) }
    gone.handleMarketing()
    #expect(try await gone.runDue().failures.count == 1)
    #expect(try await store.get(second.id).state == .scheduled)
    #expect(try await office.messages().count == 1)
  }

  @Test("A mailing says nothing that the one who sends it may not read, and goes to no address that they may not")
  func fields() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    let company = try await office.account("رویا") { $0.revenue = .usd(5) }
    try await office.reader("نسرین", at: "n@x.example") { ($0.jobTitle, $0.account) = ("مدیر", company.id) }
    let list = try await store.marketing.createList("همه", of: Contact.self, where: .all)
    for (field, access, texts) in [
      ("jobTitle", FieldAccess.hidden, ["نسرین  5.00 USD"]), ("jobTitle", .read, ["نسرین مدیر 5.00 USD"]),
      ("email", .masked, []), ("email", .hidden, []), ("state", .hidden, ["نسرین مدیر 5.00 USD"]),
    ] {
      var rights = Rights()
      rights.limit("contact", field: field, to: access)
      let hers = try store.acting(as: office.sara.id.identifier, with: rights)
      let mailing = try await hers.marketing.draft(
        MailingDraft(
          "x", to: [list.id],
          content: MessageContent(subject: "x", text: "{givenName} {jobTitle} {account.revenue}")))
      try await hers.marketing.send(mailing.id)
      var agenda = AgendaRunner(store) { [rights] in try store.acting(as: $0, with: rights) }
      agenda.handleMarketing()
      #expect(try await agenda.runDue().failures.map(\.reason) == [])
      let messages = try await store.fetch(OutboxMessage.self, where: \.record == mailing.id.description)
      #expect(try messages.map { try $0.mailing().text } == texts, "\(field) \(access)")
    }
  }
}
