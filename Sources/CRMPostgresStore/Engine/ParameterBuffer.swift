#if PostgreSQL
  import CRMCore

  /// The values of a statement's parameters, or of a row that is copied into a table, in the engine's binary form.
  ///
  /// Each value is its length in four bytes and its bytes, as a copied row has them; the length of nothing is -1.
  struct ParameterBuffer: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where the length of each value is.
    private(set) var starts: [Int] = []
    /// The type of each value, by the engine's number for it; 0 where the statement says it.
    private(set) var types: [UInt32] = []

    /// The engine's numbers of the types that values are bound as.
    enum TypeNumber {
      static let boolean: UInt32 = 16
      static let bytes: UInt32 = 17
      static let integer: UInt32 = 20
      static let text: UInt32 = 25
      static let number: UInt32 = 701
      static let date: UInt32 = 1082
      static let numeric: UInt32 = 1700
      static let uuid: UInt32 = 2950
      static let json: UInt32 = 3802
    }

    /// How many values there are.
    var count: Int { starts.count }

    mutating func removeAll() {
      bytes.removeAll(keepingCapacity: true)
      starts.removeAll(keepingCapacity: true)
      types.removeAll(keepingCapacity: true)
    }

    private mutating func begin(_ type: UInt32, length: Int) {
      starts.append(bytes.count)
      types.append(type)
      append(Int32(truncatingIfNeeded: length))
    }

    private mutating func append<T: FixedWidthInteger>(_ value: T) {
      withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func appendNull() { begin(0, length: -1) }

    mutating func append(integer value: Int64) {
      begin(TypeNumber.integer, length: 8)
      append(value)
    }

    mutating func append(number value: Double) {
      begin(TypeNumber.number, length: 8)
      append(value.bitPattern)
    }

    mutating func append(boolean value: Bool) {
      begin(TypeNumber.boolean, length: 1)
      bytes.append(value ? 1 : 0)
    }

    mutating func append(text: UnsafeRawBufferPointer) {
      begin(TypeNumber.text, length: text.count)
      bytes.append(contentsOf: text)
    }

    mutating func append(text: String) {
      var text = text
      text.withUTF8 { append(text: UnsafeRawBufferPointer($0)) }
    }

    mutating func append(blob: UnsafeRawBufferPointer) {
      begin(TypeNumber.bytes, length: blob.count)
      bytes.append(contentsOf: blob)
    }

    mutating func append(identifier id: Identifier) {
      begin(TypeNumber.uuid, length: 16)
      append(id.high)
      append(id.low)
    }

    /// The engine counts days from 2000 on.
    mutating func append(date: CalendarDate) {
      begin(TypeNumber.date, length: 4)
      append(date.daysSince1970 - PostgresRow.daysUntil2000)
    }

    /// JSON in the engine's decomposed form is its text behind a version number.
    mutating func append(json text: UnsafeRawBufferPointer) {
      begin(TypeNumber.json, length: text.count + 1)
      bytes.append(1)
      bytes.append(contentsOf: text)
    }

    /// A decimal: how many digits to the base 10,000, the power of the first, the sign, how many decimal digits stand behind the point,
    /// and the digits.
    mutating func append(decimal: ExactDecimal) {
      let parts = decimal.description.drop { $0 == "-" }.split(separator: ".")
      let whole = parts.first.map { Array($0.utf8.drop { $0 == UInt8(ascii: "0") }) } ?? []
      let fraction = parts.count > 1 ? Array(parts[1].utf8) : []
      let aligned =
        Array(repeating: UInt8(ascii: "0"), count: (4 - whole.count % 4) % 4) + whole + fraction
        + Array(repeating: UInt8(ascii: "0"), count: (4 - fraction.count % 4) % 4)
      var digits = stride(from: 0, to: aligned.count, by: 4).map { start in
        aligned[start..<start + 4].reduce(Int16(0)) { $0 * 10 + Int16($1 - UInt8(ascii: "0")) }
      }
      var weight = (whole.count + 3) / 4 - 1
      while digits.first == 0 {
        digits.removeFirst()
        weight -= 1
      }
      while digits.last == 0 { digits.removeLast() }
      begin(TypeNumber.numeric, length: 8 + 2 * digits.count)
      append(Int16(digits.count))
      append(Int16(digits.isEmpty ? 0 : weight))
      append(decimal < .zero ? Int16(0x4000) : 0)
      append(Int16(fraction.count))
      for digit in digits { append(digit) }
    }

    /// The values as a row that is copied in: how many they are, and they.
    func appendRow(to rows: inout [UInt8]) {
      withUnsafeBytes(of: Int16(truncatingIfNeeded: count).bigEndian) { rows.append(contentsOf: $0) }
      rows += bytes
    }

    /// Shows the values as the client library takes them: where each begins, how long it is, and that it is in binary form.
    func withPointers<T>(
      _ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) throws -> T
    ) rethrows -> T {
      try bytes.withUnsafeBytes { buffer in
        let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
        var values: [UnsafePointer<CChar>?] = []
        var lengths: [Int32] = []
        values.reserveCapacity(count)
        lengths.reserveCapacity(count)
        for start in starts {
          let length = Int32(bigEndian: buffer.loadUnaligned(fromByteOffset: start, as: Int32.self))
          values.append(length < 0 ? nil : base?.advanced(by: start + 4))
          lengths.append(max(0, length))
        }
        return try body(values, lengths, Array(repeating: 1, count: count))
      }
    }
  }
#endif
