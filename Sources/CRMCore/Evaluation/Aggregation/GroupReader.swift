/// Reads one part of a group's key from rows: a value, or the period that a date or instant lies in.
struct GroupReader {
  let reader: ValueReader
  private(set) var periods: PeriodFinder?

  /// Prepares the reading.
  ///
  /// - Throws: ``FilterError``; ``StoreError/invalidQuery(_:)`` for a list.
  init(_ grouping: Grouping, on type: RecordType, _ routes: RouteCompiler) throws {
    do {
      reader = try ValueReader(grouping.path, on: type, routes)
    } catch FilterError.listNeedsAnyOrAll(let path) {
      throw StoreError.invalidQuery("\(path) holds several values at a time; group by a field that holds one")
    }
    guard let period = grouping.period else { return }
    guard reader.type == .date || reader.type == .instant else {
      throw FilterError.notInTime(grouping.path, reader.type)
    }
    periods = PeriodFinder(period, areInstants: reader.type == .instant)
  }

  /// Appends the part of a row to a group's key.
  @inline(__always)
  mutating func read(_ row: Row, _ lookup: RecordLookup, into key: inout OrderedKey) throws {
    try reader.read(row, lookup) { try append($0, to: &key) }
  }

  /// Appends the part that a value is, to a group's key.
  ///
  /// Periods stand there by their beginning.
  @inline(__always)
  mutating func append(_ value: UnsafeRawBufferPointer?, to key: inout OrderedKey) throws {
    guard periods != nil else { return try key.append(value, reader.kind) }
    guard let value, let start = try periods?.period(of: ValueCoding.integer(value)).start else {
      return try key.append(nil, .integer)
    }
    key.append(start)
  }

  /// The first and the last of the integers around a value that are the same part.
  mutating func neighbours(of value: Int64) throws -> (first: Int64, last: Int64) {
    guard let period = try periods?.period(of: value) else { return (value, value) }
    return (period.start, period.end - 1)
  }

  /// The part of a row as the answer shows it.
  mutating func value(_ row: Row, _ lookup: RecordLookup) throws -> AnyValue {
    try reader.read(row, lookup) { try value($0) }
  }

  /// The part that a value is, as the answer shows it.
  mutating func value(_ value: UnsafeRawBufferPointer?) throws -> AnyValue {
    guard periods != nil else { return try reader.value(value) }
    guard let value, let label = try periods?.period(of: ValueCoding.integer(value)).label else { return .null }
    return .text(label)
  }

  /// The condition that the rows meet whose part is shown so.
  func condition(of part: AnyValue) throws -> FilterExpression {
    guard !part.isNull, let period = periods?.period(labelled: part) else {
      return .compare(reader.path, .equal, part)
    }
    return try .compare(reader.path, .greaterOrEqual, moment(period.start))
      && .compare(reader.path, .less, moment(period.end))
  }

  private func moment(_ value: Int64) throws -> AnyValue {
    reader.type == .date
      ? .date(try CalendarDate(daysSince1970: Int(value))) : .instant(Instant(microsecondsSince1970: value))
  }
}
