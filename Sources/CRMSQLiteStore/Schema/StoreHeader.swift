#if SQLite
  import CRMCore
  import CRMSQL

  /// The database's header, and the tables that are the store's own.
  struct StoreHeader {
    let connection: SQLiteConnection

    /// “CRMK”, by which SQLite's header tells what a database is.
    private static let applicationID: Int64 = 0x43_52_4D_4B
    private static let formatVersion: Int64 = 1

    /// Whether the database is a store; false for an empty one.
    ///
    /// - Throws: ``SQLiteStoreError/newerFormat(path:found:supported:)``, ``SQLiteStoreError/foreignDatabase(path:)``.
    @discardableResult
    func isOurs() throws -> Bool {
      var (id, version, objects): (Int64, Int64, Int64) = (0, 0, 0)
      // In one statement: another process may create the store meanwhile.
      let sql = """
        SELECT a.application_id, u.user_version, (SELECT count(*) FROM sqlite_schema)
        FROM pragma_application_id AS a, pragma_user_version AS u
        """
      try connection.query(sql) { row in
        (id, version, objects) = (row.integer(0), row.integer(1), row.integer(2))
      }
      if id == Self.applicationID {
        guard version <= Self.formatVersion else {
          throw SQLiteStoreError.newerFormat(
            path: connection.path, found: Int(version), supported: Int(Self.formatVersion))
        }
        return true
      }
      guard id == 0, version == 0, objects == 0 else {
        throw SQLiteStoreError.foreignDatabase(path: connection.path)
      }
      return false
    }

    /// Brings the database to what a program declares, in one transaction.
    func migrate(to catalog: Catalog) throws -> StoreSchema {
      try connection.execute("BEGIN IMMEDIATE")
      do {
        if try !isOurs() { try create() }
        let schema = try SchemaMigration(connection, catalog).run()
        try connection.execute("COMMIT")
        return schema
      } catch {
        if connection.isInTransaction { try? connection.execute("ROLLBACK") }
        throw SQLiteStoreError.telling(error, path: connection.path)
      }
    }

    private func create() throws {
      try connection.execute(
        """
        PRAGMA application_id = \(Self.applicationID);
        PRAGMA user_version = \(Self.formatVersion);
        CREATE TABLE crm_store (generation INTEGER NOT NULL) STRICT;
        INSERT INTO crm_store VALUES (1);
        CREATE TABLE crm_types (
          entity TEXT NOT NULL PRIMARY KEY, table_name TEXT NOT NULL UNIQUE, view_name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE crm_fields (
          entity TEXT NOT NULL, position INTEGER NOT NULL, field TEXT NOT NULL, type TEXT NOT NULL,
          is_derived INTEGER NOT NULL, column_name TEXT NOT NULL, second_column TEXT,
          PRIMARY KEY (entity, field)) STRICT;
        CREATE TABLE crm_indexes (name TEXT NOT NULL PRIMARY KEY, entity TEXT NOT NULL) STRICT;
        CREATE TABLE crm_commits (
          sequence INTEGER NOT NULL PRIMARY KEY, instant INTEGER NOT NULL, actor TEXT, changes BLOB NOT NULL) STRICT;
        """)
    }
  }
#endif
