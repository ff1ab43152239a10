import CRMCore
import Foundation
import Testing

@Suite("The article on the filter language")
struct FilterLanguageArticleTests {
  private static let article = URL(filePath: #filePath).appending(path: "../../../..").standardized
    .appending(path: "Sources/CRMCore/Documentation.docc/FilterLanguage.md")

  private func sections() throws -> [String: [Substring]] {
    let text = try String(contentsOf: Self.article, encoding: .utf8)
    let parts = text.components(separatedBy: "\n## ").dropFirst()
    return Dictionary(
      uniqueKeysWithValues: parts.map { part in
        let lines = part.split(separator: "\n", omittingEmptySubsequences: false)
        return (String(lines[0]), Array(lines.dropFirst()))
      })
  }

  /// The code in the cells of a table's rows.
  private func code(_ lines: [Substring]?) throws -> [[[String]]] {
    let rows = try #require(lines).filter { $0.hasPrefix("| ") }.dropFirst()
    return rows.map { row in
      row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().map { cell in
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
          .map { String($0.element) }
      }
    }
  }

  @Test("Its first examples are canonical")
  func examples() throws {
    let lines = try #require(try sections()["Overview"])
    let block = lines.drop { $0 != "```" }.dropFirst().prefix { $0 != "```" }
    #expect(block.count == 7)
    for line in block { #expect(try FilterExpression(parsing: String(line)).description == line) }
  }

  @Test("Its conditions and values are read, and written as it says")
  func tables() throws {
    let conditions = try code(try sections()["Conditions"])
    #expect(conditions.count == 13)
    for row in conditions where row.count > 1 {
      for text in row[0] + row[1] where !text.contains("…") && text != "a" {
        let filter = try FilterExpression(parsing: text)
        if row[0].contains(text) { #expect(filter.description == text) }
      }
    }
    let values = try code(try sections()["Values"])
    #expect(values.count == 13)
    for row in values where row.count > 2 {
      for text in row[1] + row[2] {
        let filter = try FilterExpression(parsing: "a == \(text)")
        if row[1].contains(text) { #expect(filter.description == "a == \(text)") }
      }
    }
  }
}
