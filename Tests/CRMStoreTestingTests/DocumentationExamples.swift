import CRMMemoryStore
import CRMStoreTesting
import Testing

// The examples of the documentation, word for word: a house rule compares them.

@Suite("The examples of CRMStoreTesting's documentation")
struct DocumentationExamples {
  @Test("A group of the suite is run as the module's page shows")
  func modulePage() async {
    let suite = StoreConformance { catalog, environment in
      MemoryStore(catalog, environment: environment)
    }
    let failures = await suite.run(.reading)
    #expect(failures.isEmpty)
  }
}
