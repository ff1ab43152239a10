import CRMStoreTesting
import Testing

@Suite("The groups of the suite")
struct GroupTests {
  @Test("Every group has checks, each of a name of its own")
  func names() {
    let names = ConformanceGroup.allCases.flatMap(\.checks)
    #expect(Set(names).count == names.count)
    for group in ConformanceGroup.allCases { #expect(!group.checks.isEmpty, "\(group)") }
  }
}
