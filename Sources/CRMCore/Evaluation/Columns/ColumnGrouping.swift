/// One part of a group's key, read from a column: rows whose parts are equal get equal numbers, from 0 on.
///
/// The part of a value that has a code is found once for each code, also where the way to it leads through references.
struct ColumnGrouping {
  /// The bytes of each part in a group's key, by its number.
  private(set) var keys = ByteTable()
  /// Each part as the answer shows it.
  private(set) var values: [AnyValue] = []

  private var reader: GroupReader
  private let place: ColumnPlace
  private let source: any ColumnSource
  private let lookup: RecordLookup
  private var key = OrderedKey()
  /// The numbers of the codes' parts, or -1 where they are not known yet.
  private var numbersByCode: [Int32] = []
  /// How many codes' parts are not known yet.
  private var unknownCodes = 0
  /// The numbers of the parts that integers lie in, by the first integer of each.
  private var numbersByFirst: [Int64: Int32] = [:]
  /// The part that the last integer lay in.
  private var latest: (first: Int64, last: Int64, number: Int32)?
  private var numberOfNil: Int32?

  /// Nil when the value has no column.
  init?(_ reader: GroupReader, _ plan: inout ColumnPlan, _ source: any ColumnSource, _ lookup: RecordLookup) {
    guard var place = plan.place(of: reader.reader.firstSlot) else { return nil }
    if place.form == .money {
      // The currency has a code; amounts have none.
      guard !reader.reader.isOwn else { return nil }
      place = ColumnPlace(chunk: place.chunk, slot: place.slot, form: .codes)
    }
    self.reader = reader
    self.place = place
    self.source = source
    self.lookup = lookup
    if place.form == .codes {
      unknownCodes = source.codeCount(at: place.slot)
      numbersByCode = Array(repeating: -1, count: unknownCodes)
    }
  }

  /// Writes the numbers of the rows' parts, in the order of the rows.
  mutating func number(_ rows: RowSelection, of batch: ColumnBatch, into numbers: inout [Int32]) throws {
    let chunk = batch.chunks[place.chunk]
    try rows.withRows { rows in
      if place.form == .codes {
        try findNumbers(of: rows, chunk)
        numbersByCode.withUnsafeBufferPointer { known in
          numbers.withUnsafeMutableBufferPointer { numbers in
            for (index, row) in rows.enumerated() { numbers[index] = known[Int(chunk.codes[Int(row)])] }
          }
        }
      } else {
        for (index, row) in rows.enumerated() { numbers[index] = try number(at: Int(row), chunk) }
      }
    }
  }

  /// Makes sure that the numbers of the rows' codes are known.
  private mutating func findNumbers(of rows: UnsafeBufferPointer<UInt16>, _ chunk: ColumnChunk) throws {
    guard unknownCodes > 0 else { return }
    for row in rows {
      let code = chunk.codes[Int(row)]
      guard numbersByCode[Int(code)] < 0 else { continue }
      let value = source.value(of: code, at: place.slot)
      numbersByCode[Int(code)] = try value.withOptionalBytes { try self.number(ofValueBehind: $0) }
      unknownCodes -= 1
    }
  }

  @inline(__always)
  private mutating func number(at row: Int, _ chunk: ColumnChunk) throws -> Int32 {
    guard chunk.hasValue(at: row) else {
      if let numberOfNil { return numberOfNil }
      let number = try self.number(ofValueBehind: nil)
      numberOfNil = number
      return number
    }
    let value = chunk.values[row]
    if let latest, latest.first <= value, value <= latest.last { return latest.number }
    return try number(of: value)
  }

  private mutating func number(of value: Int64) throws -> Int32 {
    let (first, last) = try reader.neighbours(of: value)
    let number: Int32
    if let known = numbersByFirst[first] {
      number = known
    } else {
      var encoder = ColumnValueEncoder()
      number = try encoder.encode(value, as: place.form) { try self.number(ofValueBehind: $0) }
      numbersByFirst[first] = number
    }
    latest = (first, last, number)
    return number
  }

  /// The number of the part that the value is to which the way from the column's value leads.
  private mutating func number(ofValueBehind bytes: UnsafeRawBufferPointer?) throws -> Int32 {
    let values = reader.reader
    return try values.read(from: bytes, lookup) { bytes in
      key.clear()
      try reader.append(bytes, to: &key)
      let (number, isNew) = key.withBytes { keys.insert($0) }
      if isNew { self.values.append(try reader.value(bytes)) }
      return Int32(truncatingIfNeeded: number)
    }
  }
}
