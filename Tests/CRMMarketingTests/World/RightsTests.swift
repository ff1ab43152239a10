import CRMContacts
import CRMCore
import CRMMarketing
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
    let before = try await scene.office.everything()
    var isDone = false
    do { isDone = try await trial.run(acting, scene) } catch {}
    return (isDone, try await scene.office.everything() != before)
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
}
