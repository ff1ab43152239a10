/// Finds the place of the first error in a condition that was read from text and does not fit its records.
struct FilterErrorSearch {
  let text: String
  let marks: [FilterMark]
  let catalog: Catalog
  let scope: QueryScope
  private var position = 0

  init(text: String, marks: [FilterMark], catalog: Catalog, scope: QueryScope) {
    self.text = text
    self.marks = marks
    self.catalog = catalog
    self.scope = scope
  }

  /// The first error in the condition, in the order of the text; nil when there is none.
  mutating func error(in filter: FilterExpression, _ context: FilterContext) -> FilterSyntaxError? {
    switch filter {
    case .constant: return nil
    case .and(let parts), .or(let parts):
      for part in parts {
        if let error = error(in: part, context) { return error }
      }
      return nil
    case .not(let inner): return error(in: inner, context)
    case .any(let path, let inner), .all(let path, let inner): return error(in: inner, ofElementsAt: path, context)
    case .compare, .isIn, .between, .text, .matches, .during:
      guard let mark = nextMark() else { return nil }
      return failure(at: mark, filter, context) { _ = try filter.checked(in: context, catalog: catalog, scope: scope) }
    }
  }

  private mutating func error(
    in inner: FilterExpression, ofElementsAt path: FieldPath, _ context: FilterContext
  ) -> FilterSyntaxError? {
    guard let mark = nextMark() else { return nil }
    var element: FieldType?
    // The constant has no errors of its own, so this checks the list alone.
    let list = FilterExpression.any(path, .constant(true))
    let error = failure(at: mark, list, context) {
      _ = try list.checked(in: context, catalog: catalog, scope: scope)
      element = try path.resolved(in: context, catalog: catalog, scope: scope).type.element
    }
    return error ?? element.flatMap { self.error(in: inner, .element($0)) }
  }

  private mutating func nextMark() -> FilterMark? {
    guard position < marks.count else { return nil }
    position += 1
    return marks[position - 1]
  }

  private func failure(
    at mark: FilterMark, _ filter: FilterExpression, _ context: FilterContext, _ check: () throws -> Void
  ) -> FilterSyntaxError? {
    do {
      try check()
      return nil
    } catch let error as FilterError {
      let place = place(of: error, mark, filter, context)
      return FilterSyntaxError(
        text: text, column: text[..<place].count + 1, message: error.description, suggestions: error.suggestions)
    } catch {
      return FilterSyntaxError(text: text, at: mark.names.first ?? text.startIndex, "\(error)")
    }
  }

  private func place(
    of error: FilterError, _ mark: FilterMark, _ filter: FilterExpression, _ context: FilterContext
  ) -> String.Index {
    let start = mark.names.first ?? text.startIndex
    switch error {
    case .unknownField(let name, _, _): return self.name(name, of: filter, mark, context) ?? start
    case .unsuitableValue(let value, _, _, _): return literal(value, of: filter, mark)
    case .unknownName(let name, _, _, _): return literal(.text(name), of: filter, mark)
    case .orderingWithNull: return literal(.null, of: filter, mark)
    case .unordered, .notText, .notInTime: return mark.comparison
    default: return start
    }
  }

  /// Where the literal stands; the first one when several are the same.
  private func literal(_ value: AnyValue, of filter: FilterExpression, _ mark: FilterMark) -> String.Index {
    let values: [AnyValue]
    switch filter {
    case .isIn(_, let several): values = several
    case .between(_, let low, let high): values = [low, high]
    default: values = []
    }
    let position = values.firstIndex(of: value) ?? 0
    return position < mark.literals.count ? mark.literals[position] : mark.comparison
  }

  /// Where the name that is not known stands in the path: behind the names that lead somewhere.
  private func name(
    _ name: String, of filter: FilterExpression, _ mark: FilterMark, _ context: FilterContext
  ) -> String.Index? {
    guard let names = filter.path?.names, names.count == mark.names.count else { return nil }
    let wanted = name.split(separator: ".", omittingEmptySubsequences: false)
    let positions = names.indices.filter { names[$0...].starts(with: wanted) }
    let position = positions.last { position in
      let before = FieldPath(names[..<position].joined(separator: "."))
      return position == 0 || (try? before.resolved(in: context, catalog: catalog, scope: scope)) != nil
    }
    return position.map { mark.names[$0] }
  }
}

extension FilterExpression {
  /// The path of a condition on a field or a list.
  fileprivate var path: FieldPath? {
    switch self {
    case .compare(let path, _, _), .isIn(let path, _), .between(let path, _, _), .text(let path, _, _),
      .matches(let path, _), .during(let path, _), .any(let path, _), .all(let path, _):
      path
    case .constant, .and, .or, .not: nil
    }
  }
}

extension FilterError {
  /// The names that may have been meant.
  fileprivate var suggestions: [String] {
    switch self {
    case .unknownField(_, _, let suggestions), .unknownName(_, _, _, let suggestions): suggestions
    default: []
    }
  }
}
