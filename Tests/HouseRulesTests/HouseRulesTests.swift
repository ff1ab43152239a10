import Testing

@Suite("The house rules")
struct HouseRulesTests {
  @Test("The modules keep every rule", arguments: HouseRule.forModules)
  func modules(rule: HouseRule) throws {
    let sources = try Repository.sources.get().filter { $0.module != nil }
    try #require(!sources.isEmpty, "the sources were not found from the path of this test")
    report(sources.flatMap(rule.violations))
  }

  @Test("All Swift keeps the rules for all", arguments: HouseRule.forAll)
  func everything(rule: HouseRule) throws {
    report(try Repository.sources.get().flatMap(rule.violations))
  }

  @Test("A placeholder goes when its module comes to life")
  func placeholders() throws {
    let modules = Dictionary(grouping: try Repository.sources.get().filter { $0.module != nil }, by: \.module)
    let stale = modules.values.filter { $0.count > 1 }.joined().filter { $0.pathComponents[2] == HouseRule.placeholder }
    report(stale.map { $0.violation(at: 1, "the module has come to life: delete the placeholder") })
  }

  @Test("The manifest's targets depend on what the table of imports allows, and on no package")
  func manifest() throws {
    let manifest = Manifest(text: try Repository.current.text("Package.swift"))
    let modules = try Repository.current.names(in: "Sources").subtracting(ImportTable.systemLibraries)
    report(manifest.violations(modules: modules))
  }

  @Test("The top level holds what a visitor looks for, and nothing else")
  func topLevel() throws {
    #expect(TopLevel.strangers(among: try Repository.current.topLevelNames()).isEmpty)
  }

  private func report(_ violations: [Violation]) {
    for violation in violations { Issue.record("\(violation)") }
  }
}
