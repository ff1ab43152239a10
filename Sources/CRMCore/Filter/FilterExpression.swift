/// A condition on a record, as data: saved, sent, shown, compiled to a store's own language, and evaluated alike everywhere.
///
/// ``Filter`` is its typed form and has the operators; ``FilterExpression/init(parsing:)`` and ``description`` are its text form.
/// Comparison is two-valued: every condition is plainly true or false for nil, and `<`, `>`, `between` and the tests of text are
/// false for it.
public indirect enum FilterExpression: Hashable, Sendable {
  /// True or false for every record.
  case constant(Bool)
  /// All of the conditions hold; true for none.
  case and([FilterExpression])
  /// One of the conditions holds; false for none.
  case or([FilterExpression])
  /// The condition does not hold.
  case not(FilterExpression)
  /// The field compares so to the value. Only `equal` and `notEqual` may compare with `null`.
  case compare(FieldPath, Comparison, AnyValue)
  /// The field equals one of the values.
  case isIn(FieldPath, [AnyValue])
  /// The field is neither less than the first value nor greater than the second.
  case between(FieldPath, AnyValue, AnyValue)
  /// The text passes a test of its characters as they are written.
  case text(FieldPath, TextTest, String)
  /// The ``TextKey`` of the text contains that of the words: letter case, diacritics, and Arabic and Persian variants don't count.
  case matches(FieldPath, String)
  /// The date or instant lies in a period relative to now.
  case during(FieldPath, RelativePeriod)
  /// One element of the list meets the condition; false for an empty list. Within the condition, names are the element's: a group's
  /// fields, a referred record's fields, or ``FieldPath/element`` for the element itself.
  case any(FieldPath, FilterExpression)
  /// Every element of the list meets the condition; true for an empty list.
  case all(FieldPath, FilterExpression)

  /// How two values compare.
  public enum Comparison: String, Hashable, Sendable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  /// A test of a text's characters.
  public enum TextTest: String, Hashable, Sendable, CaseIterable {
    case contains
    case hasPrefix
    case hasSuffix
  }
}

extension FilterExpression {
  /// Both conditions hold.
  ///
  /// Conjunctions are flattened and `true` disappears, so that equal conditions look alike.
  public static func && (left: FilterExpression, right: FilterExpression) -> FilterExpression {
    switch (left, right) {
    case (.constant(true), let other), (let other, .constant(true)): other
    case (.constant(false), _), (_, .constant(false)): .constant(false)
    case (.and(let left), .and(let right)): .and(left + right)
    case (.and(let left), let right): .and(left + [right])
    case (let left, .and(let right)): .and([left] + right)
    default: .and([left, right])
    }
  }

  /// One of the conditions holds.
  ///
  /// Disjunctions are flattened and `false` disappears.
  public static func || (left: FilterExpression, right: FilterExpression) -> FilterExpression {
    switch (left, right) {
    case (.constant(false), let other), (let other, .constant(false)): other
    case (.constant(true), _), (_, .constant(true)): .constant(true)
    case (.or(let left), .or(let right)): .or(left + right)
    case (.or(let left), let right): .or(left + [right])
    case (let left, .or(let right)): .or([left] + right)
    default: .or([left, right])
    }
  }

  /// The condition does not hold.
  public static prefix func ! (condition: FilterExpression) -> FilterExpression {
    switch condition {
    case .constant(let value): .constant(!value)
    case .not(let inner): inner
    default: .not(condition)
    }
  }
}
