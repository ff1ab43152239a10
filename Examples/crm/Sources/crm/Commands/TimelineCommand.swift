public import ArgumentParser
public import CRMKit

extension TimelinePosition: @retroactive ExpressibleByArgument {}

struct TimelineCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", abstract: "Tell what happened to a record, the newest first.",
    discussion: """
      crm --store DIR timeline account Acme --with-contacts
      crm --store DIR timeline lead Ahmadi --limit 10

      Interactions, to-dos, consents, opportunities, quotes, cases, mailings and changes, all from one view.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var subject: RecordOptions

  @Flag(help: "Of an account: also what happened to its contacts.")
  var withContacts = false

  @Option(help: "The most entries to list.")
  var limit = 50

  @Option(help: ArgumentHelp("Go on behind this place, with which the list before ended.", valueName: "position"))
  var after: TimelinePosition?

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
  }

  func run(on console: Console) async throws {
    let (page, names) = try await options.withCRM { crm in
      try await crm.read { crm in
        let key = try await crm.reading { try await subject.record(in: $0).key }
        let page = try await crm.contacts.timeline(of: key, withContacts: withContacts, limit: limit, after: after)
        var names: [Identifier: String] = [:]
        for actor in Set(page.entries.compactMap(\.actor)) { names[actor] = try await crm.find(User.ID(actor))?.name }
        return (page, names)
      }
    }
    if options.json {
      let entries = page.entries.map { entry in
        JSONValue.object([
          "at": .string(entry.instant.description), "kind": .string(entry.kind.rawValue),
          "title": .string(entry.title), "entity": .string(entry.record.entity),
          "record": .string(entry.record.id.description), "by": .string(entry.actor?.description),
          "changes": .array(entry.changes.map(json)),
        ])
      }
      return try console.print(.object(["timeline": .array(entries), "next": .string(page.next?.description)]))
    }
    let rows = page.entries.map { entry in
      [
        entry.instant.description, entry.kind.rawValue, text(entry),
        entry.actor.map { names[$0] ?? $0.description } ?? "",
      ]
    }
    try console.print(TextTable(columns: ["when", "what", "", "who"].map { .init($0, .left) }, rows: rows))
    if let next = page.next { console.note("go on with --after \(next)") }
  }

  private func text(_ entry: TimelineEntry) -> String {
    let changes = entry.changes.map { "\($0.field): \($0.before ?? "–") → \($0.after ?? "–")" }
    return ([entry.title].filter { !$0.isEmpty } + changes).joined(separator: "; ")
  }

  private func json(_ change: FieldChange) -> JSONValue {
    .object([
      "field": .string(change.field), "before": .string(change.before), "after": .string(change.after),
    ])
  }
}
