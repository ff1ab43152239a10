#if SQLite
  import CRMKitSQLite
  import CRMSQL
  public import Foundation

  /// Why the SQLite store could not do what was asked.
  @nonexhaustive
  public enum SQLiteStoreError: Error, Sendable, Hashable {
    /// The disk is full, or the user's quota is used up.
    case diskFull(path: String)
    /// The file, or the folder around it, may not be read or written, or does not exist.
    case cannotOpen(path: String, reason: String)
    /// The file, or the file system, is for reading only.
    case readOnly(path: String)
    /// The file is no SQLite database.
    case notADatabase(path: String)
    /// The file is an SQLite database of another program.
    case foreignDatabase(path: String)
    /// There is no database, and none was to be created.
    case noStore(path: String)
    /// The file is damaged. Nothing was changed.
    case damaged(path: String, reason: String)
    /// The file was written in a newer version of the format than this version of the library reads.
    case newerFormat(path: String, found: Int, supported: Int)
    /// Another connection, mostly of another process, kept the database locked for longer than a writer waits.
    case locked(path: String)
    /// SQLite itself is older than the store needs.
    case engineTooOld(found: String, needed: String)
    /// The database holds what this program's declarations have no place for. The text says what.
    case incompatible(String)
    /// A table, column, index or view is not as the store made it. The text says which.
    case alteredSchema(String)
    /// Another program, which declares the records otherwise, has rebuilt tables since the store was opened.
    case rebuiltMeanwhile(path: String)
    /// Any other failure of the disk or of SQLite, by its extended result code.
    case engine(path: String, code: Int32, message: String)
  }

  extension SQLiteStoreError: CustomStringConvertible, LocalizedError {
    /// What happened, to which file, and what to do.
    public var description: String {
      switch self {
      case .diskFull(let path):
        "The disk is full, and \(path) could not be written. Nothing of the transaction was kept; free some space and repeat it."
      case .cannotOpen(let path, let reason):
        "\(path) can't be opened: \(reason). Check the path, and give this process the right to the file and its folder."
      case .readOnly(let path): "\(path) may only be read. Put it where this process may write, or do not write to it."
      case .notADatabase(let path): "\(path) is no SQLite database. Check the path; the file was not changed."
      case .foreignDatabase(let path):
        "\(path) is a database of another program. Name a file of its own for the store; this one was not changed."
      case .noStore(let path): "There is no store in \(path). Check the path, or ask for a new store to be created."
      case .damaged(let path, let reason):
        "\(path) is damaged: \(reason). Restore it from a backup, or save what can be read by sqlite3's command .recover."
      case .newerFormat(let path, let found, let supported):
        "\(path) is in version \(found) of the format; this library reads version \(supported). Use a library that reads it."
      case .locked(let path):
        "\(path) was kept locked by somebody else. Nothing of the transaction was kept; end the other's, and repeat it."
      case .engineTooOld(let found, let needed): "SQLite is version \(found), and \(needed) is needed. Install that."
      case .incompatible(let reason):
        "The store does not fit this program: \(reason). Open it with the program that wrote it. Nothing was changed."
      case .alteredSchema(let reason):
        "The store was altered by somebody else: \(reason). Put it back as it was, or restore a backup. Nothing was changed."
      case .rebuiltMeanwhile(let path):
        "Another program has rebuilt the tables of \(path) for its own declarations. Close the store and open it again."
      case .engine(let path, let code, let message): "SQLite failed on \(path): \(message) (\(code)). Check the disk."
      }
    }

    /// The description, for those who show errors to people.
    public var errorDescription: String? { description }

    /// The store's own error for what is wrong with a schema; any other as it is.
    static func telling(_ error: any Error, path: String) -> any Error {
      switch error as? SchemaError {
      case .incompatible(let reason): incompatible(reason)
      case .altered(let reason): alteredSchema(reason)
      case .impossibleCommit(let number): damaged(path: path, reason: "its last commit is number \(number)")
      case .rebuiltMeanwhile: rebuiltMeanwhile(path: path)
      case nil: error
      }
    }

    /// The error for a result code.
    init(_ code: Int32, _ message: String, path: String) {
      switch code & 0xFF {
      case SQLITE_FULL: self = .diskFull(path: path)
      case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: self = .cannotOpen(path: path, reason: message)
      case SQLITE_READONLY: self = .readOnly(path: path)
      case SQLITE_NOTADB: self = .notADatabase(path: path)
      case SQLITE_CORRUPT: self = .damaged(path: path, reason: message)
      case SQLITE_BUSY, SQLITE_LOCKED: self = .locked(path: path)
      default: self = .engine(path: path, code: code, message: message)
      }
    }
  }
#endif
