import CRMCore

extension ImportRowWriter {
  func write(
    _ draft: ImportDraft, id: Identifier, over current: AnyRecord?, in context: borrowing WriteContext
  ) async throws -> AnyRecord {
    let values = values(of: draft)
    guard let current else {
      let written = try await context.insert(AnyRecord(type: plan.type, id: id, values: values))
      lookups.note(written)
      return written
    }
    // Most rows of a file that is imported again say what is there already.
    if try values.allSatisfy({ try current.value(of: $0) == $1 }) { return current }
    let written = try await context.update(current.changed(by: values), readAs: current)
    lookups.note(written, replacing: current)
    return written
  }

  /// What the row says, with the references that were found.
  private func values(of draft: ImportDraft) -> [String: AnyValue] {
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
    return values
  }

  /// Adds what else stands against a row that can't be taken, so that it is mended in one go.
  func addFurtherProblems(
    to draft: inout ImportDraft, own: Identifier, over current: AnyRecord?, in context: borrowing WriteContext
  ) async throws {
    if draft.problems.contains(where: { $0.field == "the row" }) { return }
    let known = Set(draft.problems.map(\.field))
    // Where the key is in doubt, the row may be about another record.
    if plan.key.map(known.contains) != true {
      let pending = draft.references.filter { $0.id == nil }.map(\.field.name)
      draft.problems += try await recordProblems(of: draft, own: own, over: current, in: context)
        .filter { !known.contains($0.field) && !pending.contains($0.field) }
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

  /// What stands against the record that the row would be without the cells that could not be read.
  private func recordProblems(
    of draft: ImportDraft, own: Identifier, over current: AnyRecord?, in context: borrowing WriteContext
  ) async throws -> [FieldProblem] {
    do {
      let values = values(of: draft)
      let record = try current?.changed(by: values) ?? AnyRecord(type: plan.type, id: own, values: values)
      return try await context.problems(with: record, replacing: current)
    } catch {
      guard let problems = draft.problems(from: error, key: plan.key) else { throw error }
      return problems
    }
  }
}

extension AnyRecord {
  /// The record with other values in some of its fields.
  fileprivate func changed(by changes: [String: AnyValue]) throws -> AnyRecord {
    try AnyRecord(type: type, id: id, stamp: stamp, values: try values().merging(changes) { $1 })
  }
}
