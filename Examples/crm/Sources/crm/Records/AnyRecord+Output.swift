import CRMKit

extension AnyRecord {
  /// The names and values of all fields that people see, in the order of declaration, then custom fields and the stamp.
  func shownValues() throws -> [(name: String, value: AnyValue)] {
    var values: [(name: String, value: AnyValue)] = [("id", .reference(id))]
    for field in type.shownFields { values.append((field.name, try value(of: field.name))) }
    let custom = try customValues
    values += custom.names.map { ($0, custom[$0]) }
    for field in RecordType.stampFields { values.append((field.name, try value(of: field.name))) }
    return values
  }

  /// The record for scripts: every declared field, null where there is nothing, the custom ones that have a value, and
  /// the stamp.
  func json() throws -> JSONValue {
    .object(try shownValues().map { .init(key: $0.name, value: JSONValue($0.value)) })
  }

  /// The record for people: what it holds, a line a field.
  ///
  /// - Parameter names: What the records are called that it refers to.
  func table(names: [Identifier: String]) throws -> TextTable {
    let rows = try shownValues().filter { !$0.value.isNull && $0.value != "" }.map { name, value in
      [name, name == "id" ? value.display : value.display(names: names)]
    }
    return TextTable(columns: [.init("field"), .init("value", .left)], rows: rows)
  }

  /// What the records are called that this one refers to.
  func referenceNames(in context: borrowing ReadContext) async throws -> [Identifier: String] {
    var names: [Identifier: String] = [:]
    for field in type.fields {
      guard let target = field.target, let type = try? context.catalog.type(of: target) else { continue }
      for id in try value(of: field.name).references {
        names[id] = try await context.record(RecordKey(entity: type.entity, id: id))?.title
      }
    }
    return names
  }
}
