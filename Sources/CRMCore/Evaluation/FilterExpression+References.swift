extension FilterExpression {
  /// A stricter condition that looks at nothing but the record itself: whatever the references lead to, a record that meets it meets this one.
  ///
  /// A test that follows a reference counts as failed, and under a `not` as passed.
  ///
  /// - Throws: ``FilterError`` when the condition was not checked.
  func withoutReferences(on type: RecordType, in catalog: Catalog) throws -> FilterExpression {
    try ReferenceRemover(catalog: catalog).remove(from: self, in: .record(type), outcome: false, depth: 0)
  }
}

private struct ReferenceRemover {
  let catalog: Catalog

  /// - Parameter outcome: What a test that follows a reference counts as.
  func remove(
    from filter: FilterExpression, in context: FilterContext, outcome: Bool, depth: Int
  ) throws -> FilterExpression {
    guard depth < FilterExpression.maximumDepth else { throw FilterError.tooDeep }
    switch filter {
    case .constant: return filter
    case .and(let parts):
      return .and(try parts.map { try remove(from: $0, in: context, outcome: outcome, depth: depth + 1) })
    case .or(let parts):
      return .or(try parts.map { try remove(from: $0, in: context, outcome: outcome, depth: depth + 1) })
    case .not(let part):
      return .not(try remove(from: part, in: context, outcome: !outcome, depth: depth + 1))
    case .any(let path, let inner), .all(let path, let inner):
      let list = try path.resolved(in: context, catalog: catalog)
      guard list.steps.isEmpty else { return .constant(outcome) }
      let rest = try remove(from: inner, in: .element(list.type.element), outcome: outcome, depth: depth + 1)
      if case .any = filter { return .any(path, rest) }
      return .all(path, rest)
    case .compare(let path, _, _), .isIn(let path, _), .between(let path, _, _), .text(let path, _, _),
      .matches(let path, _), .during(let path, _):
      return try path.resolved(in: context, catalog: catalog).steps.isEmpty ? filter : .constant(outcome)
    }
  }
}
