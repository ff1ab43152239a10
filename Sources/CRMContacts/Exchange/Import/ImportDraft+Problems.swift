import CRMCore

extension ImportDraft {
  /// What an error says against the row; nil for an error that is not about the row.
  func problems(from error: any Error, key: String?) -> [FieldProblem]? {
    switch error {
    case RecordError.invalid(_, let problems): return problems
    case RecordError.unreadable(_, let field, let reason):
      return [FieldProblem(field, "can't be read in the store: \(reason)")]
    case RecordError.tooLarge: return [FieldProblem("the row", "is too large: \(error)")]
    case StoreError.duplicate(_, let fields, let other):
      return [duplicate(of: other, field: fields.first.map(source) ?? "", key: key)]
    case StoreError.alreadyExists(let other): return [duplicate(of: other, field: "id", key: key)]
    case StoreError.missingTarget(_, let field, let target):
      return [FieldProblem(field, "refers to \(target), which does not exist")]
    case StoreError.notAllowed(let operation, let key):
      return [FieldProblem("the row", "is refused: \(Self.refusal(of: operation, key))")]
    case StoreError.fieldNotAllowed(let operation, let field, _):
      return [FieldProblem(source(of: field), "is refused: you may not \(operation) it")]
    case is FieldValueError, is ValueError: return [FieldProblem("the row", "can't be taken: \(error)")]
    default: return nil
    }
  }

  /// What a created record's error says against the reference that asked for it.
  func reason(notToCreateFor error: any Error) -> String? {
    if case StoreError.notAllowed(let operation, let key) = error { return Self.refusal(of: operation, key) }
    return problems(from: error, key: nil).map { $0.map(\.description).joined(separator: "; ") }
  }

  private static func refusal(of operation: String, _ key: RecordKey) -> String {
    "you may not \(operation) this \(key.entity)"
  }

  /// Another record has the value already.
  func duplicate(of other: RecordKey?, field: String, key: String?) -> FieldProblem {
    let value = text(of: field).map { "“\($0)” " } ?? ""
    let owner = other?.description ?? "another record"
    // What one may not see can't be updated either.
    let advice = key == field || other == nil ? "" : "; import with the key \(field) to update it"
    return FieldProblem(field, "\(value)is taken by \(owner)\(advice)")
  }

  /// The field that a derived key such as `email.key` is made of.
  func source(of field: String) -> String { field.hasSuffix(".key") ? String(field.dropLast(4)) : field }

  /// The condition that another record has the row's values in all of these fields; nil when the row lacks one.
  func condition(onSame fields: [String]) -> FilterExpression? {
    var condition = FilterExpression.constant(true)
    for field in fields {
      if let value = values[field], !value.isNull {
        condition = condition && .compare(FieldPath(field), .equal, value)
      } else if source(of: field) != field, case .text(let text) = values[source(of: field)] {
        condition = condition && .compare(FieldPath(field), .equal, .text(TextKey.fold(text)))
      } else {
        return nil
      }
    }
    return condition
  }
}
