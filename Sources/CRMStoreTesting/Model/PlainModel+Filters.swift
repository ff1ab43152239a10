import CRMCore

extension PlainModel {
  /// Whether a condition holds, by the words of its documentation.
  ///
  /// Literals have the type of their field.
  func matches(_ filter: FilterExpression, _ context: Context) -> Bool {
    switch filter {
    case .constant(let value): return value
    case .and(let parts): return parts.allSatisfy { matches($0, context) }
    case .or(let parts): return parts.contains { matches($0, context) }
    case .not(let part): return !matches(part, context)
    case .compare(let path, let comparison, let literal):
      return PlainModel.compares(value(path, context), comparison, literal)
    case .isIn(let path, let literals):
      let value = value(path, context)
      return literals.contains { PlainModel.compares(value, .equal, $0) }
    case .between(let path, let least, let greatest):
      let value = value(path, context)
      return PlainModel.compares(value, .greaterOrEqual, least) && PlainModel.compares(value, .lessOrEqual, greatest)
    case .text(let path, let test, let words):
      guard case .text(let text) = value(path, context) else { return false }
      return PlainModel.passes(PlainModel.bytes(text), test, PlainModel.bytes(words))
    case .matches(let path, let words):
      guard case .text(let text) = value(path, context) else { return false }
      let (key, part) = (Array(TextKey.fold(text).utf8), Array(TextKey.fold(words).utf8))
      return PlainModel.passes(key, .contains, part)
    case .during: return false
    case .any(let path, let inner):
      let (values, type) = elements(path, context)
      return values.contains { matches(inner, .element($0, type)) }
    case .all(let path, let inner):
      let (values, type) = elements(path, context)
      return values.allSatisfy { matches(inner, .element($0, type)) }
    }
  }

  /// How a value compares with a literal: nothing is equal to nothing, and neither less nor greater than anything.
  static func compares(_ value: AnyValue, _ comparison: FilterExpression.Comparison, _ literal: AnyValue) -> Bool {
    let isEqual = value.isNull == literal.isNull && order(value, literal) == 0
    switch comparison {
    case .equal: return isEqual
    case .notEqual: return !isEqual
    default: break
    }
    guard !value.isNull, !literal.isNull else { return false }
    if case .money(let value) = value, case .money(let literal) = literal, value.currency != literal.currency {
      return false
    }
    let order = order(value, literal)
    return switch comparison {
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    default: order >= 0
    }
  }

  static func passes(_ text: [UInt8], _ test: FilterExpression.TextTest, _ part: [UInt8]) -> Bool {
    switch test {
    case .hasPrefix: text.starts(with: part)
    case .hasSuffix: text.reversed().starts(with: part.reversed())
    case .contains:
      part.isEmpty || (0..<max(0, text.count - part.count + 1)).contains { text[$0...].starts(with: part) }
    }
  }
}
