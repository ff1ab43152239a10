/// A test of a field that no operator stands for.
///
/// With a key path it is written behind `~=` (`\.name ~= .contains("GTX")`), with a builder's field as its method
/// (`$0.name.contains("GTX")`).
public struct FieldTest<V: FieldValue>: Sendable {
  let expression: @Sendable (FieldPath) -> FilterExpression

  /// The field equals one of the values.
  public static func isIn(_ values: [V.Scalar]) -> FieldTest {
    FieldTest { .isIn($0, values.map(\.anyValue)) }
  }
}

extension FieldTest where V.Scalar: OrderedFieldValue {
  /// The field is neither less than the first value nor greater than the second.
  public static func between(_ least: V.Scalar, _ greatest: V.Scalar) -> FieldTest {
    FieldTest { .between($0, least.anyValue, greatest.anyValue) }
  }
}

extension FieldTest where V.Scalar == String {
  /// The text contains the characters as they are written.
  public static func contains(_ text: String) -> FieldTest { FieldTest { .text($0, .contains, text) } }

  /// The text begins with the characters as they are written.
  public static func hasPrefix(_ text: String) -> FieldTest { FieldTest { .text($0, .hasPrefix, text) } }

  /// The text ends with the characters as they are written.
  public static func hasSuffix(_ text: String) -> FieldTest { FieldTest { .text($0, .hasSuffix, text) } }

  /// The text's ``TextKey`` contains that of the words, so that letter case, diacritics and Arabic and Persian variants don't count.
  public static func matches(_ words: String) -> FieldTest { FieldTest { .matches($0, words) } }
}

/// A type of field that says when something is: a date or an instant.
public protocol TemporalFieldValue: OrderedFieldValue {}

extension CalendarDate: TemporalFieldValue {}
extension Instant: TemporalFieldValue {}

extension FieldTest where V.Scalar: TemporalFieldValue {
  /// The field lies in a period relative to now.
  public static func isDuring(_ period: RelativePeriod) -> FieldTest { FieldTest { .during($0, period) } }
}

extension FieldTest {
  /// One element of the list meets the condition; false for an empty list.
  public static func any<Element: FieldValue>(_ condition: @escaping @Sendable (ListElement<Element>) -> ElementFilter)
    -> FieldTest
  where V == [Element] {
    FieldTest { .any($0, condition(ListElement()).expression) }
  }

  /// Every element of the list meets the condition; true for an empty list.
  public static func all<Element: FieldValue>(_ condition: @escaping @Sendable (ListElement<Element>) -> ElementFilter)
    -> FieldTest
  where V == [Element] {
    FieldTest { .all($0, condition(ListElement()).expression) }
  }
}

extension Field {
  /// The field equals one of the values.
  public func isIn(_ values: [V.Scalar]) -> Filter<R> { passes(.isIn(values)) }

  fileprivate func passes(_ test: FieldTest<V>) -> Filter<R> { Filter(test.expression(_path)) }
}

extension Field where V.Scalar: OrderedFieldValue {
  /// The field is neither less than the first value nor greater than the second.
  public func isBetween(_ least: V.Scalar, and greatest: V.Scalar) -> Filter<R> { passes(.between(least, greatest)) }
}

extension Field where V.Scalar == String {
  /// The text contains the characters as they are written.
  public func contains(_ text: String) -> Filter<R> { passes(.contains(text)) }

  /// The text begins with the characters as they are written.
  public func hasPrefix(_ text: String) -> Filter<R> { passes(.hasPrefix(text)) }

  /// The text ends with the characters as they are written.
  public func hasSuffix(_ text: String) -> Filter<R> { passes(.hasSuffix(text)) }

  /// The text's ``TextKey`` contains that of the words.
  public func matches(_ words: String) -> Filter<R> { passes(.matches(words)) }
}

extension Field where V.Scalar: TemporalFieldValue {
  /// The field lies in a period relative to now.
  public func isDuring(_ period: RelativePeriod) -> Filter<R> { passes(.isDuring(period)) }
}

extension Field {
  /// One element of the list meets the condition; false for an empty list.
  public func any<Element: FieldValue>(_ condition: @escaping @Sendable (ListElement<Element>) -> ElementFilter)
    -> Filter<R>
  where V == [Element] { passes(.any(condition)) }

  /// Every element of the list meets the condition; true for an empty list.
  public func all<Element: FieldValue>(_ condition: @escaping @Sendable (ListElement<Element>) -> ElementFilter)
    -> Filter<R>
  where V == [Element] { passes(.all(condition)) }
}
