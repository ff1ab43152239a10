/// A figure of all groups while rows come in.
protocol Accumulator: AnyObject {
  /// Makes room for a group: the next number.
  func addGroup()

  /// Lets a row count in a group.
  func add(_ row: Row, _ lookup: RecordLookup, to group: Int) throws

  /// The figure of a group.
  func value(of group: Int) throws -> AnyValue
}

/// A figure of all groups while rows come and go.
protocol ReversibleAccumulator: Accumulator {
  /// Lets a row that counts in a group count there no more.
  func remove(_ row: Row, _ lookup: RecordLookup, from group: Int) throws
}

/// A figure of values.
protocol ValueAccumulator: Accumulator {
  /// What the figure is of.
  var reader: ValueReader { get }

  /// Lets a value, which is not nil, count in a group.
  func add(_ value: UnsafeRawBufferPointer, to group: Int) throws
}

extension ValueAccumulator {
  func add(_ row: Row, _ lookup: RecordLookup, to group: Int) throws {
    try reader.read(row, lookup) { if let value = $0 { try add(value, to: group) } }
  }
}

/// A figure of values that come and go.
protocol ReversibleValueAccumulator: ValueAccumulator, ReversibleAccumulator {
  /// Lets a value, which is not nil, count in a group no more.
  func remove(_ value: UnsafeRawBufferPointer, from group: Int) throws
}

extension ReversibleValueAccumulator {
  func remove(_ row: Row, _ lookup: RecordLookup, from group: Int) throws {
    try reader.read(row, lookup) { if let value = $0 { try remove(value, from: group) } }
  }
}

/// Counts rows.
final class CountAccumulator: ReversibleAccumulator {
  private var counts: [Int64] = []

  func addGroup() { counts.append(0) }
  func add(_ row: Row, _ lookup: RecordLookup, to group: Int) { add(to: group) }
  func remove(_ row: Row, _ lookup: RecordLookup, from group: Int) { counts[group] -= 1 }

  /// How many groups there are.
  var groupCount: Int { counts.count }

  /// Whether no row counts in a group.
  func isEmpty(_ group: Int) -> Bool { counts[group] == 0 }

  func add(to group: Int) { counts[group] += 1 }

  /// Counts rows, each in the group whose number stands at its position.
  func add(_ rows: Int, to groups: UnsafeBufferPointer<Int32>) {
    counts.withUnsafeMutableBufferPointer { counts in
      for row in 0..<rows { counts[Int(groups[row])] += 1 }
    }
  }

  func value(of group: Int) -> AnyValue { .integer(counts[group]) }
}

/// Counts different values.
final class DistinctAccumulator: ValueAccumulator {
  let reader: ValueReader
  private var seen = ByteTable()
  private var key = OrderedKey()
  private var counts: [Int64] = []

  init(_ reader: ValueReader) { self.reader = reader }

  func addGroup() { counts.append(0) }

  func add(_ value: UnsafeRawBufferPointer, to group: Int) throws {
    key.clear()
    key.append(Int64(group))
    try key.append(value, reader.kind)
    if key.withBytes({ seen.insert($0) }).isNew { counts[group] += 1 }
  }

  func value(of group: Int) -> AnyValue { .integer(counts[group]) }
}

/// Keeps the smallest or the greatest value.
final class ExtremeAccumulator: ValueAccumulator {
  let reader: ValueReader
  private let isMaximum: Bool
  private var key = OrderedKey()
  private var best: [(key: [UInt8], value: [UInt8])?] = []
  private var currencies = GroupCurrencies()

  init(_ reader: ValueReader, isMaximum: Bool) {
    self.reader = reader
    self.isMaximum = isMaximum
  }

  func addGroup() {
    best.append(nil)
    currencies.addGroup()
  }

  func add(_ value: UnsafeRawBufferPointer, to group: Int) throws {
    if reader.kind == .money { currencies.add(try value.moneyParts().currency, to: group) }
    key.clear()
    try key.append(value, reader.kind)
    if let best = best[group]?.key, isMaximum ? !best.comesBefore(key) : !best.comesAfter(key) { return }
    best[group] = (key.bytes, Array(value))
  }

  func value(of group: Int) throws -> AnyValue {
    if reader.kind == .money { _ = try currencies.currency(of: group, path: reader.path) }
    return try best[group].map { try $0.value.withUnsafeBytes { try reader.value($0) } } ?? .null
  }
}

/// The currencies of the money in each group, of which there should be one.
struct GroupCurrencies {
  private var first: [(currency: UInt64, count: Int)] = []
  private var others: [Int: [UInt64: Int]] = [:]

  mutating func addGroup() { first.append((0, 0)) }

  @inline(__always)
  mutating func add(_ currency: UInt64, to group: Int) {
    if first[group].currency == currency {
      first[group].count += 1
    } else if first[group].count == 0 {
      first[group] = (currency, 1)
    } else {
      others[group, default: [:]][currency, default: 0] += 1
    }
  }

  mutating func remove(_ currency: UInt64, from group: Int) {
    guard first[group].currency == currency else {
      others[group]?[currency]? -= 1
      if others[group]?[currency] == 0 { others[group]?[currency] = nil }
      return
    }
    first[group].count -= 1
    guard first[group].count == 0, let next = others[group]?.popFirst() else { return }
    first[group] = (next.key, next.value)
  }

  /// The currency of a group; nil when it has no money.
  ///
  /// - Throws: ``StoreError/mixedCurrencies(_:path:)`` with the codes of all that occur in the group.
  func currency(of group: Int, path: FieldPath) throws -> Currency? {
    if let others = others[group], !others.isEmpty {
      let codes = ([first[group].currency] + others.keys).compactMap { Currency(packed: $0)?.code }
      throw StoreError.mixedCurrencies(codes.sorted(), path: path.text)
    }
    guard first[group].count > 0 else { return nil }
    guard let currency = Currency(packed: first[group].currency) else { throw RecordError.damaged }
    return currency
  }
}
