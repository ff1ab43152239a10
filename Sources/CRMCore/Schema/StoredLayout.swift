/// Which field each slot of an entity's stored records holds: what a store says of the declarations under which it was written.
package struct StoredLayout: Decodable, Hashable, Sendable {
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

extension [StoredLayout] {
  /// The layouts of a catalog's types, in its order.
  package init(_ catalog: Catalog) { self.init(types: catalog.types) }

  /// The layouts of types.
  package init(types: [RecordType]) { self = types.map(StoredLayout.init) }
}
