import CRMKit

/// The fields of a kind of record, as people and scripts are told of them.
struct EntityDescription {
  struct Field {
    let name: String
    let type: FieldType
    /// Such as `required` and `unique`.
    var options: [String] = []
    /// What happens to this reference when its target is deleted.
    var onDelete: DeleteRule?
    /// What people see instead of a custom field's name.
    var label: String?
  }

  let entity: String
  let fields: [Field]
  /// Sets of several fields in which no two records have the same values.
  let unique: [[String]]

  init(_ type: RecordType, custom: [String: CustomField]) {
    entity = type.entity
    let stamps = RecordType.stampFields.map { Field(name: $0.name, type: $0.type, options: ["kept by the store"]) }
    fields =
      [Field(name: "id", type: type.idField.type, options: ["kept by the store"])]
      + type.shownFields.map(Field.init)
      + custom.values.sorted { $0.name < $1.name }.map { field in
        Field(
          name: field.name, type: field.fieldType, options: (field.isRequired ? ["required"] : []) + ["custom"],
          label: field.label.isEmpty ? nil : field.label)
      } + stamps
    unique = type.indexes.filter { $0.isUnique && $0.fields.count > 1 }.map(\.fields)
  }

  var json: JSONValue {
    .object([
      "entity": .string(entity), "fields": .array(fields.map(\.json)),
      "unique": .array(unique.map { .array($0.map { .string($0) }) }),
    ])
  }

  var table: TextTable {
    let rows = fields.map { field in
      [field.name, field.label ?? "", field.type.description, field.options.joined(separator: ", "), field.remark]
    }
    return TextTable(
      columns: ["field", "label", "type", "options", "values"].map { .init($0, .left) },
      rows: rows + unique.map { [$0.joined(separator: " + "), "", "", "unique together"] })
  }
}

extension EntityDescription.Field {
  init(_ field: FieldDescription) {
    var options: [String] = []
    for (option, name) in [
      (FieldOption.required, "required"), (.unique, "unique"), (.indexed, "indexed"), (.column, "column"),
      (.searchable, "searchable"), (.personal, "personal"),
    ] where field.options.contains(option) { options.append(name) }
    if field.options.contains(where: { if case .collated = $0 { true } else { false } }) { options.append("collated") }
    if field.isDerived { options.append("derived") }
    self.init(name: field.name, type: field.type, options: options, onDelete: field.onDelete)
  }

  /// The names of an enumeration, the fields of a group, or what becomes of a reference.
  var remark: String {
    if let onDelete { return "when it is deleted: \(onDelete)" }
    return (names + (isOpen ? ["…"] : [])).joined(separator: ", ")
  }

  private var names: [String] {
    switch type.element {
    case .enumeration(let enumeration): enumeration.names
    case .group(let fields): fields.map { "\($0.name): \($0.type)" }
    default: []
    }
  }

  private var isOpen: Bool {
    if case .enumeration(let enumeration) = type.element { enumeration.isOpen } else { false }
  }

  var json: JSONValue {
    var members = [
      JSONValue.Member(key: "name", value: .string(name)),
      JSONValue.Member(key: "type", value: .string(type.description)),
      JSONValue.Member(key: "options", value: .array(options.map { .string($0) })),
    ]
    if let label { members.append(.init(key: "label", value: .string(label))) }
    if case .enumeration = type.element {
      members.append(.init(key: "names", value: .array(names.map { .string($0) })))
      members.append(.init(key: "open", value: .boolean(isOpen)))
    }
    if case .group(let fields) = type.element {
      members.append(.init(key: "fields", value: .array(fields.map { EntityDescription.Field($0).json })))
    }
    if case .reference(let entity) = type.element { members.append(.init(key: "references", value: .string(entity))) }
    if let onDelete { members.append(.init(key: "onDelete", value: .string("\(onDelete)"))) }
    return .object(members)
  }
}
