import CRMContacts
import CRMCore
import CRMMemoryStore
import Foundation
import Testing

// The examples of the documentation, word for word: a house rule compares them.

@Suite("The examples of CRMContacts' documentation")
struct DocumentationExamples {
  @Test("A user finds their own account by another spelling, as the module's page shows")
  func modulePage() async throws {
    let store = try MemoryStore(
      [BusinessUnit.self, Team.self, User.self, Account.self, Contact.self], environment: .replayable(seed: 1))
    var unit = BusinessUnit(id: store.newID())
    unit.name = "East"
    unit = try await store.insert(unit)

    var sara = User(id: store.newID())
    sara.name = "Sara Ahmadi"
    sara.businessUnit = unit.id
    sara = try await store.insert(sara)

    var account = Account(id: store.newID())
    account.name = "بازرگانی رویا"
    account.owner = sara.id
    account = try await store.insert(account)

    let mine = try store.acting(as: sara.id.identifier, with: .ownRecords(of: sara.id, in: store.catalog))
    let accounts = try await mine.fetch(Account.self, where: \.name ~= .matches("بازرگاني رويا"))
    #expect(accounts == [account])
  }

  @Test("A file comes in and goes out, as the module's page shows")
  func exchange() async throws {
    let store = try sampleStore()
    var sara = User(id: store.newID())
    sara.name = "Sara Ahmadi"
    try await store.insert(sara)
    try await withImportFolder { folder in
      let url = folder.appending(path: "software.csv")
      let file = """
        نام شرکت;صنعت;تعداد کارکنان;مسئول
        سپهر;software;۱۲;Sara Ahmadi
        آذر;retail;many;Nobody
        """
      let report = try await Importer(store).import(Array(file.utf8), into: Account.self, key: "name")
      // A count of people and a name that mean nothing; say so in a mapping to fail such rows.
      let skipped = report.leftOut

      let software = RecordQuery(Account.recordType, where: .compare("industry", .equal, "software"))
      try await Exporter(store).export(software, columns: ["name", "owner.name"], to: url)
      #expect(report.created == 2 && skipped == ["employees (تعداد کارکنان)": 1, "owner (مسئول)": 1])
      #expect(try String(contentsOf: url, encoding: .utf8) == "name,owner.name\r\nسپهر,Sara Ahmadi\r\n")
    }
  }

  @Test("A customer is met, called, written to and left alone, as the module's page shows")
  func service() async throws {
    let crm = try await Office().store
    func makeAccount(_ name: String, under parent: Account.ID? = nil) -> Account {
      var account = Account(id: crm.newID())
      account.name = name
      account.parent = parent
      return account
    }
    let day = try CalendarDate(year: 1402, month: 9, day: 1, in: .persian)
    let nasrin = try await crm.write { crm in
      let holding = try await crm.insert(makeAccount("گروه سپهر"))
      let shop = try await crm.insert(makeAccount("فروشگاه سپهر", under: holding.id))
      let supplier = try await crm.insert(makeAccount("پخش البرز"))
      try await crm.contacts.connect(shop.id, to: supplier.id, as: .supplier)

      var nasrin = Contact(id: crm.newID())
      nasrin.givenName = "نسرین"
      nasrin.familyName = "پناهی"
      nasrin.account = shop.id
      nasrin.usePrimary(phone: "۰۹۱۲ ۳۴۵ ۶۷۸۹", kind: .mobile)
      nasrin.usePrimary(email: "nasrin@sepehr.example")
      return try await crm.insert(nasrin)
    }

    // Somebody calls: the number is enough.
    let call = try await crm.contacts.log(
      .call(with: Party.address("+98 912 345 6789"), .incoming, about: "قیمت"))
    try await crm.contacts.advance(nasrin.id, to: .lead)
    try await crm.contacts.plan("ارسال پیشنهاد", due: .on(day), regarding: nasrin.key)

    // What sends asks first; what was agreed to later no longer is takes it back.
    let offers = OutboxChannel<String>("email")
    let tooEarly = try await crm.contacts.send(
      "پیشنهاد", over: offers, to: "nasrin@sepehr.example", of: nasrin.id, by: .email, for: .marketing)
    try await crm.contacts.record(.granted, of: nasrin.id, by: .email, for: .marketing, source: .call)
    let posted = try await crm.contacts.send(
      "پیشنهاد", over: offers, to: "nasrin@sepehr.example", of: nasrin.id, by: .email, for: .marketing)
    try await crm.contacts.record(.withdrawn, of: nasrin.id, source: .unsubscribeLink)

    // All that is known of her, from one view.
    let profile = try await crm.contacts.profile(of: nasrin.id)
    #expect(call.parties.first?.party == .contact(nasrin.id) && tooEarly == .withheld(.notGranted))
    let row = try #require(posted.message)
    #expect(try await crm.get(row.id).state == .withdrawn)
    #expect(profile.accounts.map(\.name) == ["فروشگاه سپهر", "گروه سپهر"] && profile.openToDos.count == 1)
    #expect(profile.timeline.entries.map(\.kind) == [.consent, .consent, .toDo, .change, .interaction, .creation])
  }

  @Test("A module's records show in timelines, as the module's page shows")
  func contribution() {
    var environment = CRMEnvironment.replayable(seed: 1)
    environment.contacts.timeline.append(
      RecordTimeline(
        Visit.self, at: "visitedAt", of: { .compare("account", .equal, .reference($0.id)) },
        telling: { .init(kind: .init(rawValue: "visit"), title: $0.purpose) }))
    #expect(environment.contacts.timeline.last?.name == "visit")
  }
}
