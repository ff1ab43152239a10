import CRMContacts
import CRMCore
import CRMMemoryStore
import Foundation
import Testing

@Suite("Columns matched by their names")
struct ColumnMatchingTests {
  private func match<R: Record>(_ header: [String], _ type: R.Type) throws -> ImportMapping {
    ImportMapping(matching: header, of: R.recordType, in: try sampleStore().catalog)
  }

  private func columns(_ mapping: ImportMapping) -> [String: [String]] {
    mapping.fields.mapValues { $0.columns.map(\.name) }
  }

  @Test("Fields are known by their names, however written, references also by a field of their target")
  func names() throws {
    let mapping = try match(
      ["Name", "IS_GOOD", "is good", "deep", "Owner Name", "parent.size", "revision", "id"], Sample.self)
    #expect(
      columns(mapping) == [
        "name": ["Name"], "isGood": ["IS_GOOD"], "owner.name": ["Owner Name"], "parent.size": ["parent.size"],
        "id": ["id"],
      ])
  }

  @Test("Computed fields and those that the store writes are not matched")
  func unwritable() throws {
    let mapping = try match(["createdAt", "updatedBy", "givenName", "name.key"], Contact.self)
    #expect(columns(mapping) == ["givenName": ["givenName"]])
  }

  @Test("A whole name stands where the family name does, unless that has a column of its own")
  func wholeName() throws {
    #expect(columns(try match(["Name", "Email"], Contact.self)) == ["familyName": ["Name"], "email": ["Email"]])
    #expect(columns(try match(["Name", "Last Name"], Contact.self)) == ["familyName": ["Last Name"]])
  }

  @Test("A list with Persian names of columns is understood, and its digits and dates are read")
  func persian() async throws {
    let store = try sampleStore()
    let report = try await store.load(
      "نام,نام خانوادگي,شرکت,ایمیل,تلفن همراه,تاریخ تولد,شهر,استان,کد پستی,آدرس\n"
        + "سارا,احمدی,رویا,sara@example.ir,۰۹۱۲۳۴۵۶۷۸۹,۱۳۶۲/۰۱/۰۱,تهران,تهران,۱۴۱۵۵,خیابان آزادی\n",
      into: Contact.self, options: .init(createsMissing: true))
    #expect(report.created == 1 && report.unmappedColumns.isEmpty && report.leftOut.isEmpty, "\(report)")
    let contact = try #require(try await store.first(Contact.self))
    #expect(contact.name == "سارا احمدی" && contact.email == "sara@example.ir" && contact.phone == "۰۹۱۲۳۴۵۶۷۸۹")
    #expect(contact.birthday == (try CalendarDate(year: 1362, month: 1, day: 1, in: .persian)))
    #expect(contact.address.city == "تهران" && contact.address.postalCode == "۱۴۱۵۵")
    #expect(try await store.first(Account.self)?.name == "رویا")
    let accounts = try await store.load(
      "نام شرکت,صنعت,کشور,تعداد کارکنان,ایمیل,Lifecycle Stage\nسپهر,retail,ایران,۱۲,info@sepehr.example,customer\n",
      into: Account.self)
    #expect(accounts.created == 1 && accounts.unmappedColumns.isEmpty)
    let account = try #require(try await store.first(Account.self, where: \.name == "سپهر"))
    #expect(account.industry == .retail && account.country == "ایران" && account.employees == 12)
    #expect(account.email == "info@sepehr.example" && account.lifecycleStage == .customer)
  }

  @Test("A list exported by Outlook is understood")
  func outlook() throws {
    let mapping = try match(
      [
        "Title", "First Name", "Last Name", "Company", "Job Title", "Business Street", "Business Street 2",
        "Business City",
        "Business State", "Business Postal Code", "Business Country/Region", "Home Street", "Home City", "Business Fax",
        "Business Phone", "Home Phone", "Mobile Phone", "Birthday", "E-mail Address", "E-mail 2 Address", "Web Page",
      ], Contact.self)
    let found = columns(mapping)
    #expect(found["givenName"] == ["First Name"] && found["familyName"] == ["Last Name"])
    #expect(found["jobTitle"] == ["Job Title"] && found["account"] == ["Company"] && found["website"] == ["Web Page"])
    #expect(
      found["address.street"] == ["Business Street", "Business Street 2"] && found["address.city"] == ["Business City"])
    #expect(found["address.region"] == ["Business State"] && found["address.country"] == ["Business Country/Region"])
    #expect(
      found["phone"] == ["Business Phone", "Mobile Phone", "Home Phone"] && found["otherPhones"] == found["phone"])
    #expect(found["email"] == ["E-mail Address", "E-mail 2 Address"] && found["birthday"] == ["Birthday"])
    #expect(mapping.fields["account"]?.lookup == "name" && mapping.fields["account"]?.ignoresInvalid == true)
    let taken = Set(found.values.joined())
    #expect(!taken.contains("Title") && !taken.contains("Home Street") && !taken.contains("Business Fax"))
  }

  @Test(
    "Each vendor's contacts have a name, an address of mail, a telephone number and an employer",
    .enabled(if: CSVReferenceData.isPresent, "the reference data is not on this machine"),
    arguments: [
      "google_legacy", "google_current", "outlook_desktop", "outlook_live", "hubspot_contacts", "thunderbird",
    ])
  func vendors(name: String) throws {
    let conventions = try #require(try CSVReferenceData.json("11_lists/header_conventions.json") as? [String: Any])
    let header = try #require(conventions[name] as? [String])
    let found = columns(try match(header, Contact.self))
    for field in ["givenName", "familyName", "email", "phone", "account", "address.city", "address.region", "website"] {
      #expect(found[field] != nil, "\(name): \(field)")
    }
    #expect(found["givenName"]?.count == 1 && found["familyName"]?.count == 1)
  }

  @Test(
    "Accounts of Salesforce and HubSpot are understood", .enabled(if: CSVReferenceData.isPresent, "no reference data"))
  func accounts() throws {
    let conventions = try #require(try CSVReferenceData.json("11_lists/header_conventions.json") as? [String: Any])
    let salesforce = columns(
      try match(try #require(conventions["salesforce_data_loader_account"] as? [String]), Account.self))
    #expect(
      salesforce["name"] == ["NAME"] && salesforce["externalID"] == ["ID"] && salesforce["parent"] == ["PARENTID"])
    #expect(salesforce["address.region"] == ["BILLINGSTATE"] && salesforce["employees"] == ["NUMBEROFEMPLOYEES"])
    #expect(salesforce["industry"] == ["INDUSTRY"] && salesforce["country"] == ["BILLINGCOUNTRY"])
    let hubspot = columns(try match(try #require(conventions["hubspot_companies"] as? [String]), Account.self))
    #expect(hubspot["name"] == ["Company name"] && hubspot["owner"] == ["Company owner"])
    #expect(hubspot["externalID"] == ["Record ID"] && hubspot["address.city"] == ["City"] && hubspot["website"] != nil)
  }

  @Test("A state beside a city is of the address, alone it is the record's")
  func state() throws {
    #expect(columns(try match(["familyName", "city", "state"], Contact.self))["address.region"] == ["state"])
    #expect(columns(try match(["familyName", "state"], Contact.self))["state"] == ["state"])
    let own = columns(try match(["familyName", "address.city", "address.region", "state"], Contact.self))
    #expect(own["state"] == ["state"] && own["address.region"] == ["address.region"])
  }

  @Test("What was matched can be written down, changed and used")
  func asJSON() throws {
    let found = try match(["First Name", "E-mail 1 - Value", "E-mail 2 - Value", "Company"], Contact.self)
    #expect(try mapping(found.json) == found)
  }
}
