import Foundation

/// Which field each slot of an entity's stored records holds: what a store says of the declarations under which it was written.
package struct StoredLayout: Codable, Hashable, Sendable {
  package let entity: String
  /// The fields in the order of their slots.
  ///
  /// Behind them is the slot of the custom fields' values.
  package let fields: [StoredField]

  /// The layout of records as this program declares them.
  package init(_ type: RecordType) {
    entity = type.entity
    fields = type.fields.map(StoredField.init)
  }
}

/// A field and its type, as a store names them.
package struct StoredField: Hashable, Sendable {
  package let name: String
  package let type: StoredType
  /// Whether the values follow from the others.
  package let isDerived: Bool

  package init(name: String, type: StoredType, isDerived: Bool) {
    self.name = name
    self.type = type
    self.isDerived = isDerived
  }

  package init(_ field: FieldDescription) {
    name = field.name
    type = StoredType(field.type)
    isDerived = field.isDerived
  }
}

extension StoredField: Codable {
  private enum Key: String, CodingKey {
    case name, type, derived
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    type = try container.decode(StoredType.self, forKey: .type)
    isDerived = try container.decodeIfPresent(Bool.self, forKey: .derived) ?? false
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(type, forKey: .type)
    if isDerived { try container.encode(true, forKey: .derived) }
  }
}

/// A field's type, as a store names it.
///
/// The names of enumerations are left out: records hold them as text.
package indirect enum StoredType: Hashable, Sendable {
  case plain(String)
  case reference(String)
  case list(StoredType)
  case group([StoredField])

  package init(_ type: FieldType) {
    switch type {
    case .list(let element): self = .list(StoredType(element))
    case .group(let fields): self = .group(fields.map(StoredField.init))
    case .reference(let entity): self = .reference(entity)
    default: self = .plain(type.description)
    }
  }

  /// The type that the values are read as; nil for a name that this version does not know.
  package var fieldType: FieldType? {
    switch self {
    case .plain(let name): StoredType.plainTypes[name]
    case .reference(let entity): .reference(to: entity)
    case .list(let element): element.fieldType.map(FieldType.list)
    case .group(let fields):
      fields.allSatisfy { $0.type.fieldType != nil }
        ? .group(
          fields.compactMap { field in field.type.fieldType.map { FieldDescription(name: field.name, type: $0) } })
        : nil
    }
  }

  /// Whether values of this type can be read as a declared one: it is the same, but for fields that were added to the elements of a list.
  package func isPart(of declared: FieldType) -> Bool {
    switch (self, declared) {
    case (.list(let element), .list(let other)): element.isPart(of: other)
    case (.group(let fields), .group(let others)):
      fields.allSatisfy { field in
        others.contains { $0.name == field.name && field.type.isPart(of: $0.type) }
      }
    default: self == StoredType(declared)
    }
  }

  private static let plainTypes: [String: FieldType] = {
    let open = FieldType.enumeration(EnumerationType(names: [], isOpen: true))
    let types: [FieldType] = [
      .text, .integer, .decimal, .number, .boolean, .money, .date, .instant, .duration, open,
    ]
    return Dictionary(types.map { ($0.description, $0) }, uniquingKeysWith: { first, _ in first })
  }()
}

extension StoredType: Codable {
  private enum Key: String, CodingKey {
    case type, to, of, fields
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let name = try container.decode(String.self, forKey: .type)
    switch name {
    case "reference": self = .reference(try container.decode(String.self, forKey: .to))
    case "list": self = .list(try container.decode(StoredType.self, forKey: .of))
    case "group": self = .group(try container.decode([StoredField].self, forKey: .fields))
    default: self = .plain(name)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .plain(let name): try container.encode(name, forKey: .type)
    case .reference(let entity):
      try container.encode("reference", forKey: .type)
      try container.encode(entity, forKey: .to)
    case .list(let element):
      try container.encode("list", forKey: .type)
      try container.encode(element, forKey: .of)
    case .group(let fields):
      try container.encode("group", forKey: .type)
      try container.encode(fields, forKey: .fields)
    }
  }
}

extension [StoredLayout] {
  /// The layouts of a catalog's types, in its order.
  package init(_ catalog: Catalog) { self.init(types: catalog.types) }

  /// The layouts of types.
  package init(types: [RecordType]) { self = types.map(StoredLayout.init) }

  /// The JSON that files keep.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return [UInt8](try encoder.encode(self))
  }

  /// Reads the JSON of a file; nil when it is none.
  package init?(json: some Collection<UInt8>) {
    guard let layouts = try? JSONDecoder().decode([StoredLayout].self, from: Data(json)) else { return nil }
    self = layouts
  }
}
