import CRMCore
import Testing

/// Every operator and method, on a key path, a field and a list's element: they make the same expression.
@Suite("Operators and methods of filters")
struct FilterOperandTests {
  /// A condition in each of its spellings, and what all of them are.
  struct Spelling: Sendable {
    let conditions: [FilterExpression]
    let expression: FilterExpression

    init(_ expression: FilterExpression, _ filters: Filter<Trade>...) {
      self.expression = expression
      conditions = filters.map(\.expression)
    }
  }

  private static func field(_ condition: (RecordFields<Trade>) -> Filter<Trade>) -> Filter<Trade> {
    Filter(matching: condition)
  }

  static let comparisons: [Spelling] = [
    Spelling(.compare("score", .equal, 1), \.score == 1, field { $0.score == 1 }),
    Spelling(.compare("rank", .equal, .null), \.rank == nil, field { $0.rank == nil }),
    Spelling(.compare("score", .notEqual, 1), \.score != 1, field { $0.score != 1 }),
    Spelling(.compare("rank", .less, 1), \.rank < 1, field { $0.rank < 1 }),
    Spelling(.compare("rank", .lessOrEqual, 1), \.rank <= 1, field { $0.rank <= 1 }),
    Spelling(.compare("rank", .greater, 1), \.rank > 1, field { $0.rank > 1 }),
    Spelling(.compare("rank", .greaterOrEqual, 1), \.rank >= 1, field { $0.rank >= 1 }),
    Spelling(
      .compare("house.name", .equal, "x"), \.house / \.name == "x", field { $0.house.name == "x" }),
  ]

  static let tests: [Spelling] = [
    Spelling(
      .isIn("rank", [1, 2]), \.rank ~= .isIn([1, 2]), field { $0.rank ~= .isIn([1, 2]) },
      field { $0.rank.isIn([1, 2]) }),
    Spelling(
      .between("rank", 1, 2), \.rank ~= .between(1, 2), field { $0.rank ~= .between(1, 2) },
      field { $0.rank.isBetween(1, and: 2) }),
    Spelling(
      .text("note", .contains, "x"), \.note ~= .contains("x"), field { $0.note ~= .contains("x") },
      field { $0.note.contains("x") }),
    Spelling(
      .text("house.name", .hasPrefix, "x"), \.house / \.name ~= .hasPrefix("x"), field { $0.house.name.hasPrefix("x") }),
    Spelling(.text("note", .hasSuffix, "x"), \.note ~= .hasSuffix("x"), field { $0.note.hasSuffix("x") }),
    Spelling(.matches("note", "x"), \.note ~= .matches("x"), field { $0.note.matches("x") }),
    Spelling(.during("seen", .today), \.seen ~= .isDuring(.today), field { $0.seen.isDuring(.today) }),
    Spelling(
      .any("tags", .compare("it", .equal, "x")), \.tags ~= .any { $0.value == "x" },
      field { $0.tags ~= .any { $0.value == "x" } }, field { $0.tags.any { $0.value == "x" } }),
    Spelling(
      .all("sizes", .compare("it", .greaterOrEqual, 1)), \.sizes ~= .all { $0.value >= 1 },
      field { $0.sizes.all { $0.value >= 1 } }),
  ]

  private static func person(_ condition: @escaping @Sendable (ListElement<Trade.Person>) -> ElementFilter) -> Filter<
    Trade
  > {
    \.people ~= .any(condition)
  }

  static let elements: [Spelling] = [
    Spelling(.any("people", .compare("age", .equal, 1)), person { $0.age == 1 }),
    Spelling(.any("people", .compare("age", .notEqual, .null)), person { $0.age != nil }),
    Spelling(.any("people", .compare("age", .less, 1)), person { $0.age < 1 }),
    Spelling(.any("people", .compare("age", .lessOrEqual, 1)), person { $0.age <= 1 }),
    Spelling(.any("people", .compare("age", .greater, 1)), person { $0.age > 1 }),
    Spelling(.any("people", .compare("age", .greaterOrEqual, 1)), person { $0.age >= 1 }),
    Spelling(
      .any("people", .isIn("age", [1, 2])), person { $0.age.isIn([1, 2]) }, person { $0.age ~= .isIn([1, 2]) }),
    Spelling(.any("people", .between("age", 1, 2)), person { $0.age.isBetween(1, and: 2) }),
    Spelling(
      .any("people", .text("name", .contains, "x")), person { $0.name.contains("x") },
      person { $0.name.passes(.contains("x")) }),
    Spelling(.any("people", .text("name", .hasPrefix, "x")), person { $0.name.hasPrefix("x") }),
    Spelling(.any("people", .text("name", .hasSuffix, "x")), person { $0.name.hasSuffix("x") }),
    Spelling(.any("people", .matches("name", "x")), person { $0.name.matches("x") }),
    Spelling(
      .any("people", .and([.compare("age", .greater, 1), .not(.matches("name", "x"))])),
      person { $0.age > 1 && !$0.name.matches("x") }),
    Spelling(
      .any("tags", .isIn("it", ["a", "b"])), \.tags ~= .any { $0.value.isIn(["a", "b"]) },
      field { $0.tags.any { $0.value ~= .isIn(["a", "b"]) } }),
  ]

  @Test("Every spelling of a condition is the same expression", arguments: comparisons + tests + elements)
  func spellings(spelling: Spelling) {
    for condition in spelling.conditions { #expect(condition == spelling.expression) }
  }
}
