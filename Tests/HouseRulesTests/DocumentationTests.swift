import Foundation
import Testing

@Suite("The documentation's code")
struct DocumentationTests {
  @Test("Every Swift block of the README and of the modules' pages stands in a test, which compiles it")
  func blocksAreCompiled() throws {
    let repository = Repository.current
    let tests = try Repository.sources.get().filter { $0.path.hasSuffix("/DocumentationExamples.swift") }
      .map { lines(try repository.text($0.path)) }
    let modules = try repository.names(in: "Sources").sorted()
    let pages = modules.flatMap { module in
      let folder = "Sources/\(module)/Documentation.docc"
      let names = (try? repository.names(in: folder)) ?? []
      return names.filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
    }
    for page in ["README.md"] + pages {
      for block in swiftBlocks(of: try repository.text(page)) {
        let isCompiled = tests.contains { $0.contains(block) }
        #expect(
          isCompiled,
          "\(page): the block that begins with “\(block.first ?? "")” stands in no DocumentationExamples.swift")
      }
    }
  }

  @Test("A block that differs by a word is noticed")
  func proof() {
    let block = swiftBlocks(of: "Text\n```swift\nlet a = 1\n  let b = 2\n```\n```\nother\n```")
    #expect(block == [["let a = 1", "let b = 2"]])
    #expect(lines("func f() {\n    let a = 1\n\n    let b = 2\n}").contains(["let a = 1", "let b = 2"]))
    #expect(!lines("let a = 1\nlet b = 3").contains(["let a = 1", "let b = 2"]))
  }

  private func swiftBlocks(of markdown: String) -> [[String]] {
    var blocks: [[String]] = []
    var current: [String]?
    for line in lines(markdown) {
      if line == "```swift" {
        current = []
      } else if line.hasPrefix("```") {
        if let block = current { blocks.append(block) }
        current = nil
      } else {
        current?.append(line)
      }
    }
    return blocks
  }

  /// The lines that hold anything, without the space around them.
  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }
}
