import ArgumentParser
import CRMKit

struct HistoryCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show who changed a record, when, and from what to what.",
    discussion: """
      crm --store DIR history account Acme

      Also of a deleted record, by its identifier.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var subject: RecordOptions

  func run(on console: Console) async throws {
    let (type, items, names) = try await options.withCRM { crm in
      try await crm.reading { context in
        let key = try await subject.key(in: context)
        let items = try await context.history(of: key)
        if items.isEmpty { throw StoreError.notFound(key) }
        return (try context.catalog.type(of: key.entity), items, try await actors(of: items, in: context))
      }
    }
    if options.json {
      return try console.print(.object(["history": .array(items.map { json(of: $0, type, names) })]))
    }
    let rows = items.flatMap { item in
      let actor = item.actor.map { names[$0] ?? $0.description } ?? ""
      let head = [item.instant.description, actor, item.kind.rawValue, "\(item.revision)"]
      let changes = item.changes.map { [$0.field, $0.before ?? "", $0.after ?? ""] }
      return changes.isEmpty
        ? [head] : changes.enumerated().map { ($0 == 0 ? head : head.map { _ in "" }) + $1 }
    }
    let titles = ["when", "who", "what", "revision", "field", "before", "after"]
    try console.print(TextTable(columns: titles.map { .init($0, $0 == "revision" ? .right : .left) }, rows: rows))
  }

  /// What the users are called who made the changes.
  private func actors(of items: [HistoryItem], in context: borrowing ReadContext) async throws -> [Identifier: String] {
    var names: [Identifier: String] = [:]
    for actor in Set(items.compactMap(\.actor)) {
      names[actor] = try await context.record(RecordKey(entity: User.entity, id: actor))?.title
    }
    return names
  }

  private func json(of item: HistoryItem, _ type: RecordType, _ names: [Identifier: String]) -> JSONValue {
    .object([
      "at": .string(item.instant.description), "by": .string(item.actor?.description),
      "name": .string(item.actor.flatMap { names[$0] }), "kind": .string(item.kind.rawValue),
      "revision": .number(item.revision),
      "changes": .array(
        item.changes.map { change in
          .object([
            "field": .string(change.field), "before": value(change.before, of: change.field, type),
            "after": value(change.after, of: change.field, type),
          ])
        }),
    ])
  }

  /// A side of a change by its field's type; as text when the field has another type now, or is no more.
  private func value(_ text: String?, of field: String, _ type: RecordType) -> JSONValue {
    guard let text, let field = type.field(named: field) else { return .string(text) }
    return (try? AnyValue(text: text, as: field.type))?.json ?? .string(text)
  }
}
