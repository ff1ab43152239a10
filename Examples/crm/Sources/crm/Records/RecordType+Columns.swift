import CRMKit

extension RecordType {
  /// Whether a field is derived from another's text for matching or sorting, and nothing to show.
  func isKey(_ field: FieldDescription) -> Bool {
    guard field.isDerived, let point = field.name.lastIndex(of: ".") else { return false }
    return ["key", "order"].contains(field.name[field.name.index(after: point)...])
      && self.field(named: String(field.name[..<point])) != nil
  }

  /// The declared fields that people see, without those that every record has.
  var shownFields: [FieldDescription] {
    let stamps = Set(RecordType.stampFields.map(\.name))
    return fields.filter { !isKey($0) && !stamps.contains($0.name) }
  }

  /// Everything that can be shown of a record: its identifier, the declared and the custom fields, and its stamp.
  func allPaths(_ scope: QueryScope) -> [FieldPath] {
    let custom = (scope.customFields[entity] ?? [:]).keys.sorted()
    return (["id"] + shownFields.map(\.name) + custom + RecordType.stampFields.map(\.name)).map { FieldPath($0) }
  }

  /// What tells people of a record: its name and the other fields, where they refer to another record that one's name.
  func tellingPaths(_ scope: QueryScope, catalog: Catalog) -> [FieldPath] {
    var names = ["id"]
    for field in shownFields.filter({ $0.name == "name" }) + shownFields.filter({ $0.name != "name" }) {
      switch field.type {
      case .list: break
      case .reference(let entity):
        let hasName = (try? catalog.type(of: entity))?.field(named: "name") != nil
        names.append(hasName ? field.name + ".name" : field.name)
      default: names.append(field.name)
      }
    }
    return (names + (scope.customFields[entity] ?? [:]).keys.sorted()).map { FieldPath($0) }
  }
}
