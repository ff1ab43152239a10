import CRMContacts
import CRMCore
import CRMMarketing
import Foundation
import Testing

@Suite("A mailing")
struct MailingTests {
  @Test("Everybody on its lists who has agreed gets it once, the others are counted with the reason")
  func sending() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    let readers = [
      try await office.reader("نسرین", at: "nasrin@x.example"), try await office.reader("رضا", at: "shared@x.example"),
      try await office.reader("مینا", at: "Shared@X.example"), try await office.contact("لاله", at: "laleh@x.example"),
      try await office.contact("امیر"), try await office.reader("بهار", at: "b@x.example") { $0.doNotContact = true },
      try await office.reader("سام", at: "s@x.example") { $0.state = .inactive },
      try await office.reader("دریا", at: "d@x.example"),
    ]
    let list = try await office.list("خوانندگان", of: readers)
    let all = try await store.marketing.createList("همه", of: Contact.self, where: .all)
    let out = try await office.list("نه اینان", of: [readers[7]])
    let mailing = try await office.mailing(to: [list.id, all.id], except: [out.id])
    #expect(mailing.senderAddress == "news@roya.example")
    try await store.marketing.send(mailing.id)
    #expect(try await office.messages().isEmpty)
    #expect(try await office.agenda.runDue() == AgendaRun(done: 2))
    let messages = try await office.messages()
    #expect(messages.map(\.recipient) == ["nasrin@x.example", "shared@x.example"])
    let first = try messages[0].mailing()
    #expect(first.text == "سلام نسرین" && first.subject == "بهار" && first.to[0].name == "نسرین نسرینی")
    #expect(first.from == MailingMessage.Mailbox("news@roya.example", name: "بازرگانی رویا"))
    var counts = try await store.marketing.counts(of: mailing.id)
    #expect(counts.waiting == 2 && counts.queued == 2 && counts.recipients == 7)
    #expect(
      counts.suppressed
        == [.duplicateAddress: 1, .noConsent: 1, .noAddress: 1, .doNotContact: 1, .inactive: 1])
    #expect(try await store.get(mailing.id).state == .sent)

    // Sent again, it goes to those alone who could not be sent it.
    try await store.contacts.record(.granted, of: readers[3].id, by: .email, for: .marketing)
    try await store.marketing.send(mailing.id)
    try await office.work()
    #expect(try await office.messages().map(\.recipient) == messages.map(\.recipient) + ["laleh@x.example"])
    counts = try await store.marketing.counts(of: mailing.id)
    #expect(counts.queued == 3 && counts.recipients == 7 && counts.suppressed[.noConsent] == nil)
  }

  @Test("Who no longer agrees is not sent what waits, and the counts tell what became of every message")
  func afterwards() async throws {
    let office = try await MarketingOffice { $0.marketing.unsubscription = { .init(url: "https://x.example/\($0)") } }
    let store = office.store
    let campaign = try await store.marketing.plan(CampaignDraft("بهار"))
    var readers: [Contact] = []
    for name in ["a", "b", "c", "d"] { readers.append(try await office.reader(name, at: "\(name)@x.example")) }
    let list = try await office.list("خوانندگان", of: readers)
    let mailing = try await office.mailing(to: [list.id], text: "{unsubscribeLink}", campaign: campaign.id)
    var live = store.liveCounts(of: mailing.id).makeAsyncIterator()
    #expect(store.liveCounts(of: mailing.id).maintenance == .kept)
    try await store.marketing.send(mailing.id)
    try await office.work()
    #expect(try await live.current()?.waiting == 4)
    try await store.contacts.record(.withdrawn, of: readers[0].id, source: .call)

    var outbox = OutboxRunner(store, name: "x")
    outbox.connect(OutboxChannel("email"), to: Refusing(address: "b@x.example"))
    try await outbox.deliverDue()
    let counts = try await store.marketing.counts(of: mailing.id)
    #expect(counts.waiting == 0 && counts.sent == 2)
    #expect(counts.failed == 1 && counts.withdrawn == 1)
    #expect(try await live.current() == counts)

    let rows = try await store.fetch(MailingRecipient.self, where: \.contact == readers[2].id)
    let text = try await office.messages().first { $0.recipient == "c@x.example" }?.mailing()
    #expect(text?.text == "https://x.example/\(rows[0].id)" && text?.unsubscription?.url == text?.text)
    // Nothing keeps anybody from getting off, and telling it twice changes nothing.
    try await store.marketing.deactivate(campaign.id)
    try await store.marketing.unsubscribe(rows[0].id)
    try await store.marketing.unsubscribe(rows[0].id)
    #expect(try await !store.contacts.mayContact(readers[2].id, by: .email, for: .marketing).isAllowed)
    #expect(try await store.contacts.consents(of: readers[2].id).count == 2)
    #expect(try await store.marketing.counts(of: mailing.id).unsubscribed == 1)
    let responses = try await store.fetch(CampaignResponse.self)
    #expect(responses.map(\.kind) == [.doNotSend] && responses.first?.mailing == mailing.id)
    await #expect(throws: MarketingError.wrongMailingState(mailing.key, .sent)) {
      try await store.marketing.cancel(mailing.id)
    }
  }

  @Test("One that is canceled takes back what waits and writes to nobody else")
  func canceling() async throws {
    let office = try await MarketingOffice { $0.marketing.batchSize = 2 }
    let store = office.store
    var readers: [Contact] = []
    for number in 0..<5 { readers.append(try await office.reader("\(number)", at: "\(number)@x.example")) }
    let list = try await office.list("خوانندگان", of: readers)
    let mailing = try await office.mailing(to: [list.id])
    try await store.marketing.send(mailing.id)
    #expect(try await office.agenda.runDue(limit: 1).done == 1)
    #expect(try await store.get(mailing.id).state == .sending)
    await #expect(throws: RecordError.self) { try await store.update(mailing.id) { $0.content.text = "x" } }
    await #expect(throws: MarketingError.wrongMailingState(mailing.key, .sending)) {
      try await store.marketing.send(mailing.id)
    }
    try await store.marketing.cancel(mailing.id)
    #expect(try await office.agenda.runDue() == AgendaRun())
    #expect(try await store.count(AgendaEntry.self) == 0)
    #expect(try await office.messages().map(\.state) == [.withdrawn, .withdrawn])
    #expect(try await store.marketing.counts(of: mailing.id).withdrawn == 2)
    await #expect(throws: MarketingError.wrongMailingState(mailing.key, .canceled)) {
      try await store.marketing.send(mailing.id)
    }
    await #expect(throws: RecordError.self) { try await store.update(mailing.id) { $0.state = .sending } }
  }

  @Test("It rests while its campaign is suspended, and is called off with it")
  func campaigns() async throws {
    let office = try await MarketingOffice { $0.marketing.batchSize = 1 }
    let store = office.store
    let campaign = try await store.marketing.plan(CampaignDraft("بهار"))
    var readers: [Contact] = []
    for number in 0..<4 { readers.append(try await office.reader("\(number)", at: "\(number)@x.example")) }
    let list = try await office.list("خوانندگان", of: readers)
    let mailing = try await office.mailing(to: [list.id], campaign: campaign.id)
    try await store.marketing.send(mailing.id)
    try await office.agenda.runDue(limit: 1)
    try await store.marketing.advance(campaign.id, to: .suspended)
    #expect(try await office.agenda.runDue() == AgendaRun())
    let other = try await office.mailing(to: [list.id], campaign: campaign.id)
    try await store.marketing.send(other.id)
    #expect(try await office.agenda.runDue() == AgendaRun())
    try await store.delete(other.id)
    try await store.marketing.advance(campaign.id, to: .launched)
    try await office.agenda.runDue(limit: 1)
    #expect(try await office.messages().count == 2)
    try await store.marketing.advance(campaign.id, to: .canceled)
    #expect(try await office.agenda.runDue() == AgendaRun())
    #expect(try await store.get(mailing.id).state == .canceled)
    #expect(try await office.messages().allSatisfy { $0.state == .withdrawn })
    let late = try await office.mailing(to: [list.id], campaign: campaign.id)
    await #expect(throws: MarketingError.self) { try await store.marketing.send(late.id) }
  }

  @Test("It waits for its time, is moved and taken back; what is scheduled is ready to be sent")
  func schedule() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    let list = try await office.list("خوانندگان", of: [try await office.reader("a", at: "a@x.example")])
    let mailing = try await office.mailing(to: [list.id])
    let noon = try store.environment.clock().advanced(by: .seconds(3600))
    try await store.marketing.schedule(mailing.id, at: noon)
    try await store.marketing.schedule(mailing.id, at: try noon.advanced(by: .seconds(60)))
    #expect(try await office.agenda.runDue(until: noon).done == 0)
    try await store.marketing.unschedule(mailing.id)
    #expect(try await store.count(AgendaEntry.self) == 0)
    try await store.update(mailing.id) { $0.content.subject = "تابستان" }
    try await store.marketing.schedule(mailing.id, at: noon)
    #expect(try await office.agenda.runDue(until: noon).done == 1)
    #expect(try await office.messages().first?.mailing().subject == "تابستان")

    let empty = try await store.marketing.draft(MailingDraft("x", to: [], by: .letter))
    let error = await #expect(throws: MarketingError.self) { try await store.marketing.send(empty.id) }
    guard case .notReady(empty.key, let reasons)? = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(reasons.count == 3)
    #expect(try await store.get(empty.id).state == .draft)
  }

  @Test("Of whom something is not known gets it with a gap, or does not get it, as the mailing says")
  func missingValues() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    let readers = [
      try await office.reader("a", at: "a@x.example") { $0.jobTitle = "مدیر" },
      try await office.reader("b", at: "b@x.example"),
    ]
    let list = try await office.list("خوانندگان", of: readers)
    let cases: [(Mailing.MissingValueRule, [String], Int?)] = [
      (.leaveEmpty, ["مدیر!", "!"], nil), (.suppress, ["مدیر!"], 1),
    ]
    for (rule, texts, count) in cases {
      let mailing = try await office.mailing(to: [list.id], text: "{jobTitle}!", whenMissing: rule)
      try await store.marketing.send(mailing.id)
      try await office.work()
      let messages = try await store.fetch(OutboxMessage.self, where: \.record == mailing.id.description)
      #expect(try messages.map { try $0.mailing().text } == texts)
      #expect(try await store.marketing.counts(of: mailing.id).suppressed[.missingValue] == count)
    }
  }

  @Test("A text message goes to telephones, by the application's own channel where it has one")
  func otherChannels() async throws {
    let office = try await MarketingOffice { environment in
      environment.contacts.consent = StandardConsentPolicy(rules: [.message: .optOut])
      environment.marketing.routes[.message] = OutboxRoute(OutboxChannel<[String]>("sms")) {
        [$0.to[0].address, $0.text ?? ""]
      }
    }
    let store = office.store
    try await office.contact("نسرین") { $0.phone = "۰۹۱۲ ۳۴۵ ۶۷۸۹" }
    try await office.contact("خواهرش") { $0.phone = "+98 912 345 6789" }
    let all = try await store.marketing.createList("همه", of: Contact.self, where: .all)
    let mailing = try await store.marketing.draft(
      MailingDraft("x", to: [all.id], content: MessageContent(text: "سلام {givenName}"), by: .message))
    try await store.marketing.send(mailing.id)
    try await office.work()
    let messages = try await office.messages()
    #expect(messages.map(\.channel) == ["sms"] && messages.first?.message == "[\"۰۹۱۲ ۳۴۵ ۶۷۸۹\",\"سلام نسرین\"]")
    #expect(try await store.marketing.counts(of: mailing.id).suppressed == [.duplicateAddress: 1])
  }

  @Test("Its message is the mail message of the transports, letter by letter")
  func json() throws {
    var message = MailingMessage(to: [.init("sara@x.example", name: "Sara")], subject: "Hi", text: "T")
    message.from = .init("news@x.example")
    message.unsubscription = .init(url: "https://x.example/1")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json =
      #"{"from":{"address":"news@x.example"},"subject":"Hi","text":"T","to":[{"address":"sara@x.example","name":"Sara"}],"unsubscription":{"url":"https://x.example/1"}}"#
    #expect(String(decoding: try encoder.encode(message), as: UTF8.self) == json)
  }
}

/// A transport that takes everything but what is for one address.
struct Refusing: Transport {
  let address: String

  func send(_ message: MailingMessage, as delivery: Delivery) async throws -> String? {
    if delivery.recipient == address { throw DeliveryFailure.final("nobody there") }
    return nil
  }
}
