import CRMCore

extension RandomValues {
  /// A definition of a custom field, of few names, so that one comes after the other with another kind; nil where
  /// no type has a place for them.
  mutating func definition() throws -> AnyRecord? {
    guard let subject = one(of: types.filter(\.allowsCustomFields)) else { return nil }
    var definition = CustomField(id: RecordID(identifier()))
    definition.subject = subject.entity
    definition.name = one(of: ["tier", "points", "labels", "fee"]) ?? "tier"
    definition.kind =
      switch definition.name {
      case "tier": .choice
      case "points": onceIn(3) ? .text : .integer
      case "labels": .texts
      default: .money
      }
    if definition.kind == .choice { definition.choices = onceIn(2) ? ["gold", "silver"] : ["gold", "iron"] }
    return try CustomField.schema.encode(definition)
  }

  /// Writes a value of a custom field, or takes it out; now and then one that is not allowed.
  mutating func setCustomValue(
    in values: inout [String: AnyValue], of type: RecordType, _ model: PlainModel
  ) throws {
    guard type.allowsCustomFields else { return }
    if onceIn(24) { values["fee"] = .text("wrong") }
    guard let (name, definition) = one(of: model.definitions(of: type.entity).sorted { $0.key < $1.key }) else {
      return
    }
    values[name] = onceIn(4) ? nil : try customValue(definition)
  }

  private mutating func customValue(_ definition: PlainModel.Definition) throws -> AnyValue {
    guard definition.kind == .choice else { return try value(definition.type) }
    return .text((onceIn(12) ? "lead" : one(of: definition.choices)) ?? "lead")
  }

  /// The paths of custom fields: a type's own, and those one reference away.
  static func customPaths(of type: RecordType, _ model: PlainModel) -> [(path: FieldPath, type: FieldType)] {
    var paths = customPaths(of: type.entity, behind: "", model)
    for field in type.fields[5...] {
      if case .reference(let entity) = field.type { paths += customPaths(of: entity, behind: field.name + ".", model) }
    }
    return paths
  }

  private static func customPaths(
    of entity: String, behind prefix: String, _ model: PlainModel
  ) -> [(path: FieldPath, type: FieldType)] {
    model.definitions(of: entity).sorted { $0.key < $1.key }.flatMap { name, definition in
      let path = FieldPath(prefix + name)
      let parts: [(FieldPath, FieldType)] =
        definition.kind == .money ? [(path.appending("amount"), .decimal), (path.appending("currency"), .text)] : []
      return [(path, definition.type)] + parts
    }
  }
}
