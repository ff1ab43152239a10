import CRMCore

extension PlainModel {
  /// What a custom field was defined as.
  struct Definition: Sendable {
    let kind: CustomField.Kind
    let choices: [String]

    var type: FieldType { kind.fieldType(choices: choices) }

    /// Whether a value is of the kind, whatever the choices.
    func fits(_ value: AnyValue) -> Bool {
      switch (kind, value) {
      case (.text, .text), (.choice, .text), (.integer, .integer), (.decimal, .decimal), (.number, .number),
        (.boolean, .boolean), (.money, .money), (.date, .date), (.instant, .instant), (.duration, .duration):
        true
      case (.texts, .list(let values)): values.allSatisfy { if case .text = $0 { true } else { false } }
      default: false
      }
    }
  }

  /// The definitions of an entity's custom fields, by name.
  func definitions(of entity: String) -> [String: Definition] { custom[entity] ?? [:] }

  /// The definitions that the rows of custom fields are.
  func readDefinitions() -> [String: [String: Definition]] {
    (tables[CustomField.entity] ?? [:]).values.reduce(into: [:]) { definitions, row in
      guard case .text(let subject)? = row["subject"], case .text(let name)? = row["name"],
        case .text(let kind)? = row["kind"], let kind = CustomField.Kind(rawValue: kind)
      else { return }
      var choices: [String] = []
      if case .list(let values)? = row["choices"] { choices = values.compactMap(\.text) }
      definitions[subject, default: [:]][name] = Definition(kind: kind, choices: choices)
    }
  }

  /// What queries see beyond the declared types.
  var scope: QueryScope {
    QueryScope(customFields: custom.mapValues { $0.mapValues(\.type) })
  }

  /// The custom fields whose values are not of the kinds of their definitions, or are written anew without one.
  func wrongCustomValues(of row: Row, _ type: RecordType, replacing old: Row?) -> Set<String> {
    guard type.allowsCustomFields else { return [] }
    let definitions = definitions(of: type.entity)
    var wrong: Set<String> = []
    for (name, value) in row where name != "id" && type.field(named: name) == nil {
      guard let definition = definitions[name] else {
        if old?[name] != value { wrong.insert(name) }
        continue
      }
      let isChoice = definition.kind != .choice || definition.choices.contains(value.text ?? "")
      if !definition.fits(value) || !isChoice { wrong.insert(name) }
    }
    return wrong
  }
}
