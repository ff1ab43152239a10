#if PostgreSQL
  import CRMCore
  import CRMSQL

  /// The statements for a type's records beside those that every engine has.
  struct RecordStatements: Sendable {
    /// Finds a record, or nulls, and behind its columns what a view is begun with: the last commit, and the generation of the tables.
    let current: String
    /// Adds a record unless a rule of the table is against it.
    let insert: String
    /// Replaces a record unless another has what must be unique.
    let update: String
    /// Takes records in by the thousands.
    let copy: String

    init(_ layout: TableLayout) {
      current = """
        SELECT \(layout.selection), (SELECT max(sequence) FROM crm_commits), s.generation FROM crm_store AS s \
        LEFT JOIN \(layout.table.quotedForSQL) AS t ON t.id = $1
        """
      insert = layout.insert + " ON CONFLICT DO NOTHING"
      let table = layout.table.quotedForSQL
      // A refused change would end the transaction, so it is asked before, and only where the values are others than they were.
      let unique = layout.type.indexes.filter(\.isUnique).map { index in
        let columns = index.fields.compactMap { layout.type.slot(of: $0) }.flatMap { layout.fields[$0].columns }
        let places = columns.compactMap { layout.columnNames.firstIndex(of: $0).map { $0 + 1 } }
        func every(_ comparison: String, of alias: String) -> String {
          zip(columns, places).map { "\(alias).\($0.quotedForSQL) \(comparison) $\($1)" }.joined(separator: " AND ")
        }
        let isSame = every("IS NOT DISTINCT FROM", of: table)
        return
          "(\(isSame) OR NOT EXISTS (SELECT FROM \(table) AS other WHERE \(every("=", of: "other")) AND other.id <> $1))"
      }
      update = ([layout.update] + unique).joined(separator: " AND ")
      let names = layout.columnNames.map(\.quotedForSQL).joined(separator: ", ")
      copy = "COPY \(table) (\(names)) FROM STDIN (FORMAT binary)"
    }
  }

  /// The tables of an open store, and the statements for them.
  struct PostgresSchema: Sendable {
    let tables: StoreSchema
    private let statements: [String: RecordStatements]

    init(_ tables: StoreSchema) {
      self.tables = tables
      statements = tables.layouts.mapValues(RecordStatements.init)
    }

    func statements(of type: RecordType) throws -> RecordStatements {
      guard let statements = statements[type.entity] else {
        throw StoreError.unknownEntity(type.entity, suggestions: [])
      }
      return statements
    }
  }
#endif
