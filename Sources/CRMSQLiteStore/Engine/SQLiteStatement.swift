#if SQLite
  import CRMCore
  import CRMKitSQLite
  import CRMSQL

  /// A compiled statement of one connection, kept to be run again and again.
  ///
  /// While it is in use nobody else takes it: ``SQLiteConnection`` compiles another for a second use at the same time.
  final class SQLiteStatement {
    private let handle: OpaquePointer
    private unowned let connection: SQLiteConnection
    private let hasParameters: Bool
    fileprivate(set) var isInUse = false

    init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
      self.handle = handle
      self.connection = connection
      hasParameters = sqlite3_bind_parameter_count(handle) > 0
    }

    deinit { sqlite3_finalize(handle) }

    func begin() { isInUse = true }

    /// Makes the statement ready for its next use, and lets go of what was bound.
    func end() {
      renew()
      isInUse = false
    }

    /// Makes the statement ready to be run once more by whoever uses it.
    func renew() {
      sqlite3_reset(handle)
      if hasParameters { sqlite3_clear_bindings(handle) }
    }

    /// Goes on to the next row.
    ///
    /// - Returns: Whether there is one.
    func step() throws -> Bool {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: return true
      case SQLITE_DONE: return false
      default: throw connection.failure()
      }
    }

    /// Runs a statement that has no rows.
    ///
    /// - Returns: Whether it was done; false when a rule of the table is against it.
    func runUnlessConstrained() throws -> Bool {
      switch sqlite3_step(handle) & 0xFF {
      case SQLITE_DONE, SQLITE_ROW: return true
      case SQLITE_CONSTRAINT: return false
      default: throw connection.failure()
      }
    }
  }

  extension SQLiteStatement: SQLBinder {
    @inline(__always)
    func bindNull(at index: Int) throws { try check(sqlite3_bind_null(handle, Int32(index))) }

    @inline(__always)
    func bind(_ value: Int64, at index: Int) throws { try check(sqlite3_bind_int64(handle, Int32(index), value)) }

    @inline(__always)
    func bind(_ value: Double, at index: Int) throws { try check(sqlite3_bind_double(handle, Int32(index), value)) }

    func bind(_ value: Bool, at index: Int) throws { try bind(value ? 1 : Int64(0), at: index) }

    func bind(text bytes: UnsafeRawBufferPointer, at index: Int, staying: Bool) throws {
      let keeping: sqlite3_destructor_type? = staying ? nil : Self.copied
      guard let base = bytes.baseAddress else {
        return try check(sqlite3_bind_text64(handle, Int32(index), "", 0, Self.copied, UInt8(SQLITE_UTF8)))
      }
      try check(
        sqlite3_bind_text64(
          handle, Int32(index), base.assumingMemoryBound(to: CChar.self), UInt64(bytes.count), keeping,
          UInt8(SQLITE_UTF8)))
    }

    func bind(json bytes: UnsafeRawBufferPointer, at index: Int) throws {
      try bind(text: bytes, at: index, staying: false)
    }

    func bind(blob bytes: UnsafeRawBufferPointer, at index: Int) throws {
      guard let base = bytes.baseAddress else { return try check(sqlite3_bind_zeroblob(handle, Int32(index), 0)) }
      try check(sqlite3_bind_blob64(handle, Int32(index), base, UInt64(bytes.count), Self.copied))
    }

    func bind(_ id: Identifier, at index: Int) throws {
      try withUnsafeTemporaryAllocation(byteCount: Identifier.textLength, alignment: 1) { buffer in
        id.write(to: buffer)
        try bind(text: UnsafeRawBufferPointer(buffer), at: index, staying: false)
      }
    }

    // Plain notation without zeros at the end: equal numbers are equal texts.
    func bind(_ value: ExactDecimal, at index: Int) throws { try bind(.text(value.description), at: index) }

    func bind(_ value: CalendarDate, at index: Int) throws { try bind(Int64(value.daysSince1970), at: index) }

    func bind(_ value: Instant, at index: Int) throws { try bind(value.microsecondsSince1970, at: index) }

    private func check(_ code: Int32) throws {
      guard code == SQLITE_OK else { throw connection.failure() }
    }

    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  extension SQLiteStatement: SQLRow {
    /// How many columns the rows have.
    var width: Int { Int(sqlite3_column_count(handle)) }

    /// A value of the row the statement stands at, which SQLite looks up anew whenever a column is asked for.
    @inline(__always)
    private func value(_ column: Int) -> OpaquePointer? { sqlite3_column_value(handle, Int32(column)) }

    @inline(__always)
    func isNull(_ column: Int) -> Bool { sqlite3_value_type(value(column)) == SQLITE_NULL }

    @inline(__always)
    func integer(_ column: Int) -> Int64 { sqlite3_value_int64(value(column)) }

    @inline(__always)
    func real(_ column: Int) -> Double { sqlite3_value_double(value(column)) }

    @inline(__always)
    func boolean(_ column: Int) -> Bool { integer(column) != 0 }

    /// - Throws: A failure of the connection when there was no memory for the text.
    @inline(__always)
    func text(_ column: Int) throws -> UnsafeRawBufferPointer? {
      let value = value(column)
      guard let start = sqlite3_value_text(value) else {
        if sqlite3_value_type(value) == SQLITE_NULL { return nil }
        throw connection.failure()
      }
      return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    }

    func blob(_ column: Int) -> UnsafeRawBufferPointer {
      let value = value(column)
      let start = sqlite3_value_blob(value)
      return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    }

    /// - Throws: `RecordError.damaged` when the text is no identifier.
    func identifier(_ column: Int) throws -> Identifier {
      guard let id = try text(column).flatMap({ Identifier(utf8: $0) }) else { throw RecordError.damaged }
      return id
    }

    /// - Throws: `RecordError.damaged` when the text is no decimal number.
    func decimal(_ column: Int) throws -> ExactDecimal {
      guard let decimal = try? ExactDecimal(string(column)) else { throw RecordError.damaged }
      return decimal
    }

    /// - Throws: `RecordError.damaged` when the number is no day of the years 1 to 9999.
    func date(_ column: Int) throws -> CalendarDate {
      guard let date = try? CalendarDate(daysSince1970: Int(integer(column))) else { throw RecordError.damaged }
      return date
    }

    func instant(_ column: Int) -> Instant { Instant(microsecondsSince1970: integer(column)) }
  }
#endif
