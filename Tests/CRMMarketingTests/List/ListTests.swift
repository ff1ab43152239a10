import CRMContacts
import CRMCore
import CRMMarketing
import Testing

@Suite("Lists")
struct ListTests {
  @Test("Who is added twice is on a static list once, and whoever is deleted is on it no more")
  func staticList() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    let people = [try await office.contact("نسرین"), try await office.contact("رضا"), try await office.contact("مینا")]
    let list = try await store.marketing.createList("خوانندگان", of: Contact.self)
    #expect(try await store.marketing.add([people[0].key, people[1].key, people[0].key], to: list.id) == 2)
    #expect(try await store.marketing.add(people.map(\.key), to: list.id) == 1)
    #expect(try await store.marketing.count(of: list.id) == 3)
    try await store.delete(people[1].id)
    #expect(try await store.marketing.members(of: list.id).keys == [people[0].key, people[2].key])
    #expect(try await store.marketing.remove([people[0].key, people[1].key], from: list.id) == 1)
    #expect(try await !store.marketing.contains(people[0].key, in: list.id))
    #expect(try await store.marketing.contains(people[2].key, in: list.id))
    try await store.delete(list.id)
    #expect(try await store.count(ListMember.self) == 0)
  }

  @Test("On a dynamic list is whoever meets its filter, page after page")
  func dynamicList() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    var inTehran: [RecordKey] = []
    for number in 0..<7 {
      let contact = try await office.contact("\(number)") {
        $0.address.city = number.isMultiple(of: 3) ? "Shiraz" : "Tehran"
      }
      if !number.isMultiple(of: 3) { inTehran.append(contact.key) }
    }
    let list = try await store.marketing.createList("تهران", of: Contact.self, where: \.address.city == "Tehran")
    #expect(try await store.marketing.count(of: list.id) == inTehran.count)
    var (found, next): ([RecordKey], RecordCursor?) = ([], nil)
    repeat {
      let page = try await store.marketing.members(of: list.id, limit: 2, after: next)
      (found, next) = (found + page.keys, page.next)
    } while next != nil
    #expect(found == inTehran)
    #expect(try await store.marketing.members(of: list.id).records(as: Contact.self).map(\.key) == inTehran)

    let frozen = try await store.marketing.freeze(list.id, as: "تهران در بهار")
    try await store.update(Contact.ID(inTehran[0].id)) { $0.address.city = "Karaj" }
    #expect(try await store.marketing.members(of: list.id).keys == Array(inTehran.dropFirst()))
    #expect(try await store.marketing.members(of: frozen.id).keys == inTehran)
    await #expect(throws: MarketingError.isStatic(frozen.key)) { try await store.marketing.freeze(frozen.id, as: "x") }
    await #expect(throws: MarketingError.isDynamic(list.key)) {
      try await store.marketing.add([inTehran[0]], to: list.id)
    }
  }

  @Test("A filter that names no field is refused with the one that may be meant, also when it fitted once")
  func filters() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    var list = MarketingList(id: store.newID())
    (list.name, list.kind, list.memberEntity, list.filter) = ("x", .dynamic, "contact", "givenNam == \"Sara\"")
    let error = await #expect(throws: MarketingError.self) { try await store.insert(list) }
    #expect(error?.description.contains("givenName") == true)
    list.filter = "((("
    await #expect(throws: MarketingError.self) { try await store.insert(list) }
    list.memberEntity = "user"
    await #expect(throws: MarketingError.noAudience("user", known: ["account", "contact"])) {
      try await store.insert(list)
    }

    var field = CustomField(id: store.newID())
    (field.subject, field.name, field.kind) = ("contact", "tier", .text)
    field = try await store.insert(field)
    (list.memberEntity, list.filter) = ("contact", "tier == \"gold\"")
    list = try await store.insert(list)
    #expect(try await store.marketing.count(of: list.id) == 0)
    try await store.delete(field.id)
    let unfit = await #expect(throws: MarketingError.self) { try await store.marketing.count(of: list.id) }
    guard case .unfitFilter(list.key, _)? = unfit else { return #expect(Bool(false), "\(String(describing: unfit))") }
  }

  @Test("What a list is of stays, and a locked one stays as it is, by whatever way it is written")
  func rules() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    let (nasrin, company) = (try await office.contact("نسرین"), try await office.account("رویا"))
    let list = try await office.list("خوانندگان", of: [nasrin])
    await #expect(throws: RecordError.self) { try await store.update(list.id) { $0.memberEntity = "account" } }
    await #expect(throws: RecordError.self) {
      try await store.update(list.id) { ($0.kind, $0.filter) = (.dynamic, "true") }
    }
    await #expect(throws: MarketingError.wrongMember(company.key, list: list.key, "contact")) {
      try await store.marketing.add([company.key], to: list.id)
    }
    var stray = ListMember(id: store.newID())
    (stray.list, stray.account) = (list.id, company.id)
    let foreign = stray
    await #expect(throws: MarketingError.wrongMember(company.key, list: list.key, "contact")) {
      try await store.insert(foreign)
    }
    stray.contact = nasrin.id
    let both = stray
    await #expect(throws: RecordError.self) { try await store.insert(both) }

    try await store.update(list.id) { $0.isLocked = true }
    let row = try #require(try await store.first(ListMember.self))
    await #expect(throws: MarketingError.isLocked(list.key)) { try await store.delete(row.id) }
    await #expect(throws: MarketingError.isLocked(list.key)) {
      try await store.marketing.remove([nasrin.key], from: list.id)
    }
    // Who is gone is gone.
    try await store.delete(nasrin.id)
    #expect(try await store.count(ListMember.self) == 0)
  }

  @Test("More at once than is allowed is refused, and nothing of it is done")
  func bounds() async throws {
    let office = try await MarketingOffice { $0.marketing.limit = 2 }
    let store = office.store
    var people: [Contact] = []
    for name in ["آ", "ب", "پ"] { people.append(try await office.contact(name)) }
    let list = try await store.marketing.createList("x", of: Contact.self)
    await #expect(throws: MarketingError.tooMany(3, limit: 2)) {
      try await store.marketing.add(people.map(\.key), to: list.id)
    }
    let all = try await store.marketing.createList("همه", of: Contact.self, where: .all)
    await #expect(throws: MarketingError.tooMany(3, limit: 2)) { try await store.marketing.freeze(all.id, as: "x") }
    #expect(try await store.count(MarketingList.self) == 2)
    #expect(try await store.count(ListMember.self) == 0)
  }
}
