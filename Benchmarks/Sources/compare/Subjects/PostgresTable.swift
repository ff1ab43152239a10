#if PostgreSQL
  /// The table of people in PostgreSQL, with the same columns and indexes as the one in SQLite.
  enum PostgresTable {
    /// The days between the beginnings of 1970 and 2000, from which PostgreSQL counts.
    static let daysUntil2000: Int32 = 10_957

    static let creation = """
      CREATE TABLE person (
        id uuid NOT NULL, revision bigint NOT NULL, "createdAt" bigint NOT NULL, "updatedAt" bigint NOT NULL,
        "givenName" text NOT NULL, "familyName" text NOT NULL, email text COLLATE "C" NOT NULL, phone text, "jobTitle" text,
        company text NOT NULL, street text NOT NULL, "postalCode" text NOT NULL, city text NOT NULL, region text NOT NULL,
        country text NOT NULL, website text, language text NOT NULL, status text COLLATE "C" NOT NULL, source text NOT NULL,
        score bigint NOT NULL, revenue bigint NOT NULL, birthday date, "lastContactedAt" bigint NOT NULL,
        "isSubscribed" boolean NOT NULL)
      """

    /// Made when the rows are in the table, which takes less time than to keep them up meanwhile.
    static let indexes = """
      ALTER TABLE person ADD PRIMARY KEY (id);
      CREATE UNIQUE INDEX person_email ON person (email);
      CREATE INDEX person_status ON person (status);
      CREATE INDEX "person_lastContactedAt" ON person ("lastContactedAt")
      """

    private static let columns = PersonTable.columns.map { "\"\($0)\"" }.joined(separator: ", ")
    private static let selection = "SELECT \(columns) FROM person"

    static let copying = "COPY person (\(columns)) FROM STDIN (FORMAT binary)"
    static let insertion = """
      INSERT INTO person (\(columns)) VALUES (\(PersonTable.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")))
      """

    /// What is prepared on a connection, by name.
    static let statements = [
      "insert": insertion,
      "byID": selection + " WHERE id = $1",
      "byEmail": selection + " WHERE email = $1",
      "filtered": selection + " WHERE status = $1 AND score >= $2",
      "page": selection + " ORDER BY \"lastContactedAt\" DESC LIMIT \(pageSize)",
      "groups": "SELECT status, count(*), sum(revenue)::bigint FROM person GROUP BY status ORDER BY status",
    ]
  }
#endif
