import ArgumentParser

/// The subjects, in the order of the table.
enum SubjectName: String, CaseIterable, Codable, ExpressibleByArgument {
  case memory
  case file
  case fileNoHistory = "file-no-history"
  #if SQLite
    case sqliteStore = "sqlite-store"
  #endif
  #if PostgreSQL
    case postgresStore = "postgres-store"
  #endif
  case grdbTuned = "grdb-tuned"
  case grdbPlain = "grdb-plain"
  case sqlite
  #if PostgreSQL
    case postgres
  #endif
  case limit

  /// The subject, with its files in a folder of its own.
  ///
  /// - Parameter fileStore: The folder of the file store whose bytes the limit reads.
  func subject(in folder: String, opening fileStore: String?) -> any Subject {
    switch self {
    case .memory: CRMSubject<Person>(rawValue, in: .memory)
    case .file: CRMSubject<Person>(rawValue, in: .files(folder))
    case .fileNoHistory: CRMSubject<UntrackedPerson>(rawValue, in: .files(folder))
    #if SQLite
      case .sqliteStore: CRMSubject<Person>(rawValue, in: .sqlite(folder))
    #endif
    #if PostgreSQL
      case .postgresStore: CRMSubject<Person>(rawValue, in: .postgres(schema: PostgresServer.schema(of: rawValue)))
    #endif
    case .grdbTuned: GRDBTunedSubject(in: folder)
    case .grdbPlain: GRDBPlainSubject(in: folder)
    case .sqlite: SQLiteSubject(in: folder)
    #if PostgreSQL
      case .postgres: PostgresSubject()
    #endif
    case .limit: LimitSubject(in: folder, opening: fileStore)
    }
  }
}
