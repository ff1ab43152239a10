import CRMContacts
import CRMCore
import Testing

@Suite("Consent")
struct ConsentTests {
  @Test("Without a word marketing may call and write letters, not mail; what somebody has to get goes out")
  func standard() async throws {
    let office = try await Office()
    let contact = try await office.contact("احمدی")
    func may(_ channel: ContactChannel, _ purpose: ContactPurpose) async throws -> ContactPermission {
      try await office.store.contacts.mayContact(contact.id, by: channel, for: purpose)
    }
    #expect(try await may(.email, .marketing) == .refused(.notGranted))
    #expect(try await may(.call, .marketing) == .allowed)
    #expect(try await may(.letter, .survey) == .allowed)
    #expect(try await may(.email, .transactional) == .allowed)
    let newsletter = ContactPurpose(rawValue: "newsletter")
    #expect(try await may(.message, newsletter) == .refused(.notGranted))
  }

  @Test("The newest word about the channel and purpose counts, and all of them stay")
  func newest() async throws {
    let office = try await Office()
    let account = try await office.account("رویا")
    let store = office.store
    try await store.contacts.record(.granted, of: account.id, by: .email, for: .marketing, source: .webForm)
    #expect(try await store.contacts.mayContact(account.id, by: .email, for: .marketing) == .allowed)
    let refusal = try await store.contacts.record(.withdrawn, of: account.id, source: .unsubscribeLink)
    for channel in [ContactChannel.email, .call] {
      let permission = try await store.contacts.mayContact(account.id, by: channel, for: .marketing)
      #expect(permission == .refused(.withdrawn(refusal.id)))
    }
    #expect(try await store.contacts.mayContact(account.id, by: .email, for: .service) == .allowed)
    try await store.contacts.record(.unknown, of: account.id, by: .call)
    #expect(try await store.contacts.mayContact(account.id, by: .call, for: .marketing) == .allowed)
    #expect(try await store.contacts.consents(of: account.id).map(\.state) == [.unknown, .withdrawn, .granted])
  }

  @Test("Who wants to be left alone is, whatever they have agreed to; the policy is the application's")
  func flagAndPolicy() async throws {
    let office = try await Office { $0.consent = StandardConsentPolicy(rules: [.email: .optOut], exempt: []) }
    let contact = try await office.contact("احمدی")
    let store = office.store
    #expect(try await store.contacts.mayContact(contact.id, by: .email, for: .transactional) == .allowed)
    try await store.contacts.record(.granted, of: contact.id)
    try await store.update(contact.id) { $0.doNotContact = true }
    for purpose in ContactPurpose.known {
      #expect(try await store.contacts.mayContact(contact.id, by: .email, for: purpose) == .refused(.doNotContact))
    }
  }

  @Test("A consent is never changed, is of one party, and not of the future")
  func appendOnly() async throws {
    let office = try await Office()
    let contact = try await office.contact("احمدی")
    let consent = try await office.store.contacts.record(.granted, of: contact.id)
    await #expect(
      throws: RecordError.invalid(
        consent.key, [FieldProblem("state", "was said and stays; record a new consent instead")])
    ) { try await office.store.update(consent.id) { $0.state = .withdrawn } }
    var odd = Consent(id: office.store.newID())
    odd.givenAt = try office.store.environment.clock().advanced(by: .seconds(3600))
    let error = await #expect(throws: RecordError.self) { try await office.store.insert(odd) }
    guard case .invalid(_, let problems)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problems.map(\.field) == ["customer", "givenAt"])
  }

  @Test("Whoever may not see a consent is bound by it all the same; who may not see the contact learns nothing")
  func rights() async throws {
    let office = try await Office()
    let contact = try await office.contact("احمدی")
    let consent = try await office.store.contacts.record(.withdrawn, of: contact.id)
    var rights = Rights()
    rights.forbid(Consent.self)
    let mine = try office.store.acting(as: office.sara.id.identifier, with: rights)
    #expect(try await mine.contacts.consents(of: contact.id).isEmpty)
    // Who may see somebody may note what they say.
    let noted = try await mine.contacts.record(.unknown, of: contact.id, by: .fax)
    #expect(noted.stamp.createdBy == office.sara.id.identifier)
    #expect(
      try await mine.contacts.mayContact(contact.id, by: .call, for: .marketing) == .refused(.withdrawn(consent.id)))
    rights.forbid(Contact.self)
    let blind = try office.store.acting(as: office.sara.id.identifier, with: rights)
    await #expect(throws: StoreError.notFound(contact.key)) {
      try await blind.contacts.mayContact(contact.id, by: .call, for: .marketing)
    }
  }

  @Test("What may be sent is what the newest of a plain list says", arguments: 1...8)
  func model(seed: UInt64) async throws {
    let office = try await Office(seed: seed)
    var chance = SplitMix64(seed: seed)
    let contact = try await office.contact("احمدی")
    let (channels, purposes) = ([ContactChannel.email, .call], [ContactPurpose.marketing, .survey])
    let start = office.store.environment.clock()
    var said: [(at: Instant, ContactChannel?, ContactPurpose?, Consent.State)] = []
    for _ in 0..<25 {
      // Told in another order than they were said, as imports are.
      let at = try start.advanced(by: .seconds(Int.random(in: -500...0, using: &chance)))
      let channel = Bool.random(using: &chance) ? channels.randomElement(using: &chance) : nil
      let purpose = Bool.random(using: &chance) ? purposes.randomElement(using: &chance) : nil
      let state = try #require(Consent.State.allCases.randomElement(using: &chance))
      try await office.store.contacts.record(state, of: contact.id, by: channel, for: purpose, at: at)
      let place = said.firstIndex { $0.at > at } ?? said.endIndex
      said.insert((at, channel, purpose, state), at: place)
      for channel in channels {
        for purpose in purposes {
          let newest = said.last { ($0.1 ?? channel) == channel && ($0.2 ?? purpose) == purpose }?.3
          let isAllowed = channel == .email ? newest == .granted : newest != .withdrawn
          let permission = try await office.store.contacts.mayContact(contact.id, by: channel, for: purpose)
          #expect(permission.isAllowed == isAllowed)
        }
      }
    }
  }
}
