import CRMKit

extension RecordType {
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
