/// What a condition is written on: a record's ``Field``, or an ``ElementField`` of a list's element.
///
/// ```swift
/// $0.score >= 50
/// $0.name.contains("GTX")
/// $0.emails.any { $0.address.hasSuffix(".ir") && $0.kind != "work" }
/// ```
///
/// Operators and methods stand for the ``FieldTest``s of the same names. No types of an application conform.
public protocol FilterOperand: Sendable {
  /// The type of the value.
  associatedtype Value: FieldValue
  /// What a condition on the value is.
  associatedtype Condition

  /// The value passes a test.
  func passes(_ test: FieldTest<Value>) -> Condition
}

// MARK: - Operators

extension FilterOperand {
  /// The value equals the other; nil equals nil.
  public static func == (operand: Self, value: Value.Scalar?) -> Condition { operand.passes(.compares(.equal, value)) }

  /// The value differs from the other; nil differs from every value.
  public static func != (operand: Self, value: Value.Scalar?) -> Condition {
    operand.passes(.compares(.notEqual, value))
  }

  /// The value passes a test that has no operator: `\.account / \.name ~= .contains("GTX")`.
  public static func ~= (operand: Self, test: FieldTest<Value>) -> Condition { operand.passes(test) }
}

extension FilterOperand where Value.Scalar: OrderedFieldValue {
  /// The value is less than the other; false for nil.
  public static func < (operand: Self, value: Value.Scalar) -> Condition { operand.passes(.compares(.less, value)) }

  /// The value is at most the other; false for nil.
  public static func <= (operand: Self, value: Value.Scalar) -> Condition {
    operand.passes(.compares(.lessOrEqual, value))
  }

  /// The value is greater than the other; false for nil.
  public static func > (operand: Self, value: Value.Scalar) -> Condition { operand.passes(.compares(.greater, value)) }

  /// The value is at least the other; false for nil.
  public static func >= (operand: Self, value: Value.Scalar) -> Condition {
    operand.passes(.compares(.greaterOrEqual, value))
  }
}

// MARK: - Methods

extension FilterOperand {
  /// The value equals one of the others.
  public func isIn(_ values: [Value.Scalar]) -> Condition { passes(.isIn(values)) }

  /// One element of the list meets the condition; false for an empty list.
  public func any<Element: FieldValue>(_ condition: @escaping @Sendable (ListElement<Element>) -> ElementFilter)
    -> Condition
  where Value == [Element] { passes(.any(condition)) }

  /// Every element of the list meets the condition; true for an empty list.
  public func all<Element: FieldValue>(_ condition: @escaping @Sendable (ListElement<Element>) -> ElementFilter)
    -> Condition
  where Value == [Element] { passes(.all(condition)) }
}

extension FilterOperand where Value.Scalar: OrderedFieldValue {
  /// The value is neither less than the first nor greater than the second.
  public func isBetween(_ least: Value.Scalar, and greatest: Value.Scalar) -> Condition {
    passes(.between(least, greatest))
  }
}

extension FilterOperand where Value.Scalar == String {
  /// The text contains the characters as they are written.
  public func contains(_ text: String) -> Condition { passes(.contains(text)) }

  /// The text begins with the characters as they are written.
  public func hasPrefix(_ text: String) -> Condition { passes(.hasPrefix(text)) }

  /// The text ends with the characters as they are written.
  public func hasSuffix(_ text: String) -> Condition { passes(.hasSuffix(text)) }

  /// The text's ``TextKey`` contains that of the words.
  public func matches(_ words: String) -> Condition { passes(.matches(words)) }
}

extension FilterOperand where Value.Scalar: TemporalFieldValue {
  /// The value lies in a period relative to now.
  public func isDuring(_ period: RelativePeriod) -> Condition { passes(.isDuring(period)) }
}
