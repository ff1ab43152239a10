import CRMContacts
import CRMCore
import CRMMemoryStore
import Testing

@Suite("Timelines")
struct TimelineTests {
  @Test(
    "A contact's timeline tells what was said, what is to be done, what was agreed and what was changed, the newest first"
  )
  func contact() async throws {
    let office = try await Office()
    let store = office.store
    let contact = try await office.contact("احمدی") { $0.owner = office.sara.id }
    try await store.contacts.log(.call(with: contact.id, about: "سلام"))
    try await store.contacts.record(.granted, of: contact.id, by: .email)
    let toDo = try await office.hers.contacts.plan("پیگیری", regarding: contact.key)
    try await store.update(contact.id) { $0.jobTitle = "مدیر" }
    try await office.hers.update(contact.id) {
      $0.owner = office.reza.id
      $0.jobTitle = "مدیر فروش"
    }
    try await store.contacts.complete(toDo.id)
    let entries = try await store.contacts.timeline(of: contact.id).entries
    #expect(entries.map(\.kind) == [.toDo, .change, .consent, .interaction, .creation])
    #expect(entries.map(\.title) == ["پیگیری", "", "granted", "سلام", ""])
    #expect(entries[1].changes.map(\.field) == ["owner"] && entries[1].actor == office.sara.id.identifier)
    #expect(entries.map(\.instant) == entries.map(\.instant).sorted(by: >))
  }

  @Test("An account's timeline has its contacts' when asked, and tells once what both took part in")
  func account() async throws {
    let office = try await Office()
    let store = office.store
    let account = try await office.account("رویا")
    let contact = try await office.contact("احمدی", at: account.id)
    try await store.contacts.log(.note("تنها شرکت", on: account.id))
    try await store.contacts.log(.note("تنها شخص", on: contact.id))
    try await store.contacts.log(.meeting(with: [account.id, contact.id, office.sara.id], about: "جلسه"))
    let own = try await store.contacts.timeline(of: account.id).entries
    #expect(own.map(\.title) == ["جلسه", "تنها شرکت", ""])
    let all = try await store.contacts.timeline(of: account.id, withContacts: true).entries
    #expect(all.map(\.title) == ["جلسه", "تنها شخص", "تنها شرکت", "", ""])
  }

  @Test("Pages put together are the whole, in the order of a sort of everything", arguments: 1...6)
  func pages(seed: UInt64) async throws {
    let office = try await Office(seed: seed)
    var chance = SplitMix64(seed: seed)
    let store = office.store
    let account = try await office.account("رویا")
    var people = [account.key]
    for name in ["احمدی", "کریمی"] { people.append(try await office.contact(name, at: account.id).key) }
    let start = store.environment.clock()
    // Few instants, so that many things happen at once.
    for number in 0..<60 {
      let at = try start.advanced(by: .seconds(Int.random(in: -3...0, using: &chance)))
      let about = try #require(people.randomElement(using: &chance))
      switch Int.random(in: 0..<3, using: &chance) {
      case 0:
        try await store.contacts.plan("\(number)", regarding: about)
      case 1:
        try await store.contacts.record(.granted, of: Contact.ID(people[1].id), at: at)
      default:
        var draft = InteractionDraft(.note, title: "\(number)", startedAt: at, regarding: about)
        if Bool.random(using: &chance) { draft.parties = [InteractionParty(Contact.ID(people[2].id), as: .to)] }
        try await store.contacts.log(draft)
      }
    }
    let whole = try await store.contacts.timeline(of: account.id, withContacts: true, limit: 1000)
    #expect(whole.next == nil)
    var model: Set<TimelinePosition> = []
    for interaction in try await store.fetch(Interaction.self) {
      model.insert(
        TimelinePosition(try #require(interaction.startedAt), source: "interaction", id: interaction.id.identifier))
    }
    for toDo in try await store.fetch(ToDo.self) {
      model.insert(TimelinePosition(toDo.shownAt, source: "toDo", id: toDo.id.identifier))
    }
    for consent in try await store.fetch(Consent.self) {
      model.insert(TimelinePosition(try #require(consent.givenAt), source: "consent", id: consent.id.identifier))
    }
    for key in people {
      let stamp = try #require(try await store.reading { try await $0.record(key)?.stamp })
      model.insert(TimelinePosition(stamp.createdAt, source: "beginning", id: key.id))
    }
    #expect(whole.entries.map(\.position) == model.sorted())
    for limit in [1, 2, 7, 64] {
      var paged: [TimelineEntry] = []
      var position: TimelinePosition?
      repeat {
        let page = try await store.contacts.timeline(
          of: account.id, withContacts: true, limit: limit, after: position)
        paged += page.entries
        // Through its text, as a page's address has it.
        position = try page.next.map { try #require(TimelinePosition($0.description)) }
      } while position != nil && paged.count < 1000
      #expect(paged == whole.entries, "pages of \(limit)")
    }
  }

  @Test("A page goes on where the one before ended while others write")
  func stable() async throws {
    let office = try await Office()
    let contact = try await office.contact("احمدی")
    for number in 0..<4 { try await office.store.contacts.log(.note("\(number)", on: contact.id)) }
    let first = try await office.store.contacts.timeline(of: contact.id, limit: 2)
    try await office.store.contacts.log(.note("new", on: contact.id))
    let second = try await office.store.contacts.timeline(of: contact.id, limit: 2, after: first.next)
    #expect((first.entries + second.entries).map(\.title) == ["3", "2", "1", "0"])
  }

  @Test("Everything is seen as of one moment, and only what the one who asks may see")
  func oneView() async throws {
    let office = try await Office()
    let store = office.store
    let contact = try await office.contact("احمدی")
    try await store.contacts.log(.note("همه", on: contact.id))
    try await office.hers.contacts.log(.note("سارا", on: contact.id))
    let held = try await store.snapshot()
    try await store.contacts.log(.note("بعد", on: contact.id))
    #expect(try await held.contacts.timeline(of: contact.id).entries.map(\.title) == ["سارا", "همه", ""])
    await held.end()
    var rights = Rights()
    rights.limit(Interaction.self, [.read], to: \.owner == office.sara.id)
    let limited = try store.acting(as: office.sara.id.identifier, with: rights)
    #expect(try await limited.contacts.timeline(of: contact.id).entries.map(\.title) == ["سارا", ""])
    rights.forbid(Contact.self, [.read])
    let blind = try store.acting(as: office.sara.id.identifier, with: rights)
    await #expect(throws: StoreError.notFound(contact.key)) { try await blind.contacts.timeline(of: contact.id) }
  }

  @Test("A module that Contacts knows nothing of shows its records, in timelines and in profiles")
  func contributions() async throws {
    let office = try await Office(
      { policies in
        policies.timeline.append(
          RecordTimeline(
            Visit.self, at: "visitedAt", of: { .compare("account", .equal, .reference($0.id)) },
            telling: { .init(kind: .init(rawValue: "visit"), title: $0.purpose) }))
        policies.profile.append(VisitSection())
      }, with: [Visit.self])
    let account = try await office.account("رویا")
    var visit = Visit(id: office.store.newID())
    visit.account = account.id
    visit.purpose = "بازدید"
    visit.visitedAt = office.store.environment.clock()
    try await office.store.insert(visit)
    let entries = try await office.store.contacts.timeline(of: account.id).entries
    #expect(entries.map(\.title) == ["بازدید", ""] && entries.first?.record == visit.key)
    let profile = try await office.store.contacts.profile(of: account.id)
    #expect(
      profile.sections == [ProfileSection("visits", figures: [.init("count", .integer(1))], records: [visit.key])])
    let other = try await office.account("سپهر")
    #expect(try await office.store.contacts.profile(of: other.id).sections.isEmpty)
  }

  @Test("A text that is no position is none", arguments: ["", "x", "eyJpZCI6MX0"])
  func malformed(text: String) { #expect(TimelinePosition(text) == nil) }
}

private struct VisitSection: ProfileSource {
  func section(about subject: RecordKey, in snapshot: borrowing Snapshot) async throws -> ProfileSection? {
    let visits = try await snapshot.fetch(Visit.self, where: \.account == Account.ID(subject.id))
    if visits.isEmpty { return nil }
    return ProfileSection(
      "visits", figures: [.init("count", .integer(Int64(visits.count)))], records: visits.map(\.key))
  }
}
