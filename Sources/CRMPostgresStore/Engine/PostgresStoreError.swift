#if PostgreSQL
  import CRMCore
  import CRMSQL
  public import Foundation

  /// Why the PostgreSQL store could not do what was asked.
  ///
  /// No error holds a password, or the text of a connection.
  @nonexhaustive
  public enum PostgresStoreError: Error, Sendable, Hashable {
    /// The text that says how to connect can't be read.
    case invalidConnection
    /// No connection could be made: there is no such server, database or user, or the password is wrong. The text is the client library's.
    case cannotConnect(reason: String)
    /// The connection broke. Nothing of the transaction was kept.
    case connectionLost(reason: String)
    /// The connection broke during a commit, and whether it was made could not be found out.
    case unknownOutcome(transaction: UInt64)
    /// All connections that the store may have were in use for longer than one is waited for.
    case noFreeConnection(most: Int, waited: Duration)
    /// A statement took longer than the options allow.
    case timedOut
    /// Another transaction kept a lock for longer than one is waited for.
    case locked
    /// The user has not been given a right that is needed. The text names what for.
    case notPermitted(reason: String)
    /// The server, or the user, may only read.
    case readOnly
    /// The server's disk is full.
    case diskFull
    /// The server takes no more connections.
    case tooManyConnections
    /// The server is older than the store needs.
    case engineTooOld(found: String, needed: String)
    /// The database does not keep its text as UTF-8.
    case wrongEncoding(found: String)
    /// There is no store in the schema, and none was to be created.
    case noStore(schema: String)
    /// The schema holds tables of another program.
    case foreignSchema(String)
    /// The store was written in a newer version of the format than this version of the library reads.
    case newerFormat(schema: String, found: Int, supported: Int)
    /// The schema holds what this program's declarations have no place for. The text says what.
    case incompatible(String)
    /// A table, column, index or view is not as the store made it. The text says which.
    case alteredSchema(String)
    /// Another program, which declares the records otherwise, has rebuilt tables since the store was opened.
    case rebuiltMeanwhile(schema: String)
    /// Any other failure of the server, by its SQLSTATE.
    case engine(state: String, message: String)
  }

  extension PostgresStoreError: CustomStringConvertible, LocalizedError {
    /// What happened, and what to do.
    public var description: String {
      switch self {
      case .invalidConnection:
        "The text of the connection can't be read. Write a URI, postgresql://user@host/database, or pairs such as host=… dbname=…"
      case .cannotConnect(let reason):
        "The server can't be reached: \(reason). Check host, port, database, user and password, and whether the server runs."
      case .connectionLost(let reason):
        "The connection to the server was lost: \(reason). Nothing of the transaction was kept; repeat it."
      case .unknownOutcome(let transaction):
        "The connection was lost during a commit, and whether the server made it could not be found out. Look for what transaction \(transaction) did before it is repeated."
      case .noFreeConnection(let most, let waited):
        "All \(most) connections were in use for \(waited). End views and transactions sooner, or allow more connections."
      case .timedOut:
        "A statement took longer than it may. Nothing of the transaction was kept; ask for less, or allow more time."
      case .locked:
        "Another transaction kept a lock for too long. Nothing of the transaction was kept; end the other's, and repeat it."
      case .notPermitted(let reason):
        "The user of the connection may not do that: \(reason). Grant the rights that the module's documentation lists."
      case .readOnly: "The server or the user may only read. Connect to the primary, as a user who may write."
      case .diskFull:
        "The server's disk is full. Nothing of the transaction was kept; free some space and repeat it."
      case .tooManyConnections:
        "The server takes no more connections. Allow the store fewer, or the server more (max_connections)."
      case .engineTooOld(let found, let needed): "PostgreSQL is version \(found), and \(needed) is needed. Upgrade it."
      case .wrongEncoding(let found): "The database is encoded in \(found). Create one with the encoding UTF8."
      case .noStore(let schema):
        "There is no store in the schema \(schema). Check the names, or ask for a new store to be created."
      case .foreignSchema(let schema):
        "The schema \(schema) holds tables of another program. Name one of its own for the store; this one was not changed."
      case .newerFormat(let schema, let found, let supported):
        "The schema \(schema) is in version \(found) of the format; this library reads version \(supported). Use a library that reads it."
      case .incompatible(let reason):
        "The store does not fit this program: \(reason). Open it with the program that wrote it. Nothing was changed."
      case .alteredSchema(let reason):
        "The store was altered by somebody else: \(reason). Put it back as it was, or restore a backup. Nothing was changed."
      case .rebuiltMeanwhile(let schema):
        "Another program has rebuilt the tables of \(schema) for its own declarations. Close the store and open it again."
      case .engine(let state, let message): "PostgreSQL failed: \(message) (\(state)). See the server's log."
      }
    }

    /// The description, for those who show errors to people.
    public var errorDescription: String? { description }

    /// The error for those who use the store.
    static func telling(_ error: any Error, schema: String) -> any Error {
      switch error as? SchemaError {
      case .incompatible(let reason): PostgresStoreError.incompatible(reason)
      case .altered(let reason): PostgresStoreError.alteredSchema(reason)
      case .impossibleCommit(let number):
        PostgresStoreError.alteredSchema("the last commit in \(schema).crm_commits is number \(number)")
      case .rebuiltMeanwhile: PostgresStoreError.rebuiltMeanwhile(schema: schema)
      case nil: error
      }
    }
  }

  /// A failure as the server tells it.
  struct ServerFailure: Error {
    /// The five characters that say what kind it is; empty when the server said nothing.
    let state: String
    /// The message, without the details, which quote what records hold.
    let message: String

    static let serializationFailure = "40001"
    static let deadlock = "40P01"
    static let uniqueViolation = "23505"
    static let cancelled = "57014"
    static let outOfRange = "22003"
    static let dependentObjects = "2BP01"
    static let invalidParameter = "22023"

    /// Whether running the transaction again may help: it collided with another, by a value that must be unique too.
    var isCollision: Bool {
      [Self.serializationFailure, Self.deadlock, Self.uniqueViolation, "23P01"].contains(state)
    }

    /// Whether the server has ended the connection.
    var isEndOfConnection: Bool { state.isEmpty || state.hasPrefix("08") || state.hasPrefix("57P") }

    /// The error for those who use the store.
    var translated: any Error {
      if isCollision { return StoreError.conflict(attempts: 1) }
      if isEndOfConnection { return PostgresStoreError.connectionLost(reason: message) }
      return switch state {
      case Self.cancelled: PostgresStoreError.timedOut
      case "55P03": PostgresStoreError.locked
      case "42501", "28000", "28P01": PostgresStoreError.notPermitted(reason: message)
      case "25006": PostgresStoreError.readOnly
      case "53100": PostgresStoreError.diskFull
      case "53300": PostgresStoreError.tooManyConnections
      default: PostgresStoreError.engine(state: state, message: message)
      }
    }
  }
#endif
