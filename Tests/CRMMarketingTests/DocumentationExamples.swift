import CRMContacts
import CRMCore
import CRMMarketing
import Testing

// The examples of the documentation, word for word: a house rule compares them.

@Suite("The examples of CRMMarketing's documentation")
struct DocumentationExamples {
  @Test("A campaign wins some as the module's page shows")
  func page() async throws {
    let office = try await MarketingOffice {
      $0.marketing.unsubscription = { .init(url: "https://roya.example/leave/\($0)") }
    }
    let crm = office.store
    let company = try await office.account("فروشگاه سپهر")
    let nasrin = try await office.reader("نسرین", at: "nasrin@sepehr.example") {
      ($0.address.city, $0.account) = ("تهران", company.id)
    }
    let reza = try await office.reader("رضا", at: "reza@sepehr.example")
    try await office.reader("مینا", at: "Reza@Sepehr.example") { $0.address.city = "تهران" }
    try await office.contact("لاله", at: "laleh@x.example") { $0.address.city = "تهران" }
    let rival = try await office.reader("رقیب", at: "x@rival.example") { $0.address.city = "تهران" }
    let competitors = try await office.list("Competitors", of: [rival])
    let day = try CalendarDate(year: 2025, month: 3, day: 21)
    let morning = try crm.environment.clock().advanced(by: .seconds(3600))
    var team = Team(id: crm.newID())
    team.name = "تلفن"
    team = try await crm.insert(team)
    try await office.user("مریم") { $0.teams = [team.id] }

    // Whoever is in Tehran now, and whoever came to the fair.
    let tehran = try await crm.marketing.createList(
      "Tehran", of: Contact.self, where: \.address.city == "تهران" && \.state == .active)
    let visitors = try await crm.marketing.createList("Fair 1404", of: Contact.self)
    try await crm.marketing.add([nasrin.key, reza.key], to: visitors.id)

    let campaign = try await crm.marketing.plan(
      CampaignDraft(
        "Nowruz", code: "NOWRUZ-1404", kind: .directMarketing, budget: Money(minorUnits: 500_000, currency: .usd)))
    try await crm.marketing.target([tehran.id, visitors.id], by: campaign.id)
    try await crm.marketing.spend(Money(minorUnits: 120_000, currency: .usd), for: "Design", on: campaign.id)
    try await crm.marketing.advance(campaign.id, to: .launched)

    var members = 0
    for try await count in try crm.liveCount(of: tehran) {
      members = count
      if count > 3 { break }
    }
    #expect(members == 4)

    let mailing = try await crm.marketing.draft(
      MailingDraft(
        "Nowruz offers", to: [tehran.id, visitors.id], except: [competitors.id],
        content: MessageContent(
          subject: "{givenName|دوست عزیز}، پیشنهادهای نوروزی ما",
          html:
            "<p>سلام {givenName|دوست عزیز} از {account.name|شرکت شما}</p><a href=\"{unsubscribeLink}\">لغو اشتراک</a>"),
        campaign: campaign.id))
    let asNasrinSeesIt = try await crm.marketing.preview(mailing.id, for: nasrin.key)
    try await crm.marketing.schedule(mailing.id, at: morning)

    var agenda = AgendaRunner(crm)
    agenda.handleMarketing()
    try await agenda.runDue(until: morning)

    let counts = try await crm.marketing.counts(of: mailing.id)
    // 2 wait in the outbox, 1 has not agreed, 1 has the address of another.
    #expect(asNasrinSeesIt.subject == "نسرین، پیشنهادهای نوروزی ما")
    #expect(asNasrinSeesIt.html?.hasPrefix("<p>سلام نسرین از فروشگاه سپهر</p>") == true)
    #expect(counts.waiting == 2)
    #expect(counts.suppressed == [.noConsent: 1, .duplicateAddress: 1])

    let calls = try await crm.marketing.plan("Call about Nowruz", as: .call, in: campaign.id, on: day)
    try await crm.marketing.distribute(calls.id, by: TurnDistribution(team.id))
    let progress = try await crm.marketing.progress(of: calls.id)

    try await crm.marketing.respond(
      ResponseDraft(.interested, to: campaign.id, from: nasrin.key, by: .email, code: "NOWRUZ"))
    // Who does not want to be written to any more has withdrawn their consent by saying so.
    try await crm.marketing.respond(ResponseDraft(.doNotSend, to: campaign.id, from: reza.key, by: .email))

    let figures = try await crm.marketing.figures(of: campaign.id)
    #expect(progress.open == 5 && progress.unassigned == 0)
    #expect(figures.members == 5 && figures.responses == [.interested: 1, .doNotSend: 1])
    #expect(try figures.costs.remaining() == Money(minorUnits: 380_000, currency: .usd))
  }
}
