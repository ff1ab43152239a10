#if PostgreSQL
  import Foundation

  /// The server under measurement, which `CRMKIT_POSTGRES` names.
  enum PostgresServer {
    /// There is no server to measure.
    struct Missing: Error, CustomStringConvertible {
      var description: String { "name a PostgreSQL database that may be filled by CRMKIT_POSTGRES=postgres://…" }
    }

    /// A schema of this run's own.
    static func schema(of subject: String) -> String {
      "compare_\(ProcessInfo.processInfo.processIdentifier)_" + subject.filter(\.isLetter)
    }

    /// What a connection is told, so that its commits wait for the disk or don't.
    static func synchronousCommit(_ syncing: Syncing) -> String {
      "synchronous_commit=\(syncing == .synced ? "on" : "off")"
    }

    /// The server's address with settings for the connections to it.
    static func address(_ settings: String...) throws -> String {
      guard let server = ProcessInfo.processInfo.environment["CRMKIT_POSTGRES"] else { throw Missing() }
      guard var address = URLComponents(string: server) else { return server }
      let options = URLQueryItem(name: "options", value: settings.map { "-c \($0)" }.joined(separator: " "))
      address.queryItems = (address.queryItems ?? []) + [options]
      return address.string ?? server
    }

    /// Brings a schema's tables at once to where the server would by itself within some minutes.
    static func settle(_ schema: String) throws {
      let connection = try PostgresConnection(address())
      let tables = try connection.texts(
        "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables WHERE schemaname = '\(schema)'")
      try connection.execute("VACUUM (ANALYZE) \(tables.joined(separator: ", "))")
      try connection.execute("CHECKPOINT")
    }

    /// How much a schema's tables take on the server's disk, with their indexes.
    static func size(of schema: String) throws -> Int {
      let sizes = try PostgresConnection(address()).texts(
        """
        SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = '\(schema)' AND c.relkind = 'r'
        """)
      return sizes.first.flatMap { Int($0) } ?? 0
    }

    static func remove(_ schema: String) throws {
      let connection = try PostgresConnection(address("client_min_messages=warning"))
      try connection.execute("DROP SCHEMA IF EXISTS \(schema) CASCADE")
      try connection.execute("CHECKPOINT")
    }

    /// The server's version, and its settings that figures depend on.
    static func description() throws -> String {
      let connection = try PostgresConnection(address())
      let names = [
        "server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_level", "shared_buffers",
        "max_wal_size",
      ]
      let values = try names.map { try connection.texts("SHOW \($0)").first ?? "" }
      return "PostgreSQL \(values[0]) with "
        + zip(names, values).dropFirst().map { "\($0) \($1)" }.joined(separator: ", ")
    }
  }
#endif
