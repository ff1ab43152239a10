import CRMCore

extension ImportRowWriter {
  func write(
    _ draft: ImportDraft, id: Identifier, over current: AnyRecord?, in context: borrowing WriteContext
  ) async throws -> AnyRecord {
    var values = try current?.values() ?? [:]
    values.merge(draft.values) { $1 }
    values["id"] = nil
    for field in plan.fields where field.reference != nil {
      let ids = draft.references.filter { $0.field.name == field.name }.compactMap(\.id).map(AnyValue.reference)
      if case .list = field.type {
        if draft.values[field.name] != nil {
          values[field.name] = draft.values[field.name] == .null ? .null : .list(ids)
        }
      } else if let id = ids.first {
        values[field.name] = id
      }
    }
    let record = try AnyRecord(type: plan.type, id: id, stamp: current?.stamp ?? Stamp(), values: values)
    let written: AnyRecord
    if let current {
      written = try await context.update(record, readAs: current)
    } else {
      written = try await context.insert(record)
    }
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
