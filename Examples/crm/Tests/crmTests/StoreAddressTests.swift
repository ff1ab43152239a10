import Testing

@testable import crm

@Suite("Where a store is")
struct StoreAddressTests {
  @Test(
    "A server's address is shown without what is secret in it",
    arguments: [
      ("postgres://sara@db.example:5433/crm", "postgres://sara@db.example:5433/crm"),
      ("postgresql://sara:secret@db.example/crm?password=secret&sslmode=require", "postgresql://sara@db.example/crm"),
      ("postgres://sara:se cret%zz@db.example/crm", nil),
    ])
  func secrets(text: String, shown: String?) throws {
    let address = try #require(StoreAddress(argument: text))
    #expect(address.argument == text)
    #expect(!address.description.contains("cret"))
    if let shown { #expect(address.description == shown) }
  }

  @Test("A file of SQLite and a folder are told apart")
  func forms() {
    #expect(StoreAddress(argument: "sqlite:company.db") == .sqlite("company.db"))
    #expect(StoreAddress(argument: "company") == .folder("company"))
    #expect(StoreAddress(argument: "") == nil)
  }
}
