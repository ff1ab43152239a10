import CRMCore

/// Makes the indexes what the program declares.
///
/// Those that are missing are created, and those that an earlier declaration asked for are dropped, since they hold nothing of their own.
/// Indexes that people made are left alone.
struct IndexMigration<Connection: SchemaConnection> {
  let connection: Connection
  let layouts: [TableLayout]

  private struct Wanted {
    let name: String
    /// What follows the index's name.
    let place: String
    let description: IndexDescription
    let layout: TableLayout

    func sql(named name: String) -> String {
      "CREATE \(description.isUnique ? "UNIQUE " : "")INDEX \(name.quotedForSQL) \(place)"
    }
  }

  func run() throws {
    let objects = try connection.objects()
    var names = FreeNames(taken: objects.keys, connection.dialect)
    let known = try indexes()
    for layout in layouts {
      var wanted = layout.type.indexes.compactMap { self.wanted($0, in: layout) }
      for name in known[layout.type.entity] ?? [] {
        if let place = wanted.firstIndex(where: { objects[name] == $0.sql(named: name) }) {
          wanted.remove(at: place)
        } else {
          try drop(name)
        }
      }
      for index in wanted { try create(index, named: names.take(index.name)) }
    }
  }

  private func wanted(_ index: IndexDescription, in layout: TableLayout) -> Wanted? {
    let fields = index.fields.compactMap { name in layout.type.slot(of: name).map { layout.fields[$0] } }
    // An index over the JSON of lists finds no element.
    guard !fields.contains(where: { $0.form == .json }) else { return nil }
    // The currency first, which is the order of amounts.
    let columns = fields.flatMap { $0.columns.reversed() }
    let isOfKey = !index.isUnique && fields.count == 1 && fields[0].isKey
    let beginning = isOfKey ? connection.dialect.keyBeginning : nil
    let terms = columns.map(\.quotedForSQL).map { term in
      (beginning?(term) ?? term) + connection.dialect.direction(isDescending: false)
    }
    return Wanted(
      name: "\(layout.table)_\(index.isUnique ? "unique" : "by")_\(columns.joined(separator: "_"))",
      place: "ON \(layout.table.quotedForSQL) (\(terms.joined(separator: ", ")))", description: index, layout: layout)
  }

  private func create(_ index: Wanted, named name: String) throws {
    do {
      try connection.create(.index, name, index.sql(named: name))
    } catch  where connection.isDuplicate(error) {
      let fields = index.description.fields.joined(separator: ", ")
      throw SchemaError.incompatible(
        "two records of \(index.layout.type.entity) have the same \(fields), which is now declared unique")
    }
    try connection.insert(into: "crm_indexes", ["name": .text(name), "entity": .text(index.layout.type.entity)])
  }

  /// The names of the indexes that the store made, by entity.
  func indexes() throws -> [String: [String]] {
    var names: [String: [String]] = [:]
    try connection.query("SELECT entity, name FROM crm_indexes ORDER BY name") { row in
      names[try row.string(0), default: []].append(try row.string(1))
    }
    return names
  }

  func drop(_ name: String) throws {
    try connection.execute("DROP INDEX IF EXISTS \(name.quotedForSQL)")
    try connection.run("DELETE FROM crm_indexes WHERE name = \(connection.dialect.parameter(1))", [.text(name)])
  }
}
