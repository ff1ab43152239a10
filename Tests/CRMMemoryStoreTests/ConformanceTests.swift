import CRMMemoryStore
import CRMStoreTesting
import Testing

@Suite("The memory store conforms")
struct ConformanceTests {
  private let suite = StoreConformance { catalog, environment in MemoryStore(catalog, environment: environment) }

  @Test(arguments: ConformanceGroup.allCases)
  func conforms(_ group: ConformanceGroup) async {
    let failures = await suite.run(group)
    #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
  }
}
