/// A figure that is fed from a column.
struct ColumnMeasure {
  private enum Feeding {
    /// Rows are counted, whatever they hold.
    case rows(CountAccumulator)
    /// Integers, or minor units with their currencies.
    case integers(any IntegerAccumulator)
    case numbers(any NumberAccumulator)
    /// Anything else: the bytes that a record would have.
    case bytes(any ValueAccumulator)
  }

  private let feeding: Feeding
  private let place: ColumnPlace?
  private let source: any ColumnSource
  private var currencies: ColumnCurrencies?
  private var encoder = ColumnValueEncoder()
  /// The bytes of the values, by their codes, as far as they were met.
  private var valuesByCode: [[UInt8]?] = []

  /// Nil when the figure is of a value that has no column, or that lies behind a reference.
  init?(_ accumulator: any Accumulator, _ plan: inout ColumnPlan, _ source: any ColumnSource) {
    self.source = source
    if let count = accumulator as? CountAccumulator {
      (feeding, place) = (.rows(count), nil)
      return
    }
    guard let accumulator = accumulator as? any ValueAccumulator, accumulator.reader.isOwn,
      accumulator.reader.kind != .amount, let place = plan.place(of: accumulator.reader.firstSlot)
    else { return nil }
    self.place = place
    if place.form == .money { currencies = ColumnCurrencies(place, source) }
    switch (place.form, accumulator) {
    case (.integers, let integers as any IntegerAccumulator), (.money, let integers as any IntegerAccumulator):
      feeding = .integers(integers)
    case (.numbers, let numbers as any NumberAccumulator): feeding = .numbers(numbers)
    default:
      feeding = .bytes(accumulator)
      if place.form == .codes { valuesByCode = Array(repeating: nil, count: source.codeCount(at: place.slot)) }
    }
  }

  /// Lets rows of a batch count, each in the group whose number stands at its position.
  mutating func add(_ rows: RowSelection, of batch: ColumnBatch, to groups: [Int32]) throws {
    try rows.withRows { rows in
      try groups.withUnsafeBufferPointer { groups in
        guard let place else {
          if case .rows(let counts) = feeding { counts.add(rows.count, to: groups) }
          return
        }
        let chunk = batch.chunks[place.chunk]
        switch feeding {
        case .rows: break
        case .integers(let sums):
          if place.form == .money { try addCurrencies(rows, chunk, groups, sums) }
          sums.add(chunk, rows, to: groups)
        case .numbers(let numbers): numbers.add(chunk, rows, to: groups)
        case .bytes(let accumulator): try addBytes(rows, chunk, groups, accumulator)
        }
      }
    }
  }

  private mutating func addCurrencies(
    _ rows: UnsafeBufferPointer<UInt16>, _ chunk: ColumnChunk, _ groups: UnsafeBufferPointer<Int32>,
    _ sums: any IntegerAccumulator
  ) throws {
    // Mostly there is one currency, and each group has seen it.
    var latest: (code: UInt32, group: Int32) = (0, -1)
    for (index, row) in rows.enumerated() {
      let code = chunk.codes[Int(row)]
      guard code != 0, latest != (code, groups[index]) else { continue }
      latest = (code, groups[index])
      if let currency = try currencies?.currency(of: code) { sums.add(currency: currency, to: Int(groups[index])) }
    }
  }

  private mutating func addBytes(
    _ rows: UnsafeBufferPointer<UInt16>, _ chunk: ColumnChunk, _ groups: UnsafeBufferPointer<Int32>,
    _ accumulator: any ValueAccumulator
  ) throws {
    guard let place else { return }
    for (index, row) in rows.enumerated() {
      let (row, group) = (Int(row), Int(groups[index]))
      if place.form == .codes {
        let code = chunk.codes[row]
        guard code != 0 else { continue }
        if valuesByCode[Int(code)] == nil { valuesByCode[Int(code)] = source.value(of: code, at: place.slot) }
        try valuesByCode[Int(code)]?.withUnsafeBytes { try accumulator.add($0, to: group) }
      } else if chunk.hasValue(at: row) {
        let value = chunk.values[row]
        if let currency = try currencies?.currency(of: chunk.codes[row]) {
          try encoder.encode(value, in: currency) { try accumulator.add($0, to: group) }
        } else {
          try encoder.encode(value, as: place.form) { try accumulator.add($0, to: group) }
        }
      }
    }
  }
}

/// A figure of whole numbers, which can take many of them at once.
protocol IntegerAccumulator: ValueAccumulator {
  /// Lets an integer count.
  func add(_ value: Int64, to group: Int)

  /// Notes that a group has money of a packed currency.
  func add(currency: UInt64, to group: Int)

  /// Lets the values of rows count that have any, each in the group whose number stands at its position.
  func add(_ chunk: ColumnChunk, _ rows: UnsafeBufferPointer<UInt16>, to groups: UnsafeBufferPointer<Int32>)
}

extension IntegerAccumulator {
  func add(_ chunk: ColumnChunk, _ rows: UnsafeBufferPointer<UInt16>, to groups: UnsafeBufferPointer<Int32>) {
    for (index, row) in rows.enumerated() where chunk.hasValue(at: Int(row)) {
      add(chunk.values[Int(row)], to: Int(groups[index]))
    }
  }
}

/// A figure of floating-point numbers.
protocol NumberAccumulator: ValueAccumulator {
  /// Lets a number count.
  func add(_ value: Double, to group: Int)
}

extension NumberAccumulator {
  /// Lets the values of rows count that have any, each in the group whose number stands at its position.
  func add(_ chunk: ColumnChunk, _ rows: UnsafeBufferPointer<UInt16>, to groups: UnsafeBufferPointer<Int32>) {
    for (index, row) in rows.enumerated() where chunk.hasValue(at: Int(row)) {
      add(Double(bitPattern: UInt64(bitPattern: chunk.values[Int(row)])), to: Int(groups[index]))
    }
  }
}
