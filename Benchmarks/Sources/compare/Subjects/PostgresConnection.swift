#if PostgreSQL
  import CPostgreSQL

  /// What libpq or the server says when it refuses.
  struct PostgresError: Error, CustomStringConvertible {
    let description: String
  }

  /// A connection of libpq, whose calls wait for the server.
  final class PostgresConnection {
    private let handle: OpaquePointer?

    init(_ address: String) throws {
      handle = PQconnectdb(address)
      guard PQstatus(handle) == CONNECTION_OK else { throw failure }
    }

    deinit { PQfinish(handle) }

    func execute(_ sql: String) throws { _ = try checked(PQexec(handle, sql)) }

    /// The first column of a query's rows.
    func texts(_ sql: String) throws -> [String] {
      let result = try checked(PQexec(handle, sql))
      return (0..<result.count).map { result[$0].text(0) }
    }

    /// Prepares a statement, whose parameters have the types that the tables say.
    func prepare(_ name: String, _ sql: String) throws { _ = try checked(PQprepare(handle, name, sql, 0, nil)) }

    /// Runs a prepared statement, parameters and rows in the binary form.
    @discardableResult
    func run(_ name: String, _ values: borrowing PostgresValues) throws -> PostgresResult {
      try checked(
        values.withPointers { values, lengths, formats in
          PQexecPrepared(handle, name, Int32(values.count), values, lengths, formats, 1)
        })
    }

    /// Copies rows into a table; the body appends some to the buffer each time it is asked, until it returns false.
    func copy(_ sql: String, _ append: (inout PostgresValues) -> Bool) throws {
      guard PQresultStatus(try checked(PQexec(handle, sql)).handle) == PGRES_COPY_IN else { throw failure }
      var values = PostgresValues.copyHeader
      var isMore = true
      while isMore {
        isMore = append(&values)
        if !isMore { values.appendCopyEnd() }
        let isSent = values.withBytes { bytes in
          PQputCopyData(handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        guard isSent == 1 else { throw failure }
        values.removeAll()
      }
      guard PQputCopyEnd(handle, nil) == 1 else { throw failure }
      while let result = PQgetResult(handle) { _ = try checked(result) }
    }

    private func checked(_ result: OpaquePointer?) throws -> PostgresResult {
      guard let result else { throw failure }
      let answer = PostgresResult(handle: result)
      switch PQresultStatus(result) {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN: return answer
      default: throw PostgresError(description: String(cString: PQresultErrorMessage(result)))
      }
    }

    private var failure: PostgresError { PostgresError(description: String(cString: PQerrorMessage(handle))) }
  }

  /// The rows that a statement has answered.
  final class PostgresResult {
    fileprivate let handle: OpaquePointer

    fileprivate init(handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    var count: Int { Int(PQntuples(handle)) }

    subscript(row: Int) -> PostgresRow { PostgresRow(result: self, row: Int32(row)) }
  }

  /// One row of a result, which it keeps.
  struct PostgresRow: PersonRow {
    fileprivate let result: PostgresResult
    fileprivate let row: Int32

    func isNull(_ column: Int32) -> Bool { PQgetisnull(result.handle, row, column) == 1 }

    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(
        start: PQgetvalue(result.handle, row, column), count: Int(PQgetlength(result.handle, row, column)))
    }

    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

    func integer(_ column: Int32) -> Int64 { number(column) }

    func days(_ column: Int32) -> Int { Int(number(column) as Int32) + Int(PostgresTable.daysUntil2000) }

    func boolean(_ column: Int32) -> Bool { number(column) as UInt8 != 0 }

    /// A number of the binary form, whose column has the width of the type.
    private func number<T: FixedWidthInteger>(_ column: Int32) -> T {
      let bytes = bytes(column)
      return bytes.count == MemoryLayout<T>.size ? T(bigEndian: bytes.loadUnaligned(as: T.self)) : 0
    }
  }

  /// Parameters of a statement, or rows that are copied, in the binary form: each value behind its length.
  struct PostgresValues {
    private var bytes: [UInt8] = []
    private var starts: [Int] = []

    /// What stands before copied rows: a signature, and no flags and no extension.
    static var copyHeader: PostgresValues {
      var values = PostgresValues()
      values.bytes = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + Array(repeating: 0, count: 8)
      return values
    }

    /// How many values there are.
    var count: Int { starts.count }
    /// How much there is to be sent.
    var size: Int { bytes.count }

    mutating func removeAll() {
      bytes.removeAll(keepingCapacity: true)
      starts.removeAll(keepingCapacity: true)
    }

    /// Begins a copied row of so many values.
    mutating func beginRow(_ count: Int) { put(Int16(truncatingIfNeeded: count)) }

    mutating func appendCopyEnd() { put(Int16(-1)) }

    mutating func appendNull() {
      starts.append(bytes.count)
      put(Int32(-1))
    }

    mutating func append(_ value: some FixedWidthInteger) {
      begin(MemoryLayout.size(ofValue: value))
      put(value)
    }

    mutating func append(_ value: Bool) { append(value ? 1 : 0 as UInt8) }

    mutating func append(_ value: String) {
      var value = value
      value.withUTF8 { append($0) }
    }

    mutating func append(_ value: String?) { if let value { append(value) } else { appendNull() } }

    mutating func append(_ value: some Collection<UInt8>) {
      begin(value.count)
      bytes.append(contentsOf: value)
    }

    private mutating func begin(_ length: Int) {
      starts.append(bytes.count)
      put(Int32(truncatingIfNeeded: length))
    }

    private mutating func put<T: FixedWidthInteger>(_ value: T) {
      withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T { try bytes.withUnsafeBytes(body) }

    /// Shows where each value begins, how long it is, and that it is in the binary form.
    func withPointers<T>(
      _ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) throws -> T
    ) rethrows -> T {
      try bytes.withUnsafeBytes { buffer in
        let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
        var (values, lengths): ([UnsafePointer<CChar>?], [Int32]) = ([], [])
        values.reserveCapacity(starts.count)
        lengths.reserveCapacity(starts.count)
        for start in starts {
          let length = Int32(bigEndian: buffer.loadUnaligned(fromByteOffset: start, as: Int32.self))
          values.append(length < 0 ? nil : base?.advanced(by: start + 4))
          lengths.append(max(0, length))
        }
        return try body(values, lengths, Array(repeating: 1, count: starts.count))
      }
    }
  }
#endif
