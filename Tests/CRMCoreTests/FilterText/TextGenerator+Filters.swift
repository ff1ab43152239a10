import CRMCore

extension TextGenerator {
  mutating func path() -> FieldPath {
    switch below(6) {
    case 0: FieldPath(text())
    case 1: .element
    case 2: FieldPath((0..<3).map { _ in text() }.joined(separator: "."))
    case 3: FieldPath(pick(["not", "AND", "all", "any.all", "nil", "in", "hasprefix", "matches.true", "is"]))
    default: FieldPath(pick(["name", "account.industry", "نام_خانوادگی", "emails", "x1", "_", "café"]))
    }
  }

  mutating func period() -> RelativePeriod {
    switch below(6) {
    case 0: pick([.today, .yesterday, .tomorrow])
    case 1: .last(1 + below(100_000), pick(DateStep.allCases))
    case 2: .next(1 + below(3), pick(DateStep.allCases))
    case 3: .current(pick(DateGranularity.allCases))
    case 4: .previous(pick(DateGranularity.allCases))
    default: .following(pick(DateGranularity.allCases))
    }
  }

  /// A condition of any kind, at most so deep.
  mutating func filter(depth: Int = 4) throws -> FilterExpression {
    guard depth > 1, chance(60) else { return try leaf() }
    switch below(5) {
    case 0: return .and(try (0..<below(4)).map { _ in try filter(depth: depth - 1) })
    case 1: return .or(try (0..<below(4)).map { _ in try filter(depth: depth - 1) })
    case 2: return .not(try filter(depth: depth - 1))
    case 3: return .any(path(), try filter(depth: depth - 1))
    default: return .all(path(), try filter(depth: depth - 1))
    }
  }

  private mutating func leaf() throws -> FilterExpression {
    switch below(7) {
    case 0: .constant(chance(50))
    case 1: .isIn(path(), try (0..<below(4)).map { _ in try value() })
    case 2: .between(path(), try value(), try value())
    case 3: .text(path(), pick(FilterExpression.TextTest.allCases), text())
    case 4: .matches(path(), text())
    case 5: .during(path(), period())
    default: .compare(path(), pick(FilterExpression.Comparison.allCases), try value())
    }
  }

  /// A condition on the opportunities of ``FilterTextSchema``, in which a few names and values are wrong.
  mutating func opportunityFilter(depth: Int, inside: [FieldPath] = []) throws -> FilterExpression {
    let fields = inside.isEmpty ? ["name", "account.name", "account.parent.industry", "address.city"] : inside
    guard depth > 1, chance(70) else {
      let path = chance(8) ? pick(["nmae", "account.nmae", "account.parent.nmae", "it.nmae"]) : pick(fields)
      if inside.isEmpty, chance(20) { return .isIn("state", ["won", chance(10) ? "wno" : "lost", "open"]) }
      return .isIn(path, ["a", chance(8) ? 7 : "b", "c"])
    }
    switch below(5) {
    case 0: return .and(try (0..<below(4)).map { _ in try opportunityFilter(depth: depth - 1, inside: inside) })
    case 1: return .or(try (0..<below(4)).map { _ in try opportunityFilter(depth: depth - 1, inside: inside) })
    case 2: return .not(try opportunityFilter(depth: depth - 1, inside: inside))
    default:
      guard inside.isEmpty else { return .constant(true) }
      return switch below(3) {
      case 0: .any("emails", try opportunityFilter(depth: depth - 1, inside: ["kind", "address"]))
      case 1: .all("partners", try opportunityFilter(depth: depth - 1, inside: ["name", "it.name", "parent.industry"]))
      default: .any("tags", try opportunityFilter(depth: depth - 1, inside: ["it"]))
      }
    }
  }
}
