#if PostgreSQL
  import CRMCore
  import CRMSQL

  /// The schema, and the tables in it that are the store's own.
  struct StoreHeader {
    let connection: PostgresConnection
    let schema: String

    private static let formatVersion = 1
    /// “CRMK”, the first half of the numbers of the locks that a store takes; the other is the schema's.
    static let lockClass = 0x43_52_4D_4B

    /// Brings the schema to what a program declares, in one transaction, while other programs that start wait.
    ///
    /// However long it takes; but no longer than for others' locks is waited for views that are open.
    func migrate(to catalog: Catalog, mayCreate: Bool) throws -> StoreSchema {
      // What is set for the rest of the transaction comes back with the savepoint.
      try connection.execute(
        """
        BEGIN; SET LOCAL statement_timeout = 0; SAVEPOINT waiting; SET LOCAL lock_timeout = 0;
        SELECT pg_advisory_lock(\(lock)); ROLLBACK TO waiting;
        """)
      defer { try? connection.execute("SELECT pg_advisory_unlock(\(lock))") }
      do {
        if try !isOurs() {
          guard mayCreate else { throw PostgresStoreError.noStore(schema: schema) }
          try create()
        }
        let found = try SchemaMigration(connection, catalog).run()
        try healCommits()
        try connection.execute("COMMIT")
        return found
      } catch {
        if connection.isInTransaction { try? connection.execute("ROLLBACK") }
        throw PostgresStoreError.telling(error, schema: schema)
      }
    }

    private var lock: String { "\(Self.lockClass), hashtext(\("schema \(schema)".literalForSQL))" }

    /// Whether the schema is a store; false for one that is empty or not there.
    private func isOurs() throws -> Bool {
      let objects = try connection.objects()
      guard objects["crm_store"] != nil else {
        guard objects.isEmpty else { throw PostgresStoreError.foreignSchema(schema) }
        return false
      }
      let version = Int(try connection.integer("SELECT format FROM crm_store") ?? 0)
      guard version <= Self.formatVersion else {
        throw PostgresStoreError.newerFormat(schema: schema, found: version, supported: Self.formatVersion)
      }
      return true
    }

    private func create() throws {
      if try connection.integer("SELECT 1 WHERE current_schema() IS NULL") != nil {
        try connection.execute("CREATE SCHEMA \(schema.quotedForSQL)")
      }
      try connection.execute(
        """
        CREATE TABLE crm_store (generation bigint NOT NULL, format bigint NOT NULL);
        INSERT INTO crm_store VALUES (1, \(Self.formatVersion));
        CREATE TABLE crm_types (
          entity text COLLATE "C" PRIMARY KEY, table_name text NOT NULL UNIQUE, view_name text NOT NULL UNIQUE);
        CREATE TABLE crm_fields (
          entity text COLLATE "C" NOT NULL, position bigint NOT NULL, field text COLLATE "C" NOT NULL, type text NOT NULL,
          is_derived boolean NOT NULL, column_name text NOT NULL, second_column text, PRIMARY KEY (entity, field));
        CREATE TABLE crm_indexes (name text COLLATE "C" PRIMARY KEY, entity text COLLATE "C" NOT NULL);
        CREATE TABLE crm_commits (
          sequence bigint PRIMARY KEY, instant bigint NOT NULL, actor uuid, changes bytea NOT NULL, transaction bigint NOT NULL,
          token uuid NOT NULL);
        CREATE TABLE crm_writers ();
        CREATE SEQUENCE crm_commit_number MINVALUE 0 START 0;
        CREATE SEQUENCE crm_commit_transaction START \(Self.wellKnownTransaction);
        """)
    }

    /// A transaction that every server counts among those that were committed.
    private static let wellKnownTransaction = 2

    /// Says anew which commit was the last: after a restore from a dump, the numbers of transactions are those of another server.
    private func healCommits() throws {
      try connection.execute(CommitTurn.wait)
      let sql = """
        SELECT setval('crm_commit_number', c.last), setval('crm_commit_transaction', \(Self.wellKnownTransaction))
        FROM (SELECT coalesce(max(sequence), 0) AS last FROM crm_commits) AS c
        """
      try connection.query("SELECT max(sequence) FROM crm_commits") { _ = try $0.lastCommit(0) }
      try connection.execute(sql)
    }
  }
#endif
