import CRMKit

/// The table of people in SQLite, whose columns those in PostgreSQL have, too: a column for each value that CRMKit's record holds, and the same three indexes.
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

/// A row of the table as an engine hands it on, read by the places of ``PersonTable/columns``.
protocol PersonRow {
  func isNull(_ column: Int32) -> Bool
  /// Valid as long as the row.
  func bytes(_ column: Int32) -> UnsafeRawBufferPointer
  func text(_ column: Int32) -> String
  func integer(_ column: Int32) -> Int64
  /// The days since 1970 of a date.
  func days(_ column: Int32) -> Int
  func boolean(_ column: Int32) -> Bool
}

extension PersonRow {
  fileprivate func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
}

extension Person {
  init(_ row: some PersonRow) {
    self.init(id: RecordID(Identifier(bytes: row.bytes(0)) ?? Identifier(high: 0, low: 0)))
    stamp.revision = row.integer(1)
    stamp.createdAt = Instant(microsecondsSince1970: row.integer(2))
    stamp.updatedAt = Instant(microsecondsSince1970: row.integer(3))
    givenName = row.text(4)
    familyName = row.text(5)
    email = row.text(6)
    phone = row.optionalText(7)
    jobTitle = row.optionalText(8)
    company = row.text(9)
    street = row.text(10)
    postalCode = row.text(11)
    city = row.text(12)
    region = row.text(13)
    country = row.text(14)
    website = row.optionalText(15)
    language = row.text(16)
    status = PersonStatus(rawValue: row.text(17)) ?? .other
    source = row.text(18)
    score = Int(row.integer(19))
    revenue = Int(row.integer(20))
    birthday = row.isNull(21) ? nil : try? CalendarDate(daysSince1970: row.days(21))
    lastContactedAt = Instant(microsecondsSince1970: row.integer(22))
    isSubscribed = row.boolean(23)
  }
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
