import CRMCore

extension ImportRowWriter {
  func write(
    _ draft: ImportDraft, id: Identifier, over current: AnyRecord?, in context: borrowing WriteContext
  ) async throws -> AnyRecord {
    var values = draft.values
    for field in plan.references {
      let ids = draft.references.filter { $0.field.name == field.name }.compactMap(\.id).map(AnyValue.reference)
      if case .list = field.type {
        if draft.values[field.name] != nil {
          values[field.name] = draft.values[field.name] == .null ? .null : .list(ids)
        }
      } else if let id = ids.first {
        values[field.name] = id
      }
    }
    guard let current else {
      let written = try await context.insert(AnyRecord(type: plan.type, id: id, values: values))
      lookups.note(written)
      return written
    }
    // Most rows of a file that is imported again say what is there already.
    if try values.allSatisfy({ try current.value(of: $0) == $1 }) { return current }
    values.merge(try current.values()) { new, _ in new }
    let record = try AnyRecord(type: plan.type, id: id, stamp: current.stamp, values: values)
    let written = try await context.update(record, readAs: current)
    lookups.note(written, replacing: current)
    return written
  }

  /// Adds what else stands against a row that can't be taken, so that it is mended in one go.
  func addFurtherProblems(
    to draft: inout ImportDraft, own: Identifier, isNew: Bool, in context: borrowing WriteContext
  ) async throws {
    if draft.problems.contains(where: { $0.field == "the row" }) { return }
    let known = Set(draft.problems.map(\.field))
    // Where the key is in doubt, the row may be about a record that has them.
    if isNew && plan.key.map(known.contains) != true {
      draft.problems += draft.missingFields(of: plan.type).filter { !known.contains($0.field) }
    }
    for index in plan.type.indexes where index.isUnique && !index.fields.contains(where: known.contains) {
      guard let condition = draft.condition(onSame: index.fields) else { continue }
      let query = RecordQuery(plan.type, where: condition, limit: 2)
      let others = try await context.reading.records(query).filter { $0.id != own }
      guard let other = others.first, let field = index.fields.first.map(draft.source) else { continue }
      if !draft.problems.contains(where: { $0.field == field }) {
        draft.problems.append(draft.duplicate(of: other.key, field: field, key: plan.key))
      }
    }
  }
}
