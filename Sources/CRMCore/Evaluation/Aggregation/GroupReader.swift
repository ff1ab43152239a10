/// Reads one part of a group's key from rows: a value, or the period that a date or instant lies in.
struct GroupReader {
  private let reader: ValueReader
  private var periods: PeriodFinder?

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

  /// Appends the part to a group's key.
  ///
  /// Periods stand there by their beginning.
  @inline(__always)
  mutating func read(_ row: Row, _ lookup: RecordLookup, into key: inout OrderedKey) throws {
    guard periods != nil else { return try reader.read(row, lookup) { try key.append($0, reader.kind) } }
    guard let moment = try moment(row, lookup), let start = try periods?.period(of: moment).start else {
      return try key.append(nil, .integer)
    }
    key.append(start)
  }

  /// The part as the answer shows it.
  mutating func value(_ row: Row, _ lookup: RecordLookup) throws -> AnyValue {
    guard periods != nil else { return try reader.read(row, lookup) { try reader.value($0) } }
    guard let moment = try moment(row, lookup), let label = try periods?.period(of: moment).label else { return .null }
    return .text(label)
  }

  private func moment(_ row: Row, _ lookup: RecordLookup) throws -> Int64? {
    try reader.read(row, lookup) { $0.map(ValueCoding.integer) }
  }
}
