#if PostgreSQL
  import CRMCore
  import CRMKitPostgreSQL
  import CRMSQL

  /// What a statement has answered.
  final class PostgresResult {
    let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    /// How many rows there are.
    var count: Int32 { PQntuples(handle) }

    /// How many rows the statement changed.
    var changedRows: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    /// The first row; nil when there is none.
    var first: PostgresRow? { count > 0 ? self[0] : nil }

    subscript(row: Int32) -> PostgresRow { PostgresRow(result: self, row: row) }
  }

  /// One row of an answer, whose values are in the engine's binary form.
  ///
  /// It keeps the answer: an array of answers may be let go before the last of their rows is read.
  struct PostgresRow: SQLRow {
    fileprivate let result: PostgresResult
    fileprivate let row: Int32

    /// The days between the beginnings of 1970 and 2000.
    static let daysUntil2000: Int32 = 10_957

    private var handle: OpaquePointer { result.handle }

    /// How many columns there are.
    var width: Int { Int(PQnfields(handle)) }

    private func type(_ column: Int) -> UInt32 { PQftype(handle, Int32(column)) }

    @inline(__always)
    func isNull(_ column: Int) -> Bool { PQgetisnull(handle, row, Int32(column)) == 1 }

    @inline(__always)
    private func bytes(_ column: Int) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(
        start: PQgetvalue(handle, row, Int32(column)), count: Int(PQgetlength(handle, row, Int32(column))))
    }

    @inline(__always)
    private func load<T: FixedWidthInteger>(_ column: Int, as type: T.Type) throws -> T {
      let bytes = bytes(column)
      guard bytes.count == MemoryLayout<T>.size else { throw RecordError.damaged }
      return T(bigEndian: bytes.loadUnaligned(as: T.self))
    }

    /// - Throws: A failure of a number out of range for a sum that 64 bits don't hold.
    @inline(__always)
    func integer(_ column: Int) throws -> Int64 {
      switch type(column) {
      case ParameterBuffer.TypeNumber.integer: return try load(column, as: Int64.self)
      case ParameterBuffer.TypeNumber.numeric:
        guard let value = Int64(try decimal(column).description) else {
          throw ServerFailure(state: ServerFailure.outOfRange, message: "a sum is out of range")
        }
        return value
      default: return Int64(try load(column, as: Int32.self))
      }
    }

    func real(_ column: Int) throws -> Double { Double(bitPattern: try load(column, as: UInt64.self)) }

    func boolean(_ column: Int) throws -> Bool { try load(column, as: UInt8.self) != 0 }

    func date(_ column: Int) throws -> CalendarDate {
      let days = Int(try load(column, as: Int32.self)) + Int(Self.daysUntil2000)
      guard let date = try? CalendarDate(daysSince1970: days) else { throw RecordError.damaged }
      return date
    }

    func instant(_ column: Int) throws -> Instant { Instant(microsecondsSince1970: try load(column, as: Int64.self)) }

    func identifier(_ column: Int) throws -> Identifier {
      let bytes = bytes(column)
      guard bytes.count == 16 else { throw RecordError.damaged }
      return Identifier(
        high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
        low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    /// JSON in the engine's decomposed form is its text behind a version number.
    @inline(__always)
    func text(_ column: Int) throws -> UnsafeRawBufferPointer? {
      if isNull(column) { return nil }
      let bytes = bytes(column)
      guard type(column) == ParameterBuffer.TypeNumber.json else { return bytes }
      guard bytes.first == 1 else { throw RecordError.damaged }
      return UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
    }

    func blob(_ column: Int) -> UnsafeRawBufferPointer { bytes(column) }

    /// - Throws: `RecordError.damaged` for what is no number, or has more digits than a decimal holds.
    func decimal(_ column: Int) throws -> ExactDecimal {
      let bytes = bytes(column)
      func part(_ index: Int) -> Int {
        Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self)))
      }
      guard bytes.count >= 8, case let count = part(0), count >= 0, bytes.count == 8 + 2 * count,
        case let sign = part(2), sign == 0 || sign == 0x4000, case let scale = part(3)
      else { throw RecordError.damaged }
      var coefficient: Int128 = 0
      var digits = part(1) + 1
      for index in 0..<count {
        // The last digits may have zeros behind the last decimal that counts, for which there may be no room.
        let surplus = index == count - 1 ? max(0, 4 * (index + 1) - 4 * digits - scale) : 0
        guard surplus < 4 else { throw RecordError.damaged }
        try Self.shift(&coefficient, by: 4 - surplus)
        let value = Int128(part(4 + index)) / Self.power(surplus)
        let (sum, isTooLarge) = coefficient.addingReportingOverflow(value)
        guard !isTooLarge else { throw RecordError.damaged }
        coefficient = sum
        if surplus > 0 { return try Self.decimal(coefficient, scale: scale, sign: sign) }
      }
      digits -= count
      if digits > 0 { try Self.shift(&coefficient, by: 4 * digits) }
      return try Self.decimal(coefficient, scale: max(0, -4 * digits), sign: sign)
    }

    private static func decimal(_ coefficient: Int128, scale: Int, sign: Int) throws -> ExactDecimal {
      do { return try ExactDecimal(coefficient: sign == 0 ? coefficient : -coefficient, scale: scale) } catch {
        throw RecordError.damaged
      }
    }

    private static func shift(_ coefficient: inout Int128, by digits: Int) throws {
      guard coefficient != 0 else { return }
      guard (0...38).contains(digits) else { throw RecordError.damaged }
      let (product, isTooLarge) = coefficient.multipliedReportingOverflow(by: power(digits))
      guard !isTooLarge else { throw RecordError.damaged }
      coefficient = product
    }

    private static func power(_ digits: Int) -> Int128 { (0..<digits).reduce(1) { power, _ in power * 10 } }
  }
#endif
