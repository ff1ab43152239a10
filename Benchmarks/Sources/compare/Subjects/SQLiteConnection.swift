import CSQLite

/// What SQLite says when it refuses.
struct SQLiteError: Error, CustomStringConvertible {
  let description: String
}

/// A connection of SQLite's C interface.
final class SQLiteConnection {
  fileprivate var handle: OpaquePointer?

  init(_ path: String) throws {
    guard
      sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK
    else { throw failure }
  }

  deinit { sqlite3_close_v2(handle) }

  func execute(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure }
  }

  fileprivate var failure: SQLiteError { SQLiteError(description: String(cString: sqlite3_errmsg(handle))) }
}

/// A statement that is prepared once and run often.
final class SQLiteStatement {
  private var handle: OpaquePointer?
  private let connection: SQLiteConnection

  init(_ sql: String, _ connection: SQLiteConnection) throws {
    self.connection = connection
    let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
    guard sqlite3_prepare_v3(connection.handle, sql, -1, flags, &handle, nil) == SQLITE_OK else {
      throw connection.failure
    }
  }

  deinit { sqlite3_finalize(handle) }

  /// Runs to the end.
  func run() throws {
    defer { sqlite3_reset(handle) }
    while try step() {}
  }

  /// The next row.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw connection.failure
    }
  }

  func reset() { sqlite3_reset(handle) }

  func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(handle, index, value) }

  func bind(_ value: String?, at index: Int32) {
    guard var value else {
      sqlite3_bind_null(handle, index)
      return
    }
    value.withUTF8 { bytes in
      _ = bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text(handle, index, $0.baseAddress, Int32($0.count), SQLiteStatement.copied)
      }
    }
  }

  func bindNull(at index: Int32) { sqlite3_bind_null(handle, index) }

  func bind(blob bytes: UnsafeRawBufferPointer, at index: Int32) {
    sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), SQLiteStatement.copied)
  }

  /// SQLITE_TRANSIENT, a macro that Swift can't read: SQLite copies what is bound.
  static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// The row at which the statement stands.
extension SQLiteStatement: PersonRow {
  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: sqlite3_column_blob(handle, column), count: Int(sqlite3_column_bytes(handle, column)))
  }

  func days(_ column: Int32) -> Int { Int(integer(column)) }

  func boolean(_ column: Int32) -> Bool { integer(column) != 0 }
}
