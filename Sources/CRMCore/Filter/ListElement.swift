/// An element of a list, as the closures of `any` and `all` receive it.
@dynamicMemberLookup
public struct ListElement<Element: FieldValue>: Sendable {
  init() {}

  /// A field of the element.
  public subscript<V: FieldValue>(dynamicMember keyPath: KeyPath<Element, V>) -> ElementField<V>
  where Element: FieldGroup {
    ElementField(path: FieldPath(Element.fields.name(of: keyPath) ?? "\(keyPath)"))
  }

  /// The element itself.
  public var value: ElementField<Element> { ElementField(path: .element) }
}

/// A condition on a list's element.
public struct ElementFilter: Hashable, Sendable {
  /// The condition without its type.
  public let expression: FilterExpression

  /// Both conditions hold.
  public static func && (left: ElementFilter, right: ElementFilter) -> ElementFilter {
    ElementFilter(expression: left.expression && right.expression)
  }

  /// One of the conditions holds.
  public static func || (left: ElementFilter, right: ElementFilter) -> ElementFilter {
    ElementFilter(expression: left.expression || right.expression)
  }

  /// The condition does not hold.
  public static prefix func ! (filter: ElementFilter) -> ElementFilter { ElementFilter(expression: !filter.expression) }
}

/// A value of a list's element: the element itself, or a field of it.
public struct ElementField<V: FieldValue>: FilterOperand {
  let path: FieldPath

  /// The value passes a test.
  public func passes(_ test: FieldTest<V>) -> ElementFilter { ElementFilter(expression: test.expression(path)) }
}
