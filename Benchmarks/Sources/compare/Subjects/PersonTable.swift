import CRMKit

/// The table of people in SQLite: a column for each value that CRMKit's record holds, and the same three indexes.
enum PersonTable {
  static let name = "person"

  static let columns = [
    "id", "revision", "createdAt", "updatedAt", "givenName", "familyName", "email", "phone", "jobTitle", "company",
    "street", "postalCode", "city", "region", "country", "website", "language", "status", "source", "score", "revenue",
    "birthday", "lastContactedAt", "isSubscribed",
  ]

  static let creation = """
    CREATE TABLE person (
      id BLOB PRIMARY KEY NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL, updatedAt INTEGER NOT NULL,
      givenName TEXT NOT NULL, familyName TEXT NOT NULL, email TEXT NOT NULL, phone TEXT, jobTitle TEXT,
      company TEXT NOT NULL, street TEXT NOT NULL, postalCode TEXT NOT NULL, city TEXT NOT NULL, region TEXT NOT NULL,
      country TEXT NOT NULL, website TEXT, language TEXT NOT NULL, status TEXT NOT NULL, source TEXT NOT NULL,
      score INTEGER NOT NULL, revenue INTEGER NOT NULL, birthday INTEGER, lastContactedAt INTEGER NOT NULL,
      isSubscribed INTEGER NOT NULL);
    CREATE UNIQUE INDEX person_email ON person (email);
    CREATE INDEX person_status ON person (status);
    CREATE INDEX person_lastContactedAt ON person (lastContactedAt);
    """

  private static let selection = "SELECT \(columns.joined(separator: ", ")) FROM person"

  static let insertion = """
    INSERT INTO person (\(columns.joined(separator: ", "))) VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
    """
  static let byID = selection + " WHERE id = ?"
  static let byEmail = selection + " WHERE email = ?"
  static let filtered = selection + " WHERE status = ? AND score >= ?"
  static let page = selection + " ORDER BY lastContactedAt DESC LIMIT \(pageSize)"
  static let groups = "SELECT status, COUNT(*), SUM(revenue) FROM person GROUP BY status ORDER BY status"
}

extension Identifier {
  /// The 16 bytes, as a UUID has them.
  func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    try withUnsafeBytes(of: (high.bigEndian, low.bigEndian), body)
  }

  /// Reads 16 bytes.
  init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 16 else { return nil }
    self.init(
      high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }
}
