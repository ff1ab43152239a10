import Testing

/// Each rule is shown to bite on code that breaks it, and to let through code that only looks so.
@Suite("The house rules bite")
struct RuleProofTests {
  /// A piece of code, where it stands, the rule that it is judged by, and the line at which it breaks the rule; nil where it keeps it.
  struct Sample: Sendable, CustomTestStringConvertible {
    let rule: HouseRule
    let code: String
    let path: String
    let line: Int?

    var testDescription: String { (code.isEmpty ? path : code).split(separator: "\n").joined(separator: " ⏎ ") }

    static func breaks(
      _ rule: HouseRule, _ code: String, at line: Int = 1, in path: String = "Sources/CRMSales/Lead/Lead.swift"
    ) -> Self {
      Sample(rule: rule, code: code, path: path, line: line)
    }

    static func keeps(_ rule: HouseRule, _ code: String, in path: String = "Sources/CRMSales/Lead/Lead.swift") -> Self {
      Sample(rule: rule, code: code, path: path, line: nil)
    }
  }

  @Test(
    "A rule names the line that breaks it, and no other",
    arguments: imports + ambience + smells + comments + names + placement)
  func judges(sample: Sample) {
    let found = sample.rule.violations(SwiftSource(path: sample.path, text: sample.code))
    #expect(found.map(\.line) == (sample.line.map { [$0] } ?? []), "\(found)")
    #expect(found.allSatisfy { $0.description.hasPrefix("\(sample.path):\($0.line): ") })
  }

  static let imports: [Sample] = [
    .breaks(.imports, "import Foundation\n@testable public import CRMMarketing", at: 2),
    .breaks(.imports, "import struct CRMService.Case"),
    .breaks(.imports, "import CRMMemoryStore"),
    .breaks(.imports, "import CRMContacts", in: "Sources/CRMCore/Record/Record.swift"),
    .breaks(.imports, "import CRMSQLiteStore", in: "Sources/CRMKit/CRM.swift"),
    .breaks(.imports, "import Testing"),
    .breaks(.imports, "import NIOCore"),
    .breaks(.imports, "let answer = 42", in: "Sources/CRMSurprise/Answer/Answer.swift"),
    .keeps(
      .imports,
      "public import CRMCore\npackage import CRMContacts\nimport Foundation\n#if canImport(Glibc)\nimport Glibc\n#endif"
    ),
    .keeps(
      .imports,
      "// import CRMService\nlet code = \"import CRMService\"\nlet rights: Set = [.import, \n.export]\ncall(import: CRMService)"
    ),
    .keeps(.imports, "import Testing", in: "Sources/CRMStoreTesting/Suite/Suite.swift"),
  ]

  static let ambience: [Sample] = [
    .breaks(.ambience, "let now =\n  Date ( )", at: 2),
    .breaks(.ambience, "let now = Date\n  .now", at: 1),
    .breaks(.ambience, "let now: Date = .now"),
    .breaks(.ambience, "let now = Foundation.Date()"),
    .breaks(.ambience, "let text = \"at \\(Date())\""),
    .breaks(.ambience, "let text = #\"\"\"\n  at \\#(\"\\(1)\" + \"\\(Date())\")\n  \"\"\"#", at: 2),
    .breaks(.ambience, "let id = UUID()"),
    .breaks(.ambience, "let dice = Int.random(in: 1...6)"),
    .breaks(.ambience, "let dice = Int.random(in: pick(using: loaded))"),
    .breaks(.ambience, "let first = names.shuffled().first"),
    .breaks(.ambience, "var random = SystemRandomNumberGenerator()"),
    .breaks(.ambience, "let clock = ContinuousClock()"),
    .breaks(.ambience, "try await Task.sleep(for: .seconds(1))"),
    .breaks(.ambience, "let calendar = Calendar.current"),
    .breaks(.ambience, "func days(in calendar: Calendar = .current) {}"),
    .breaks(.ambience, "let zone = TimeZone.current"),
    .breaks(.ambience, "format(locale: .current)"),
    .breaks(.ambience, "let locale = Locale.autoupdatingCurrent"),
    .breaks(.ambience, "let name = ProcessInfo.processInfo.hostName"),
    .breaks(.ambience, "let id = UUID()", in: "Sources/CRMCore/Environment/CRMEnvironment.swift"),
    .breaks(.ambience, "let number = getpid()", in: "Sources/CRMFileStore/Journal/Journal.swift"),
    .keeps(.ambience, "let number = getpid()", in: "Sources/CRMFileStore/Disk/POSIX.swift"),
    .keeps(.ambience, "Instant(Date())", in: "Sources/CRMCore/Environment/CRMEnvironment.swift"),
    .keeps(.ambience, "let dice = Int.random(\n  in: bounds(1, 6), using: &generator)"),
    .keeps(.ambience, "// Date() is not asked here\nlet text = \"Date()\"\n/* UUID() /* twice */ UUID() */"),
    .keeps(.ambience, "let raw = #\"\\(Date()) \" UUID()\"#\nlet regex = /\"Date()\"/\nlet other = #/ \" UUID() /#"),
    .keeps(.ambience, "let long = \"\"\"\n  a \"quoted\" Date() \\\"\"\" UUID()\n  \"\"\""),
    .keeps(
      .ambience, "let now = environment.now\nlet scope = Scope.current\nlet due = CalendarDate()\nlet x = 6 / 2 / 3"),
  ]

  static let smells: [Sample] = [
    .breaks(.smells, "print(\"here\")"),
    .breaks(.smells, "Swift.print(\"here\")"),
    .breaks(.smells, "debugPrint(lead)"),
    .breaks(.smells, "dump(lead)"),
    .breaks(.smells, "let lead =\n  try! find()", at: 2),
    .breaks(.smells, "let lead = record as! Lead"),
    .breaks(.smells, "fatalError(\"unreachable\")"),
    .breaks(.smells, "#if DEBUG\n#endif"),
    .breaks(.smells, "let text = \"\\(try! find())\""),
    .keeps(
      .smells, "func print(_ lead: Lead) {}\nprinter.print(lead)\nprintAll()\ntry !isOpen()\nlet lead = record as? Lead"
    ),
    .keeps(.smells, "/// Instead of `print(lead)` or `try!`.\nlet advice = \"fatalError(\\\"no\\\") try! print(\""),
  ]

  static let comments: [Sample] = [
    .breaks(.unfinished, "let a = 1\n// TODO: more", at: 2),
    .breaks(.unfinished, "/*\n FIXME\n*/", at: 2),
    .breaks(.unfinished, "/// A HACK."),
    .keeps(.unfinished, "let code = \"XXX\"\n/// `XXX` is no currency, and TODOS is no mark.\nlet TODO = 1"),
    .breaks(.explainedPromises, "/// A tree.\nstruct Tree: @unchecked Sendable {}", at: 2),
    .breaks(
      .explainedPromises, "/// Sendable, as its nodes are never changed.\n\nstruct Tree: @unchecked Sendable {}", at: 3),
    .breaks(.explainedPromises, "nonisolated(unsafe) var count = 0"),
    .keeps(
      .explainedPromises,
      "/// A tree.\n///\n/// `@unchecked` because nodes never change\n/// once shared.\n@frozen\nstruct Tree: @unchecked Sendable {}"
    ),
    .keeps(.explainedPromises, "// Only `lock` touches it, so nonisolated holds.\nnonisolated(unsafe) var count = 0"),
  ]

  static let names: [Sample] = [
    .breaks(.publicNames, "public struct Task {}"),
    .breaks(
      .publicNames, "extension Lead {\n  var a: Int { 1 }\n}\n@frozen public indirect enum `State`: Sendable {}", at: 4),
    .breaks(.publicNames, "public final class CRMSales {}"),
    .breaks(.publicNames, "public typealias Predicate = Filter"),
    .keeps(
      .publicNames,
      "public struct Lead {\n  public enum State {}\n}\nstruct Query {}\npublic struct QueryPlan {}\npublic func f() -> Task {}"
    ),
    .breaks(.speakingNames, "", in: "Sources/CRMSales/Utils/Lead.swift"),
    .breaks(.speakingNames, "", in: "Tests/CRMSalesTests/LeadHelpers.swift"),
    .breaks(.speakingNames, "", in: "Examples/crm/Sources/crm/ImportManager.swift"),
    .keeps(.speakingNames, "", in: "Sources/CRMFileStore/Disk/FileManager+Sync.swift"),
    .keeps(.speakingNames, "", in: "Sources/CRMContacts/CommonDataModel/ManagerChain.swift"),
  ]

  static let placement: [Sample] = [
    .breaks(.placement, "", in: "Sources/CRMSales/Lead.swift"),
    .keeps(.placement, "", in: "Sources/CRMSales/Lead/Lead.swift"),
    .keeps(.placement, "", in: "Sources/CRMKit/CRM.swift"),
    .breaks(.length, String(repeating: "\n", count: HouseRule.longestFile + 1), at: HouseRule.longestFile + 1),
    .keeps(.length, String(repeating: "\n", count: HouseRule.longestFile)),
  ]

  @Test("Every bracket of every file closes, so no literal was mistaken for code, nor code for a literal")
  func readsWell() throws {
    let pairs = [")": "(", "]": "[", "}": "{"]
    for source in try Repository.sources.get() {
      var open: [String] = []
      for token in source.tokens {
        if let opening = pairs[token.text] {
          #expect(open.popLast() == opening, "\(source.path):\(token.line): \(token.text)")
        } else if pairs.values.contains(token.text) {
          open.append(token.text)
        }
      }
      #expect(open.isEmpty, "\(source.path): \(open) is not closed")
    }
  }

  @Test("The manifest is held to the table, its own folders and no package")
  func manifestBites() throws {
    let text = """
      let modules: [(name: String, imports: [Target.Dependency])] = [
        ("CRMCore", []),
        ("CRMSales", ["CRMCore", "CRMService"]),
        ("CRMSurprise", ["CRMCore"]),
      ]
      let tests = [("CRMCoreTests", ["CRMKit"])]
      let package = Package(name: "CRMKit", dependencies: [.package(url: "https://example.org", from: "1.0.0")])
      """
    let manifest = Manifest(text: text)
    #expect(manifest.rows.map(\.module) == ["CRMCore", "CRMSales", "CRMSurprise"])
    let found = manifest.violations(modules: ["CRMCore", "CRMSales", "CRMSurprise", "CRMContacts"])
    #expect(found.map(\.line) == [1, 3, 4, 7], "\(found)")
  }

  @Test("A stranger at the top level is named")
  func topLevelBites() {
    let strangers = TopLevel.strangers(among: ["Package.swift", "README.md", ".ci", "notes.txt", "scratch"])
    #expect(strangers == ["notes.txt", "scratch"])
  }

  @Test("The repository's own folder is found, with this file in it")
  func findsItself() throws {
    let sources = try Repository.sources.get()
    #expect(sources.contains { $0.path == "Tests/HouseRulesTests/RuleProofTests.swift" })
  }
}
