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
}
