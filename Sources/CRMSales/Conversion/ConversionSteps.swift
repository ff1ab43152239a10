import CRMContacts
import CRMCore

/// The conversion of a lead while it is being done.
///
/// Accounts, contacts and opportunities are written with the rights of the one who converts; what belongs to the conversion itself is not.
struct ConversionSteps {
  private var lead: Lead
  private var conversion: LeadConversion

  /// Whether the lead tells of a person, for whom a contact is made.
  private var hasPerson: Bool { !lead.personName.isEmpty || (lead.companyName ?? "").isEmpty }
  private var hasCompany: Bool { !(lead.companyName ?? "").isEmpty }

  init(of id: Lead.ID, in context: borrowing WriteContext) async throws {
    let engine = StoreTransaction(unrestricting: context)
    lead = try await StoreTransaction(sharing: context).get(id)
    if let conversion = try await engine.conversion(of: id) { throw SalesError.converted(id.key, conversion.id.key) }
    if lead.state != .open { throw SalesError.isClosed(id.key) }
    conversion = LeadConversion(id: engine.newID())
    conversion.lead = id
    conversion.statusReason = lead.statusReason
  }

  /// Refuses to create what is likely there already.
  func refuseDuplicates(
    _ account: ConversionChoice<Account>, _ contact: ConversionChoice<Contact>, in context: borrowing WriteContext
  ) async throws {
    var kinds: Set<String> = []
    if account == .new && hasCompany { kinds.insert(Account.entity) }
    if contact == .new && hasPerson { kinds.insert(Contact.entity) }
    if kinds.isEmpty { return }
    let snapshot = Snapshot(sharing: context.reading)
    let matches = try await context.reading.environment.sales.duplicates.matches(for: lead, in: snapshot)
      .filter { kinds.contains($0.key.entity) }
    if !matches.isEmpty { throw SalesError.likelyDuplicates(lead.key, matches) }
  }

  /// Creates the account or completes the one that was chosen.
  mutating func settle(account choice: ConversionChoice<Account>, in context: borrowing WriteContext) async throws {
    let transaction = StoreTransaction(sharing: context)
    switch choice {
    case .none: return
    case .existing(let id): conversion.account = id
    case .new, .newDespiteDuplicates:
      guard hasCompany else {
        if choice == .new { return }
        throw SalesError.nothingToBecome(lead.key, entity: Account.entity)
      }
      var account = Account(id: transaction.newID())
      account.name = lead.companyName ?? ""
      account.owner = lead.owner
      conversion.account = try await transaction.insert(account).id
      conversion.createsAccount = true
    }
    guard let id = conversion.account else { return }
    let before = try await transaction.get(id)
    var account = before
    account.industry = account.industry ?? lead.industry
    account.website = account.website ?? lead.website
    if account.address.isEmpty { account.address = lead.address }
    if !hasPerson { take(&account) }
    try await finish(account, replacing: before, isNew: conversion.createsAccount, in: context)
  }

  /// Creates the contact or completes the one that was chosen.
  mutating func settle(contact choice: ConversionChoice<Contact>, in context: borrowing WriteContext) async throws {
    let transaction = StoreTransaction(sharing: context)
    switch choice {
    case .none: return
    case .existing(let id): conversion.contact = id
    case .new, .newDespiteDuplicates:
      guard hasPerson else {
        if choice == .new { return }
        throw SalesError.nothingToBecome(lead.key, entity: Contact.entity)
      }
      var contact = Contact(id: transaction.newID())
      contact.givenName = lead.givenName
      contact.familyName = lead.familyName
      contact.owner = lead.owner
      take(&contact)
      conversion.contact = try await transaction.insert(contact).id
      conversion.createsContact = true
      try await noteInteractions(at: contact.emailKeys + contact.phoneKeys, in: context)
    }
    guard let id = conversion.contact else { return }
    let before = try await transaction.get(id)
    var contact = before
    contact.jobTitle = contact.jobTitle ?? lead.jobTitle
    contact.account = contact.account ?? conversion.account
    if conversion.account == nil {
      contact.website = contact.website ?? lead.website
      if contact.address.isEmpty { contact.address = lead.address }
    }
    take(&contact)
    try await finish(contact, replacing: before, isNew: conversion.createsContact, in: context)
  }

  /// Moves what was agreed to and refused to the contact, or to the account.
  mutating func moveConsents(in context: borrowing WriteContext) async throws {
    let customer = conversion.contact.map(CustomerReference.init) ?? conversion.account.map(CustomerReference.init)
    let engine = StoreTransaction(unrestricting: context)
    guard let customer, engine.keeps(Consent.self) else { return }
    for (said, givenAt) in lead.datedConsents {
      var consent = Consent(id: engine.newID())
      consent.customer = customer
      (consent.channel, consent.purpose, consent.state) = (said.channel, said.purpose, said.state)
      (consent.source, consent.evidence) = (said.source, said.evidence)
      consent.givenAt = givenAt
      conversion.consents.append(try await engine.insert(consent).id)
    }
  }

  /// Opens the opportunity.
  mutating func open(_ choice: OpportunityChoice, in context: borrowing WriteContext) async throws {
    var draft: OpportunityDraft
    switch choice {
    case .none: return
    case .new: draft = OpportunityDraft()
    case .drafted(let given): draft = given
    }
    var deal = draft.record
    if deal.name.isEmpty { deal.name = lead.interest ?? lead.companyName ?? lead.name }
    deal.account = deal.account ?? conversion.account
    deal.contact = deal.contact ?? conversion.contact
    deal.product = deal.product ?? lead.product
    deal.estimatedValue = deal.estimatedValue ?? lead.budget
    deal.campaign = deal.campaign ?? lead.campaign
    deal.owner = deal.owner ?? lead.owner
    deal.originatingLead = lead.id
    draft.record = deal
    conversion.opportunity = try await StoreTransaction(sharing: context).open(draft).id
  }

  /// Closes the lead and keeps what was done.
  mutating func finish(in context: borrowing WriteContext) async throws -> LeadConversion {
    let transaction = StoreTransaction(sharing: context)
    let engine = StoreTransaction(unrestricting: context)
    let stage: LifecycleStage = conversion.opportunity == nil ? .prospect : .opportunity
    if let id = conversion.account { try await advance(id, to: stage, in: context) }
    if let id = conversion.contact { try await advance(id, to: stage, in: context) }
    let (now, result) = (transaction.instant, conversion)
    lead = try await transaction.update(lead.id) { lead in
      (lead.state, lead.statusReason, lead.closedAt) = (.qualified, nil, now)
      (lead.account, lead.contact, lead.opportunity) = (result.account, result.contact, result.opportunity)
    }
    conversion = try await engine.insert(conversion)
    try await engine.keepOnWay(lead)
    return conversion
  }

  /// Gives somebody how the lead is reached, besides what they have.
  private func take<C: CustomerRecord>(_ customer: inout C) {
    for point in lead.emails where !customer.emailKeys.contains(EmailAddress(point.value).key) {
      if customer.email == nil {
        customer.usePrimary(email: point.value, kind: point.kind)
      } else {
        customer.otherEmails.append(point)
      }
    }
    for point in lead.phones {
      if let key = PhoneNumber(point.value).key, customer.phoneKeys.contains(key) { continue }
      if customer.phone == nil {
        customer.usePrimary(phone: point.value, kind: point.kind)
      } else {
        customer.otherPhones.append(point)
      }
    }
    customer.doNotContact = customer.doNotContact || lead.doNotContact
  }

  private mutating func finish<C: CustomerRecord>(
    _ customer: C, replacing before: C, isNew: Bool, in context: borrowing WriteContext
  ) async throws {
    let known = Set(before.emailKeys + before.phoneKeys)
    try await noteInteractions(
      at: (customer.emailKeys + customer.phoneKeys).filter { !known.contains($0) }, in: context)
    let after = try await StoreTransaction(sharing: context).update(customer)
    if !isNew { try note(before, after) }
  }

  private mutating func advance<C: CustomerRecord>(
    _ id: RecordID<C>, to stage: LifecycleStage, in context: borrowing WriteContext
  ) async throws {
    let transaction = StoreTransaction(sharing: context)
    let before = try await transaction.get(id)
    let after = try await transaction.contacts.advance(id, to: stage)
    if !conversion.created.contains(id.key) { try note(before, after) }
  }

  /// Notes what was changed on a record that was there before.
  private mutating func note<C: CustomerRecord>(_ before: C, _ after: C) throws {
    let (old, new) = (try C.schema.encode(before), try C.schema.encode(after))
    for name in try new.fields(differingFrom: old) where C.recordType.field(named: name)?.isDerived != true {
      var change = ConvertedField()
      (change.entity, change.field) = (C.entity, name)
      (change.before, change.after) = (try old.value(of: name).text, try new.value(of: name).text)
      conversion.changes.append(change)
    }
  }

  /// Notes the interactions with addresses that become the customer's when the transaction is committed.
  private mutating func noteInteractions(at keys: [String], in context: borrowing WriteContext) async throws {
    let engine = StoreTransaction(unrestricting: context)
    guard !keys.isEmpty, engine.keeps(Interaction.self) else { return }
    let has = FilterExpression.any("unresolved.key", .isIn(.element, keys.map(AnyValue.text)))
    let ids = try await engine.fetch(Interaction.self, where: Filter(has)).map(\.id)
    conversion.interactions += ids.filter { !conversion.interactions.contains($0) }
  }
}
