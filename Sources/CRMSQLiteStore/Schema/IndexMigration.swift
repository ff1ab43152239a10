#if SQLite
  import CRMCore

  /// Makes the indexes what the program declares.
  ///
  /// Those that are missing are created, and those that an earlier declaration asked for are dropped, since they hold nothing of their own.
  /// Indexes that people made are left alone.
  struct IndexMigration {
    let connection: SQLiteConnection
    let layouts: [TableLayout]

    private struct Wanted {
      let name: String
      let sql: String
      let description: IndexDescription
      let layout: TableLayout
    }

    func run() throws {
      var names = FreeNames(taken: try takenNames())
      for layout in layouts {
        let entity = layout.type.entity
        let known = try Self.indexes(of: entity, connection)
        var wanted = layout.type.indexes.compactMap { self.wanted($0, in: layout) }
        var found: [String: String] = [:]
        for name in known {
          try connection.query("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?1", [.text(name)]) {
            found[name] = $0.string(0)
          }
        }
        for name in known {
          let isWanted = wanted.firstIndex { found[name] == Self.sql($0, named: name) }
          if let isWanted { wanted.remove(at: isWanted) } else { try Self.drop(name, connection) }
        }
        for index in wanted { try create(index, named: names.take(index.name)) }
      }
    }

    private func wanted(_ index: IndexDescription, in layout: TableLayout) -> Wanted? {
      let fields = index.fields.compactMap { name in layout.type.slot(of: name).map { layout.fields[$0] } }
      // An index over the JSON of lists finds no element.
      guard index.isUnique || !fields.contains(where: { $0.form == .json }) else { return nil }
      // The currency first, which is the order of amounts.
      let columns = fields.flatMap { $0.columns.reversed() }
      let name = "\(layout.table)_\(index.isUnique ? "unique" : "by")_\(columns.joined(separator: "_"))"
      return Wanted(
        name: name, sql: "ON \(layout.table.quotedForSQL) (\(columns.map(\.quotedForSQL).joined(separator: ", ")))",
        description: index, layout: layout)
    }

    private static func sql(_ index: Wanted, named name: String) -> String {
      "CREATE \(index.description.isUnique ? "UNIQUE " : "")INDEX \(name.quotedForSQL) \(index.sql)"
    }

    private func create(_ index: Wanted, named name: String) throws {
      do {
        try connection.execute(Self.sql(index, named: name))
      } catch let error as SQLiteStoreError {
        guard case .engine(_, let code, _) = error, code & 0xFF == 19 else { throw error }
        let fields = index.description.fields.joined(separator: ", ")
        throw SQLiteStoreError.incompatible(
          "two records of \(index.layout.type.entity) have the same \(fields), which is now declared unique")
      }
      try connection.run(
        "INSERT INTO crm_indexes (name, entity) VALUES (?1, ?2)", [.text(name), .text(index.layout.type.entity)])
    }

    private func takenNames() throws -> [String] {
      var names: [String] = []
      try connection.query("SELECT name FROM sqlite_schema") { names.append($0.string(0)) }
      return names
    }

    /// The names of an entity's indexes that the store made.
    static func indexes(of entity: String, _ connection: SQLiteConnection) throws -> [String] {
      var names: [String] = []
      try connection.query("SELECT name FROM crm_indexes WHERE entity = ?1 ORDER BY name", [.text(entity)]) {
        names.append($0.string(0))
      }
      return names
    }

    static func drop(_ name: String, _ connection: SQLiteConnection) throws {
      try connection.execute("DROP INDEX IF EXISTS \(name.quotedForSQL)")
      try connection.run("DELETE FROM crm_indexes WHERE name = ?1", [.text(name)])
    }
  }
#endif
