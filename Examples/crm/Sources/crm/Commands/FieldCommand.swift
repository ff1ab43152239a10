public import ArgumentParser
public import CRMKit

extension CustomField.Kind: @retroactive ExpressibleByArgument {}

struct FieldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "field", abstract: "Add fields of your own to a kind of record.",
    discussion: "They are written, filtered, sorted, reported, imported and exported like all others.",
    subcommands: [Add.self, List.self, Remove.self])

  struct Add: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a field.",
      discussion: """
        crm --store DIR field add account tier choice --choice gold --choice silver
        crm --store DIR field add contact birthplace text --label "Place of birth"
        """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The kind of record that gets the field.")
    var entity: String

    @Argument(help: "The field's name: a letter, then letters, digits and underscores.")
    var name: String

    @Argument(help: "What it holds.")
    var type: CustomField.Kind

    @Option(help: "What people see instead of the name.")
    var label = ""

    @Flag(help: "Every record written from now on needs a value.")
    var required = false

    @Option(name: .customLong("choice"), help: "One of the values of a choice; again for each.")
    var choices: [String] = []

    func run(on console: Console) async throws {
      let subject = try Catalog(CRM.recordTypes).type(of: entity).entity
      try await options.withCRM(creating: true) { crm in
        var field = CustomField(id: crm.newID())
        field.subject = subject
        field.name = name
        field.kind = type
        field.label = label
        field.isRequired = required
        field.choices = choices
        field = try await crm.insert(field)
        if options.json { return try console.print(field.json) }
        try console.print("added \(field.name) to \(field.subject)")
      }
    }
  }

  struct List: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List the fields that were added.", discussion: "crm --store DIR field list account")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Of this kind of record only.")
    var entity: String?

    func run(on console: Console) async throws {
      let fields = try await options.withCRM { crm in
        let subject = try entity.map { try crm.store.catalog.type(of: $0).entity }
        return try await crm.fetch(CustomField.self, sort: .ascending("subject"), .ascending("name"))
          .filter { subject == nil || $0.subject == subject }
      }
      if options.json { return try console.print(.object(["fields": .array(fields.map(\.json))])) }
      let rows = fields.map {
        [
          $0.subject, $0.name, $0.label, $0.kind.rawValue, $0.isRequired ? "required" : "",
          $0.choices.joined(separator: ", "),
        ]
      }
      let titles = ["entity", "field", "label", "type", "", "choices"]
      try console.print(TextTable(columns: titles.map { .init($0, .left) }, rows: rows))
    }
  }

  struct Remove: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove a field that was added.",
      discussion: """
        crm --store DIR field remove account tier

        The values that records hold are kept, and seen again when it is added again.
        """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The kind of record that has the field.")
    var entity: String

    @Argument(help: "The field's name.")
    var name: String

    func run(on console: Console) async throws {
      let field = try await options.withCRM { crm in
        let subject = try crm.store.catalog.type(of: entity).entity
        return try await crm.transaction { crm in
          let field = try await crm.first(CustomField.self, where: \.subject == subject && \.name == name)
          guard let field else {
            throw CommandError("\(subject) has no custom field “\(name)”; `field list` shows them")
          }
          try await crm.delete(field.id)
          return field
        }
      }
      if options.json { return try console.print(field.json) }
      try console.print("removed \(field.name) from \(field.subject)")
    }
  }
}

extension CustomField {
  fileprivate var json: JSONValue {
    .object([
      "entity": .string(subject), "name": .string(name), "type": .string(kind.rawValue), "label": .string(label),
      "required": .boolean(isRequired), "choices": .array(choices.map { .string($0) }),
    ])
  }
}
