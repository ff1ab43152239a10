/// A test of a field that no operator stands for.
///
/// With a key path it is written behind `~=` (`\.name ~= .contains("GTX")`), with a builder's field or a list's element as its method
/// (`$0.name.contains("GTX")`).
public struct FieldTest<V: FieldValue>: Sendable {
  let expression: @Sendable (FieldPath) -> FilterExpression

  /// The field compares so to the value.
  static func compares(_ comparison: FilterExpression.Comparison, _ value: V.Scalar?) -> FieldTest {
    FieldTest { .compare($0, comparison, value.anyValue) }
  }

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
