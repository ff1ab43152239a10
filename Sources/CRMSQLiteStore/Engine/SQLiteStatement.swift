#if SQLite
  import CRMCore
  import CRMKitSQLite

  /// A value that is bound to a parameter of a statement.
  enum SQLiteValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    /// A text by its bytes, which need not be whole characters.
    case utf8([UInt8])
    case blob([UInt8])

    /// An identifier, as it is stored.
    static func identifier(_ id: Identifier) -> SQLiteValue { .text(id.description) }
  }

  /// A compiled statement of one connection, kept to be run again and again.
  ///
  /// While it is in use nobody else takes it: ``SQLiteConnection`` compiles another for a second use at the same time.
  final class SQLiteStatement {
    private let handle: OpaquePointer
    private unowned let connection: SQLiteConnection
    fileprivate(set) var isInUse = false

    init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
      self.handle = handle
      self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    func begin() { isInUse = true }

    /// Makes the statement ready for its next use, and lets go of what was bound.
    func end() {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
      isInUse = false
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

    // MARK: Binding, by the parameter's number from 1 on

    /// Binds the values of the parameters, in their order; those that the statement has no use for are left out.
    func bind(_ values: [SQLiteValue]) throws {
      let count = Int(sqlite3_bind_parameter_count(handle))
      for (position, value) in values.prefix(count).enumerated() { try bind(value, at: Int32(position + 1)) }
    }

    func bind(_ value: SQLiteValue, at index: Int32) throws {
      switch value {
      case .null: try check(sqlite3_bind_null(handle, index))
      case .integer(let value): try bind(value, at: index)
      case .real(let value): try bind(value, at: index)
      case .text(var text): try text.withUTF8 { try bind(text: UnsafeRawBufferPointer($0), at: index) }
      case .utf8(let bytes): try bytes.withUnsafeBytes { try bind(text: $0, at: index) }
      case .blob(let bytes): try bytes.withUnsafeBytes { try bind(blob: $0, at: index) }
      }
    }

    @inline(__always)
    func bindNull(at index: Int32) throws { try check(sqlite3_bind_null(handle, index)) }

    @inline(__always)
    func bind(_ value: Int64, at index: Int32) throws { try check(sqlite3_bind_int64(handle, index, value)) }

    @inline(__always)
    func bind(_ value: Double, at index: Int32) throws { try check(sqlite3_bind_double(handle, index, value)) }

    /// Binds a text by its bytes, which are copied unless they stay where they are until ``end()``.
    func bind(text bytes: UnsafeRawBufferPointer, at index: Int32, staying: Bool = false) throws {
      let keeping: sqlite3_destructor_type? = staying ? nil : Self.copied
      guard let base = bytes.baseAddress else {
        return try check(sqlite3_bind_text64(handle, index, "", 0, Self.copied, UInt8(SQLITE_UTF8)))
      }
      try check(
        sqlite3_bind_text64(
          handle, index, base.assumingMemoryBound(to: CChar.self), UInt64(bytes.count), keeping, UInt8(SQLITE_UTF8)))
    }

    func bind(blob bytes: UnsafeRawBufferPointer, at index: Int32) throws {
      guard let base = bytes.baseAddress else { return try check(sqlite3_bind_zeroblob(handle, index, 0)) }
      try check(sqlite3_bind_blob64(handle, index, base, UInt64(bytes.count), Self.copied))
    }

    func bind(_ id: Identifier, at index: Int32) throws {
      try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Identifier.textLength) { buffer in
        id.write(to: buffer)
        try bind(text: UnsafeRawBufferPointer(buffer), at: index)
      }
    }

    private func check(_ code: Int32) throws {
      guard code == SQLITE_OK else { throw connection.failure() }
    }

    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    // MARK: The columns of the row, by their number from 0 on

    /// How many columns the rows have.
    var width: Int32 { sqlite3_column_count(handle) }

    @inline(__always)
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    @inline(__always)
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    @inline(__always)
    func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

    /// The bytes of a text, which are gone after the next step.
    @inline(__always)
    func text(_ column: Int32) -> UnsafeRawBufferPointer {
      let start = sqlite3_column_text(handle, column)
      return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    /// The bytes of a blob, which are gone after the next step.
    func blob(_ column: Int32) -> UnsafeRawBufferPointer {
      let start = sqlite3_column_blob(handle, column)
      return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    func string(_ column: Int32) -> String { String(decoding: text(column), as: UTF8.self) }

    /// - Throws: `RecordError.damaged` when the text is no identifier.
    func identifier(_ column: Int32) throws -> Identifier {
      guard let id = Identifier(utf8: text(column)) else { throw RecordError.damaged }
      return id
    }
  }
#endif
