import CRMKit
import CRMTransports
import Foundation

/// A small company's week, from a captured lead to a dashboard: `Quickstart [FOLDER]`.
///
/// Read it from top to bottom.
@main
enum Quickstart {
  static func main() async {
    let folder = CommandLine.arguments.dropFirst().first ?? NSTemporaryDirectory() + "quickstart-\(UUID())"
    do {
      try await week(in: URL(filePath: folder, directoryHint: .isDirectory)) { print($0) }
    } catch {
      FileHandle.standardError.write(Data("Quickstart: \(error)\n".utf8))
      exit(1)
    }
  }

  static func week(in folder: URL, say: (String) -> Void) async throws {
    // Time, identifiers, calendar and language come from outside, once. Leave `environment:` out for the machine's own.
    let clock = WeekClock()
    let tehran = TimeZone(identifier: "Asia/Tehran") ?? .gmt
    var environment = CRMEnvironment(
      clock: { clock.now }, identifiers: IdentifierGenerator(seed: 1405), calendar: .persian(in: tehran),
      locale: Locale(identifier: "fa_IR"))
    environment.sales.tax = StandardTaxPolicy(rate: 10)
    environment.marketing.sender = MailingMessage.Mailbox("news@sepehr.example", name: "Sepehr Printers")

    // SATURDAY. A store in a folder is all there is to set up.
    try clock.set(to: "2026-04-04T09:00")
    let path = folder.appending(path: "store").path
    let crm = try await CRM(store: .file(at: path), environment: environment)
    let (sara, printer) = try await crm.transaction { crm in
      var sara = User(id: crm.newID())
      sara.name = "Sara Ahmadi"
      var printer = Product(id: crm.newID())
      printer.name = "Laser printer LX"
      printer.listPrice = try Money(1_200, .usd)
      return (try await crm.insert(sara), try await crm.insert(printer))
    }

    // Whoever acts is a user, whose changes carry her name, and whose roles say what she may do.
    let hers = try crm.acting(as: sara.id, with: Rights())
    let lead = try await hers.sales.capture(
      LeadDraft(
        name: "پناهی", givenName: "نسرین", company: "بازرگانی رویا", email: "nasrin@roya.example",
        phone: "۰۹۱۲ ۳۴۵ ۶۷۸۹", source: .web, interest: "Three printers", budget: try Money(3_600, .usd),
        consents: [LeadConsent(.granted, by: .email, for: .marketing, source: .webForm)]))
    say("Saturday   a lead came in: \(lead.name) of \(lead.companyName ?? "")")

    // SUNDAY. A call, and the lead becomes an account, a contact and an opportunity: all or nothing.
    try clock.set(to: "2026-04-05T10:30")
    try await hers.contacts.log(
      .call(with: Party.address("+98 912 345 6789"), about: "قیمت", lasting: .seconds(420), regarding: lead.key))
    try await hers.sales.advance(lead.id)
    let became = try await hers.sales.convert(lead.id)
    guard let account = became.account, let contact = became.contact, let deal = became.opportunity else { return }
    try await hers.update(contact) {
      ($0.birthday, $0.gender) = (try CalendarDate(year: 1988, month: 5, day: 14), .female)
      ($0.address.city, $0.address.region) = ("شیراز", "فارس")
    }
    say("Sunday     it was converted; what it may bring: \(text(try await hers.get(deal).estimatedValue))")

    // MONDAY. A quote with exact totals; the deal goes on through its pipeline.
    try clock.set(to: "2026-04-06T11:00")
    let quote = try await hers.sales.draft(
      QuoteDraft(
        for: deal, discountPercent: 5,
        lines: [.product(printer.id, quantity: 3), .text("Installation", quantity: 2, unit: "hour", price: 45)],
        setsEstimatedValue: true))
    try await hers.sales.activate(quote.id)
    try await hers.sales.advance(deal, to: "Propose")
    let offer = try await hers.get(quote.id)
    say("Monday     the offer: \(text(offer.totalAmount)), of it tax \(text(offer.totalTax))")

    // TUESDAY. Won. Several modules, one commit.
    try clock.set(to: "2026-04-07T16:00")
    try await hers.transaction { crm in
      try await crm.sales.accept(quote.id)
      try await crm.sales.close(deal, as: .won, reason: "quality")
      try await crm.contacts.advance(account, to: .customer)
    }
    say("Tuesday    won: \(text(try await hers.get(deal).actualValue))")

    // WEDNESDAY. A mailing to a list that is a filter. Who has not agreed gets nothing, and nobody gets it twice.
    try clock.set(to: "2026-04-08T08:00")
    let campaign = try await hers.marketing.plan(CampaignDraft("Toner for Nowruz", code: "TONER-1405"))
    let list = try await hers.marketing.createList(
      "Customers' people", of: Contact.self, where: \.account / \.lifecycleStage == .customer)
    let mailing = try await hers.marketing.draft(
      MailingDraft(
        "Toner offer", to: [list.id],
        content: MessageContent(
          subject: "{givenName|مشتری گرامی}، پیشنهاد تونر",
          text: "{givenName|مشتری گرامی}، تا پایان فروردین تونر برای {account.name|شما} ۲۰٪ ارزان‌تر است."),
        campaign: campaign.id))
    try await hers.marketing.spend(try Money(40, .usd), for: "Drawing", on: campaign.id)
    try await hers.marketing.send(mailing.id)
    try await crm.agenda().runDue()
    let mail = folder.appending(path: "mail").path
    try MaildirTransport.create(at: mail)
    var outbox = crm.outbox(name: "quickstart")
    outbox.connect(.email, to: MaildirTransport(folder: mail))
    try await outbox.deliverDue()
    let counts = try await hers.marketing.counts(of: mailing.id)
    let response = try await hers.marketing.respond(
      ResponseDraft(.interested, to: campaign.id, from: contact.key, by: .email, notes: "Two boxes"))
    let toner = try await hers.sales.open(OpportunityDraft("Toner", value: try Money(180, .usd)), from: response.id)
    try await hers.sales.close(toner.id, as: .won)
    say(
      "Wednesday  a mailing: \(counts.sent) sent, \(counts.suppressed.values.reduce(0, +)) without consent; see \(mail)"
    )

    // THURSDAY. A case, whose clocks run in business hours.
    let day = try [BusinessHours.Shift("08:30-12:30"), BusinessHours.Shift("13:30-17:00")]
    let hours = try BusinessHours(
      timeZone: tehran,
      weekly: [.saturday: day, .sunday: day, .monday: day, .tuesday: day, .wednesday: day, .thursday: [day[0]]])
    try await crm.service.define(
      SLADefinition(
        "Customers", during: hours,
        promises: [
          .init(.firstResponse, within: .seconds(3600)),
          .init(.resolution, within: .seconds(8 * 3600), warningAfter: .seconds(6 * 3600)),
        ]))
    try clock.set(to: "2026-04-09T09:00")
    let problem = try await hers.service.open(
      CaseDraft(
        "چاپگر کاغذ را نمی‌کشد", of: account, from: contact, type: .problem, origin: .call,
        product: printer.id.identifier))
    try await hers.service.respond(problem.id, .call(with: contact, about: "راهنمایی", lasting: .seconds(300)))
    try clock.set(to: "2026-04-09T11:15")
    try await hers.service.resolve(problem.id, "غلتک تمیز شد", timeSpent: .seconds(1800))
    let kept = try await hers.service.targets(of: problem.id).filter { $0.state == .succeeded }.count
    say("Thursday   case \(problem.number ?? "") was resolved; promises kept: \(kept) of 2")

    // What the week was like: all reports on a page, in two languages, and one of them by itself.
    let funnel = try await crm.analytics.report(.funnel())
    say("The week   \(funnel.entered) entered the pipeline, \(funnel.won) won")
    let board = try await crm.analytics.report(.dashboard(in: .usd, calendar: environment.calendar, per: .day))
    for (name, language) in [("dashboard-en.html", CalendarLanguage.english), ("dashboard-fa.html", .persian)] {
      let page = folder.appending(path: name)
      try Data(board.html(in: language).utf8).write(to: page)
      say("           \(page.path)")
    }

    // All that happened to the customer, from one view; then the store is closed, and opened again.
    let story = try await crm.contacts.timeline(of: account, withContacts: true).entries
    try await crm.close()
    let again = try await CRM(store: .file(at: path), environment: environment)
    guard try await again.contacts.timeline(of: account, withContacts: true).entries == story else {
      throw CocoaError(.fileReadCorruptFile)
    }
    say("Reopened   all \(story.count) entries of the customer's timeline are there, the newest first:")
    for entry in story.prefix(8) {
      let changes = entry.changes.map { "\($0.field) is \($0.after ?? "nothing") now" }
      say(
        "           \(entry.kind.rawValue): \(([entry.title] + changes).filter { !$0.isEmpty }.joined(separator: ", "))"
      )
    }
    try await again.close()
  }

  private static func text(_ money: Money?) -> String { money.map { AnyValue.money($0).description } ?? "nothing" }
}
