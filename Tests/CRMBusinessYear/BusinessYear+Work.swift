import CRMKit

extension BusinessYear {
  /// One piece of work, by chance.
  mutating func work() async throws {
    switch Int.random(in: 0..<24, using: &random) {
    case 0..<4: try await note("capture") { try await $0.capture() }
    case 4: try await note("advance lead") { try await $0.advanceLead() }
    case 5..<8: try await note("convert") { try await $0.convert() }
    case 8: try await note("disqualify") { try await $0.disqualify() }
    case 9: try await note("quote") { try await $0.quote() }
    case 10, 11: try await note("advance") { try await $0.advanceOpportunity() }
    case 12: try await note("close") { try await $0.close() }
    case 13: try await note("mail") { try await $0.mail() }
    case 14: try await note("respond") { try await $0.respond() }
    case 15, 16: try await note("case") { try await $0.openCase() }
    case 17, 18: try await note("answer") { try await $0.answerCase() }
    case 19: try await note("move") { try await $0.moveAccount() }
    case 20: try await note("customer") { try await $0.advanceCustomer() }
    case 21: try await note("to-do") { try await $0.plan() }
    case 22: try await note("delete") { try await $0.delete() }
    default: try await note("undo") { try await $0.undo() }
    }
  }

  // MARK: Sales

  private mutating func capture() async throws -> String {
    let number = Int.random(in: 0..<200, using: &random)
    let consents: [LeadConsent] =
      Bool.random(using: &random) ? [LeadConsent(.granted, by: .email, for: .marketing)] : []
    let draft = LeadDraft(
      name: "پناهی \(number)", givenName: "نسرین", company: number.isMultiple(of: 3) ? nil : "رویا \(number % 40)",
      email: "n\(number)@roya.example", phone: "۰۹۱۲ ۳۴۵ \(1000 + number)", source: .web,
      budget: Money(minorUnits: Int64(number * 10) * 100, currency: .usd),
      campaign: number.isMultiple(of: 2) ? campaign?.identifier : nil,
      consents: consents)
    return try await acting().sales.capture(draft).stamp.createdAt.description
  }

  private mutating func advanceLead() async throws -> String {
    guard let lead = try await any(Lead.self) else { return "none" }
    return "\(try await acting().sales.advance(lead.id).stamp.revision)"
  }

  private mutating func convert() async throws -> String {
    guard let lead = try await any(Lead.self) else { return "none" }
    var account = ConversionChoice<Account>.new
    if Bool.random(using: &random), let known = try await any(Account.self) { account = .existing(known.id) }
    let became = try await acting().sales.convert(lead.id, account: account)
    return "\(became.account == nil) \(became.contact == nil) \(became.opportunity == nil)"
  }

  private mutating func disqualify() async throws -> String {
    guard let lead = try await any(Lead.self) else { return "none" }
    return try await acting().sales.disqualify(lead.id, as: .noLongerInterested).familyName
  }

  private mutating func quote() async throws -> String {
    guard let deal = try await any(Opportunity.self), let product = products.randomElement(using: &random) else {
      return "none"
    }
    let draft = try QuoteDraft(
      for: deal.id, currency: .usd, discountPercent: 5,
      lines: [
        .product(product, quantity: ExactDecimal("\(Int.random(in: 1...9, using: &random))")),
        .text("نصب", quantity: 2, unit: "hour", price: 45),
      ], setsEstimatedValue: true)
    let quote = try await acting().sales.draft(draft)
    let active = try await acting().sales.activate(quote.id)
    return "\(active.totalAmount, default: "nothing")"
  }

  private mutating func advanceOpportunity() async throws -> String {
    guard let deal = try await any(Opportunity.self) else { return "none" }
    return "\(try await acting().sales.advance(deal.id).stamp.revision)"
  }

  private mutating func close() async throws -> String {
    guard let deal = try await any(Opportunity.self) else { return "none" }
    let outcome = Bool.random(using: &random) ? Opportunity.Outcome.won : .lost
    let value = Money(minorUnits: Int64(Int.random(in: 100...5000, using: &random)) * 100, currency: .usd)
    return "\(try await acting().sales.close(deal.id, as: outcome, value: value).actualValue, default: "nothing")"
  }

  private mutating func undo() async throws -> String {
    guard let lead = try await any(Lead.self) else { return "none" }
    return try await crm.sales.undoConversion(of: lead.id).familyName
  }

  // MARK: Marketing

  private mutating func mail() async throws -> String {
    guard let list = try await any(MarketingList.self) else { return "none" }
    let mailing = try await crm.marketing.draft(
      MailingDraft(
        "تونر", to: [list.id],
        content: MessageContent(subject: "{givenName|مشتری}", text: "{account.name|شما}: ۲۰٪"), campaign: campaign))
    try await crm.marketing.send(mailing.id)
    try await crm.agenda().runDue()
    let counts = try await crm.marketing.counts(of: mailing.id)
    return "\(counts.sent) \(counts.suppressed.values.reduce(0, +))"
  }

  private mutating func respond() async throws -> String {
    guard let contact = try await any(Contact.self), let campaign else { return "none" }
    let response = try await crm.marketing.respond(
      ResponseDraft(.interested, to: campaign, from: contact.key, by: .email))
    let deal = try await acting().sales.open(OpportunityDraft("تونر", value: try Money(90, .usd)), from: response.id)
    return deal.name
  }

  // MARK: Service

  private mutating func openCase() async throws -> String {
    guard let contact = try await any(Contact.self) else { return "none" }
    let draft = CaseDraft(
      "کاغذ گیر می‌کند", of: contact.id, type: .problem, origin: .call, product: products.first?.identifier)
    return try await acting().service.open(draft).number ?? "no number"
  }

  private mutating func answerCase() async throws -> String {
    guard let open = try await any(Case.self), let contact = open.contact else { return "none" }
    try await acting().service.respond(open.id, .call(with: contact, about: "راهنمایی", lasting: .seconds(300)))
    guard Bool.random(using: &random) else { return "responded" }
    try await acting().service.resolve(open.id, "غلتک تمیز شد", timeSpent: .seconds(1800))
    let kept = try await crm.service.targets(of: open.id).map(\.state.rawValue)
    return kept.sorted().joined(separator: " ")
  }

  // MARK: Contacts

  private mutating func moveAccount() async throws -> String {
    guard let account = try await any(Account.self) else { return "none" }
    let (city, parent) = (["شیراز", "یزد", nil].randomElement(using: &random), try await any(Account.self)?.id)
    return try await acting().update(account.id) {
      $0.address.city = city ?? nil
      $0.parent = parent
    }.name
  }

  private mutating func advanceCustomer() async throws -> String {
    guard let account = try await any(Account.self) else { return "none" }
    let stage = [LifecycleStage.customer, .former].randomElement(using: &random) ?? .customer
    return "\(try await acting().contacts.advance(account.id, to: stage).lifecycleStage, default: "nothing")"
  }

  private mutating func plan() async throws -> String {
    guard let contact = try await any(Contact.self) else { return "none" }
    let toDo = try await acting().contacts.plan(
      "تماس", due: .at(clock.now.advanced(by: .seconds(86_400))), regarding: contact.key)
    guard Bool.random(using: &random) else { return "planned" }
    return "\(try await acting().contacts.complete(toDo.id).stamp.revision)"
  }

  /// Deletes somebody, and now and then takes it back.
  private mutating func delete() async throws -> String {
    guard let contact = try await any(Contact.self) else { return "none" }
    try await acting().delete(contact.id)
    guard Bool.random(using: &random) else { return "deleted" }
    clock.advance(bySeconds: 60)
    return "\(try await crm.restore(contact.id).stamp.revision)"
  }

  // MARK: Analytics

  /// The figures of everything so far.
  mutating func report() async throws -> String {
    let calendar = crm.environment.calendar
    let board = try await crm.analytics.report(.dashboard(in: .usd, calendar: calendar, per: .month))
    let funnel = try await crm.analytics.report(.funnel())
    return "\(funnel.entered) \(funnel.won) \(board.html(in: .persian))"
  }
}
