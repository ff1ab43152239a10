import CRMContacts
import CRMCore
import CRMMarketing
import Testing

@Suite("Mailings against a plain model")
struct MailingModelTests {
  /// What is known of somebody, as far as it matters.
  private struct Somebody {
    let id: Contact.ID
    var address: String?
    var hasTitle: Bool
    var isInactive: Bool
    var wantsNothing: Bool
    var agrees: Bool
  }

  private struct World {
    let office: MarketingOffice
    var people: [Somebody] = []
    /// The members of the lists in the order in which they are worked off, and of the one that is left out.
    var members: [Contact.ID] = []
    var excluded: Set<Contact.ID> = []
    var mailing: Mailing

    /// Whom the mailing goes to, and why not to the others.
    var expected: (addresses: [String], suppressed: [Contact.ID: MailingRecipient.Suppression]) {
      var addresses: [String] = []
      var suppressed: [Contact.ID: MailingRecipient.Suppression] = [:]
      var seen: Set<Contact.ID> = []
      for id in members where !excluded.contains(id) && seen.insert(id).inserted {
        guard let somebody = people.first(where: { $0.id == id }) else { continue }
        switch somebody {
        case _ where somebody.isInactive: suppressed[id] = .inactive
        case _ where somebody.address == nil: suppressed[id] = .noAddress
        case _ where somebody.wantsNothing: suppressed[id] = .doNotContact
        case _ where !somebody.agrees: suppressed[id] = .noConsent
        case _ where !somebody.hasTitle && mailing.whenMissing == .suppress: suppressed[id] = .missingValue
        case _ where addresses.contains(somebody.address ?? ""): suppressed[id] = .duplicateAddress
        default: addresses.append(somebody.address ?? "")
        }
      }
      return (addresses, suppressed)
    }

    init(seed: UInt64, fuse: Fuse? = nil) async throws {
      var random = SplitMix64(seed: seed)
      office = try await MarketingOffice(seed: seed, fuse: fuse) { $0.marketing.batchSize = 3 }
      let store = office.store
      for number in 0..<12 {
        let hasAddress = Int.random(in: 0..<6, using: &random) > 0
        // Few addresses for many people, in different spellings.
        let address = hasAddress ? "house\(Int.random(in: 0..<6, using: &random))@x.example" : nil
        var somebody = Somebody(
          id: store.newID(), address: address, hasTitle: Int.random(in: 0..<4, using: &random) > 0,
          isInactive: Int.random(in: 0..<8, using: &random) == 0,
          wantsNothing: Int.random(in: 0..<8, using: &random) == 0, agrees: false)
        var contact = Contact(id: somebody.id)
        contact.familyName = "\(number)"
        contact.email = Bool.random(using: &random) ? address?.uppercased() : address
        contact.jobTitle = somebody.hasTitle ? "مدیر" : nil
        contact.state = somebody.isInactive ? .inactive : .active
        contact.doNotContact = somebody.wantsNothing
        contact.address.city = Bool.random(using: &random) ? "تهران" : "شیراز"
        try await store.insert(contact)
        for _ in 0..<Int.random(in: 0...2, using: &random) {
          somebody.agrees = Int.random(in: 0..<3, using: &random) > 0
          try await store.contacts.record(somebody.agrees ? .granted : .withdrawn, of: somebody.id, by: .email)
        }
        people.append(somebody)
      }
      let some = people.map(\.id).filter { _ in Bool.random(using: &random) }.shuffled(using: &random)
      let fixed = try await store.marketing.createList("ثابت", of: Contact.self)
      try await store.marketing.add(some.map(\.key), to: fixed.id)
      let moving = try await store.marketing.createList("متحرک", of: Contact.self, where: \.address.city == "تهران")
      let inTehran = try await store.fetch(Contact.self, where: \.address.city == "تهران").map(\.id)
      excluded = Set(people.map(\.id).filter { _ in Int.random(in: 0..<6, using: &random) == 0 })
      let out = try await store.marketing.createList("نه", of: Contact.self)
      try await store.marketing.add(excluded.sorted().map(\.key), to: out.id)
      let isFixedFirst = Bool.random(using: &random)
      members = isFixedFirst ? some + inTehran : inTehran + some
      mailing = try await office.mailing(
        to: isFixedFirst ? [fixed.id, moving.id] : [moving.id, fixed.id], except: [out.id], text: "{jobTitle}",
        whenMissing: Bool.random(using: &random) ? .suppress : .leaveEmpty)
    }

    /// Holds what is in the outbox and in the rows against the model.
    func check(_ comment: Comment) async throws {
      let store = office.store
      #expect(try await office.messages().map { $0.recipient.lowercased() } == expected.addresses, comment)
      let rows = try await store.fetch(MailingRecipient.self)
      var suppressed: [Contact.ID: MailingRecipient.Suppression] = [:]
      for row in rows where row.state == .suppressed {
        suppressed[try #require(row.contact)] = row.suppression
      }
      #expect(suppressed == expected.suppressed, comment)
      let counts = try await store.marketing.counts(of: mailing.id)
      #expect(counts.recipients == rows.count && counts.queued == expected.addresses.count, comment)
      #expect(counts.suppressed.values.reduce(0, +) == suppressed.count, comment)
      #expect(try await store.get(mailing.id).state == .sent, comment)
    }
  }

  @Test("Each eligible address gets it exactly once, and nobody else", arguments: 1...40)
  func sending(seed: UInt64) async throws {
    let world = try await World(seed: seed)
    try await world.office.store.marketing.send(world.mailing.id)
    try await world.office.work()
    try await world.check("seed \(seed)")
    // Sent again it goes to nobody, since nothing has changed.
    try await world.office.store.marketing.send(world.mailing.id)
    try await world.office.work()
    try await world.check("seed \(seed), again")
  }

  @Test("Interrupted at any write and any commit, it comes to the same", arguments: 1...2)
  func interruptions(seed: UInt64) async throws {
    var writes = 0
    var wasInterrupted = true
    while wasInterrupted {
      let fuse = Fuse()
      let world = try await World(seed: seed, fuse: fuse)
      let store = world.office.store
      wasInterrupted = false
      fuse.blow(after: writes)
      // What was interrupted is begun anew, as a program would that was started again.
      do { try await store.marketing.send(world.mailing.id) } catch FuseError.blown {
        wasInterrupted = true
        fuse.mend()
        #expect(try await store.get(world.mailing.id).state == .draft)
        try await store.marketing.send(world.mailing.id)
      }
      do { try await world.office.agenda.runDue() } catch FuseError.blown {
        wasInterrupted = true
        fuse.mend()
        try await world.office.work()
      }
      try await world.check("seed \(seed), \(writes) writes")
      writes += 1
    }
    #expect(writes > 20)
  }

  @Test("Interrupted again and again, it comes to the same", arguments: 1...10)
  func manyInterruptions(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let fuse = Fuse()
    let world = try await World(seed: seed, fuse: fuse)
    let store = world.office.store
    try await store.marketing.send(world.mailing.id)
    while try await store.get(world.mailing.id).state != .sent {
      fuse.blow(after: Int.random(in: 0..<40, using: &random))
      do { try await world.office.agenda.runDue() } catch FuseError.blown {}
      fuse.mend()
    }
    try await world.check("seed \(seed)")
  }

  @Test("Worked off by several programs at once, it comes to the same", arguments: 1...5)
  func severalRunners(seed: UInt64) async throws {
    let world = try await World(seed: seed)
    try await world.office.store.marketing.send(world.mailing.id)
    let agenda = world.office.agenda
    try await withThrowingTaskGroup(of: AgendaRun.self) { group in
      for _ in 0..<3 { group.addTask { try await agenda.runDue() } }
      for try await run in group {
        let reasons = run.failures.map(\.reason)
        #expect(reasons == [])
      }
    }
    try await world.check("seed \(seed)")
  }

  @Test("Contacts that change, come and go while it is sent get it at most once", arguments: 1...10)
  func changesMeanwhile(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let world = try await World(seed: seed)
    let store = world.office.store
    for round in 0..<6 {
      if [.draft, .sent].contains(try await store.get(world.mailing.id).state) {
        try await store.marketing.send(world.mailing.id)
      }
      try await world.office.agenda.runDue(limit: 1)
      let contacts = try await store.fetch(Contact.self)
      let one = try #require(contacts.randomElement(using: &random))
      switch Int.random(in: 0..<3, using: &random) {
      case 0: try await store.delete(one.id)
      case 1: try await store.update(one.id) { $0.email = "house\(round)@x.example" }
      default: try await world.office.reader("new", at: "HOUSE\(round)@x.example") { $0.address.city = "تهران" }
      }
    }
    try await world.office.work()
    let addresses = try await world.office.messages().map { $0.recipient.lowercased() }
    #expect(addresses.count == Set(addresses).count, "\(addresses)")
    let counts = try await store.marketing.counts(of: world.mailing.id)
    #expect(counts.queued == addresses.count)
  }
}
