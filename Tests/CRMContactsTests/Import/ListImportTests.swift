import CRMContacts
import CRMCore
import CRMMemoryStore
import Foundation
import Testing

/// Lists of other programs, without a mapping.
@Suite(
  "Lists as others export them", .enabled(if: CSVReferenceData.isPresent, "the reference data is not on this machine"))
struct ListImportTests {
  private func file(_ name: String) -> URL { CSVReferenceData.folder.appending(path: "11_lists/\(name)") }

  @Test("us-500.csv becomes 500 contacts with their accounts")
  func us500() async throws {
    let store = try sampleStore()
    let report = try await Importer(store, options: .init(createsMissing: true)).import(
      file("us-500.csv"), into: Contact.self, key: "email")
    #expect(report.created == 500 && report.failed == 0 && report.createdByReference == ["account": 500])
    #expect(report.unmappedColumns == ["county"])
    for (state, count) in ["CA": 72, "NJ": 52, "NY": 46, "TX": 32, "PA": 29] {
      #expect(try await store.count(Contact.self, where: \.address.region == state) == count)
    }
    let james = try #require(try await store.first(Contact.self, where: \.email == "jbutt@gmail.com"))
    #expect(james.name == "James Butt" && james.address.street == "6649 N Blue Gum St" && james.phone == "504-621-8927")
    #expect(james.otherPhones == [ContactPoint("504-845-1427", kind: .other)])
    let account = try await store.first(Account.self, where: \.id == james.account)
    #expect(account?.name == "Benton, John B Jr")
    let again = try await Importer(store).import(file("us-500.csv"), into: Contact.self, key: "email")
    #expect(again.unchanged == 500)
  }

  @Test("Without leave to create accounts, contacts come in and what was left out is counted")
  func us500WithoutAccounts() async throws {
    let store = try sampleStore()
    let report = try await Importer(store).import(file("us-500.csv"), into: Contact.self)
    #expect(report.created == 500 && report.leftOut == ["account (company_name)": 500])
  }

  @Test("Salesforce's accounts in Windows-1252 are read as text")
  func salesforce() async throws {
    let store = try sampleStore()
    let report = try await Importer(store).import(
      file("salesforce_accountData.csv"), into: Account.self, key: "externalID")
    #expect(report.created == 423 && report.failed == 0, "\(report.failures.prefix(3))")
    let regions = try await store.aggregate(Account.self, by: [Grouping("address.region")], .count, .distinct("name"))
    let counts = Dictionary(uniqueKeysWithValues: regions.map { ($0.group[0].text ?? "", $0.values[0]) })
    #expect(counts["CA"] == 100 && counts["TX"] == 31 && counts["NY"] == 25 && counts[""] == 25 && counts["MA"] == 20)
    let names = try await store.aggregate(Account.self, .distinct("name"))
    #expect(names.first?.values == [422])
    #expect(try await store.count(Account.self, where: \.name ~= .contains("\u{FFFD}")) == 0)
    let again = try await Importer(store).import(
      file("salesforce_accountData.csv"), into: Account.self, key: "externalID")
    #expect(again.unchanged == 423)
  }

  @Test("The S&P 500 come in with a mapping")
  func companies() async throws {
    let store = try sampleStore()
    let map = try mapping(
      """
      {"fields": {
        "externalID": "Symbol", "name": "Security", "industry": "GICS Sector", "address.city": "Headquarters Location",
        "foundedYear": {"column": "Founded", "invalid": "ignore"}
      }, "ignore": ["GICS Sub-Industry", "Date added", "CIK"]}
      """)
    let report = try await Importer(store).import(
      file("sp500_companies.csv"), into: Account.self, mapping: map, key: "externalID")
    #expect(report.created == 503 && report.unmappedColumns.isEmpty)
    #expect(try await store.count(Account.self, where: \.industry == Industry(rawValue: "Industrials")) == 83)
    #expect(try await store.count(Account.self, where: \.address.city == "New York City, New York") == 40)
  }

  @Test("Google's and Outlook's lists of the Roundcube project come in")
  func roundcube() async throws {
    let store = try sampleStore()
    let google = try await Importer(store, options: .init(createsMissing: true)).import(
      file("roundcube/gmail.csv"), into: Contact.self)
    #expect(google.failed == 0 && google.created > 0, "\(google.failures)")
    let contact = try #require(try await store.first(Contact.self, where: \.email == "home@aaa.pl"))
    #expect(contact.name == "Firstname Lastname" && contact.birthday?.description == "1975-12-12")
    #expect(contact.otherEmails.map(\.value) == ["work@email.pl", "unknown@email.com", "other@email.com"])
    let outlook = try await Importer(store).import(file("roundcube/outlook.csv"), into: Contact.self)
    #expect(outlook.created == 1 && outlook.failed == 0)
    let second = try #require(try await store.first(Contact.self, where: \.email == "test1@domain.tld"))
    #expect(second.otherEmails.map(\.value) == ["test2@domain.tld", "test3@domain.tld"])
  }
}
