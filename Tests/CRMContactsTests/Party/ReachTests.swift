import CRMContacts
import CRMCore
import Testing

@Suite("How accounts and contacts are reached")
struct ReachTests {
  @Test(
    "A telephone number is found however it is written",
    arguments: [
      ("+98 912 345 6789", "9123456789"), ("۰۹۱۲۳۴۵۶۷۸۹", "9123456789"), ("0098-912-345-6789", "9123456789"),
      ("(٠٢١) ٨٨٧٧ ٦٦٥٥", "2188776655"), ("+98 21 8877 6655 داخلی ۱۲", "2188776655"), ("504-621-8927", "5046218927"),
      ("+1 504.621.8927 x22", "5046218927"), ("110", "110"),
      ("تلفن ۰۲۱ ۸۸۷۷۶۶۵۵ (دفتر)", "2188776655"),
    ])
  func phoneKeys(text: String, key: String) { #expect(PhoneNumber(text).key == key) }

  @Test("What is no number has no key and a flaw", arguments: ["", "n/a", "12", "۰۰", "123456789012345678901"])
  func phoneFlaws(text: String) {
    #expect(PhoneNumber(text).flaw != nil)
  }

  @Test("Letters may be dialled, but nobody is found by them", arguments: ["0800 PIZZA", "unknown"])
  func letters(text: String) {
    #expect(PhoneNumber(text).flaw == nil && PhoneNumber(text).key == nil)
  }

  @Test(
    "An e-mail address that no mail system takes has a flaw",
    arguments: [
      "sara", "@example.ir", "sara@", "sara@example..ir", "sara ahmadi@example.ir", "sara@.ir", "a@b\u{7}.ir",
    ])
  func emailFlaws(text: String) { #expect(EmailAddress(text).flaw != nil) }

  @Test("Others are taken", arguments: ["sara@example.ir", "a+b@c", "\"a@b\"@example.org", "سارا@مثال.ایران"])
  func emails(text: String) { #expect(EmailAddress(text).flaw == nil) }

  @Test("Everything that is wrong with a contact is said at once")
  func problems() async throws {
    let office = try await Office()
    var contact = Contact(id: office.store.newID())
    contact.familyName = "احمدی"
    contact.email = "nobody"
    contact.phone = "۱۲"
    contact.otherEmails = [ContactPoint("fine@example.ir"), ContactPoint("@", kind: .home)]
    contact.otherPhones = [ContactPoint("-", kind: .mobile)]
    contact.otherAddresses = [Address()]
    let error = await #expect(throws: RecordError.self) { try await office.store.insert(contact) }
    guard case .invalid(_, let problems)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problems.map(\.field) == ["email", "otherEmails", "phone", "otherPhones", "otherAddresses"])
    #expect(problems[1].reason.hasPrefix("number 2, “@”"))
  }

  @Test("One address is used first; another takes its place without a loss")
  func primary() async throws {
    let office = try await Office()
    var contact = try await office.contact("کریمی") {
      $0.email = "work@example.ir"
      $0.emailKind = .work
      $0.otherEmails = [ContactPoint("home@example.ir", kind: .home)]
      $0.phone = "021 8877 6655"
    }
    contact.usePrimary(email: "HOME@example.ir")
    #expect(contact.email == "home@example.ir" && contact.emailKind == .home)
    #expect(contact.otherEmails == [ContactPoint("work@example.ir", kind: .work)])
    contact.usePrimary(phone: "۰۹۱۲ ۳۴۵ ۶۷۸۹", kind: .mobile)
    #expect(contact.phones.map(\.kind) == [.mobile, .other] && contact.phone == "۰۹۱۲ ۳۴۵ ۶۷۸۹")
    let stored = try await office.store.update(contact)
    #expect(try await office.store.get(contact.id) == stored)
    #expect(stored.emails.map(\.value) == ["home@example.ir", "work@example.ir"])
  }

  @Test("Addresses have kinds, and an account says where its invoices go")
  func addresses() async throws {
    let office = try await Office()
    var billing = Address()
    billing.kind = .billing
    billing.city = "شیراز"
    let account = try await office.account("رویا") {
      $0.address.kind = .work
      $0.address.city = "تهران"
      $0.otherAddresses = [billing]
    }
    let stored = try await office.store.get(account.id)
    #expect(stored.address(for: .billing) == billing && stored.addresses.count == 2)
    #expect(stored.address(for: .shipping) == nil)
    let found = try await office.store.fetch(Account.self, where: \.otherAddresses ~= .any { $0.city == "شیراز" })
    #expect(found == [stored])
  }

  @Test("Whose an address or number is, is found by every one of them, through an index")
  func parties() async throws {
    let office = try await Office()
    let contact = try await office.contact("احمدی") {
      $0.email = "first@example.ir"
      $0.otherPhones = [ContactPoint("۰۹۱۲۳۴۵۶۷۸۹", kind: .mobile)]
    }
    let account = try await office.account("رویا") { $0.otherEmails = [ContactPoint("First@Example.ir")] }
    let contacts = { (text: String) in try await office.store.contacts.parties(at: text) }
    #expect(try await contacts("FIRST@example.IR") == [.contact(contact.id), .account(account.id)])
    #expect(try await contacts("+98 912 345 67 89") == [.contact(contact.id)])
    #expect(try await contacts("sara@office.example") == [.user(office.sara.id)])
    #expect(try await contacts("nothing").isEmpty)
    for number in 0..<100 { try await office.contact("\(number)") { $0.phone = "0900000\(1000 + number)" } }
    let plan = try await office.store.reading {
      try await $0.explain(
        RecordQuery(Contact.recordType, where: .any("phones.key", .compare(.element, .equal, "9123456789"))))
    }
    #expect(plan.description.contains("phones.key"), "\(plan)")
  }
}
