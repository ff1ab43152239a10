import CRMKit

/// What happened to a record, with the names of who did it and of what its references led to.
struct RecordHistory {
  private let items: [HistoryItem]
  private let types: [String: FieldType]
  private var names: [Identifier: String] = [:]

  /// - Throws: `StoreError.notFound` when there never was such a record, or none that the one who acts may see.
  init(of key: RecordKey, in context: borrowing ReadContext) async throws {
    items = try await context.history(of: key)
    if items.isEmpty { throw StoreError.notFound(key) }
    let type = try context.catalog.type(of: key.entity)
    let declared = type.fields.map { ($0.name, $0.type) }
    types = try await context.scope().customFields[key.entity, default: [:]].merging(declared) { $1 }
    for actor in items.compactMap(\.actor) { try await note(actor, of: User.entity, in: context) }
    for change in items.flatMap(\.changes) {
      guard case .reference(let entity)? = types[change.field]?.element else { continue }
      for side in [change.before, change.after] {
        for id in value(side, of: change.field).references { try await note(id, of: entity, in: context) }
      }
    }
  }

  private mutating func note(_ id: Identifier, of entity: String, in context: borrowing ReadContext) async throws {
    guard names[id] == nil else { return }
    names[id] = try await context.record(RecordKey(entity: entity, id: id))?.title
  }

  /// One side of a change by its field's type; as text when the field has another type now, or is no more.
  private func value(_ text: String?, of field: String) -> AnyValue {
    guard let text else { return .null }
    return types[field].flatMap { try? AnyValue(text: text, as: $0) } ?? .text(text)
  }

  var json: JSONValue {
    .object([
      "history": .array(
        items.map { item in
          .object([
            "at": .string(item.instant.description), "by": .string(item.actor?.description),
            "name": .string(item.actor.flatMap { names[$0] }), "kind": .string(item.kind.rawValue),
            "revision": .number(item.revision), "changes": .array(item.changes.map(json)),
          ])
        })
    ])
  }

  private func json(_ change: FieldChange) -> JSONValue {
    .object([
      "field": .string(change.field), "before": JSONValue(value(change.before, of: change.field)),
      "after": JSONValue(value(change.after, of: change.field)),
    ])
  }

  var table: TextTable {
    let rows = items.flatMap { item in
      let actor = item.actor.map { names[$0] ?? $0.description } ?? ""
      let head = [item.instant.description, actor, item.kind.rawValue, "\(item.revision)"]
      let changes = item.changes.map { change in
        [change.field] + [change.before, change.after].map { value($0, of: change.field).display(names: names) }
      }
      return changes.isEmpty
        ? [head] : changes.enumerated().map { ($0 == 0 ? head : head.map { _ in "" }) + $1 }
    }
    let titles = ["when", "who", "what", "revision", "field", "before", "after"]
    return TextTable(columns: titles.map { .init($0, $0 == "revision" ? .right : .left) }, rows: rows)
  }
}
