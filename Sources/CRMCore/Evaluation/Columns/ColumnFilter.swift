/// A filter's program run over columns, where each field that it looks at has one.
///
/// What a program asks of a value that has a code is asked once for each code, also where the way to it leads through references.
struct ColumnFilter {
  /// Where an instruction finds its value.
  private struct Test {
    let place: ColumnPlace
    /// The outcome for each code, as far as it was asked for.
    var outcomes: [Outcome] = []
    /// Whether it was asked for all of them.
    var isSettled = false
    var currencies: ColumnCurrencies?
  }

  private enum Outcome: UInt8 { case unknown, passed, failed }

  private let program: FilterProgram
  private let source: any ColumnSource
  private let lookup: RecordLookup
  private var tests: [Test] = []
  private var encoder = ColumnValueEncoder()

  /// Nil when the program looks at a field that has no column, or into a list.
  init?(_ program: FilterProgram, _ plan: inout ColumnPlan, _ source: any ColumnSource, _ lookup: RecordLookup) {
    self.program = program
    self.source = source
    self.lookup = lookup
    for instruction in program.instructions {
      let route = instruction.isRouted ? program.tables.routes[Int(instruction.place)] : nil
      let slot = instruction.isRouted ? route?.firstSlot : Int(instruction.place)
      guard instruction.test != .quantifier, var place = plan.place(of: slot) else { return nil }
      // What lies behind a value, as money's currency does, is told by its code.
      if instruction.isRouted { place = ColumnPlace(chunk: place.chunk, slot: place.slot, form: .codes) }
      var test = Test(place: place)
      if place.form == .codes {
        test.outcomes = Array(repeating: .unknown, count: source.codeCount(at: place.slot))
      } else if place.form == .money {
        test.currencies = ColumnCurrencies(place, source)
      }
      tests.append(test)
    }
  }

  /// Keeps those rows of a batch that pass.
  mutating func select(from batch: ColumnBatch, _ rows: inout RowSelection) throws {
    guard program.start != FilterInstruction.accept else { return }
    if program.instructions.count == 1, try selectBySoleTest(from: batch, &rows) { return }
    try rows.keep { row in
      var next = program.start
      while next >= 0 {
        let instruction = program.instructions[Int(next)]
        next = try passes(instruction, Int(next), row, batch) ? instruction.yes : instruction.no
      }
      return next == FilterInstruction.accept
    }
  }

  /// Keeps the rows that pass the only test of the program, where it is one that takes few steps.
  ///
  /// - Returns: Whether it is.
  private mutating func selectBySoleTest(from batch: ColumnBatch, _ rows: inout RowSelection) throws -> Bool {
    let instruction = program.instructions[0]
    // Beside a constant, the only test may be one that nothing depends on.
    guard program.start == 0, instruction.yes != instruction.no else { return false }
    let isWanted = instruction.yes == FilterInstruction.accept
    let (chunk, form) = (batch.chunks[tests[0].place.chunk], tests[0].place.form)
    if form == .codes {
      if !tests[0].isSettled { try settle(instruction, rows, chunk) }
      let wanted: Outcome = isWanted ? .passed : .failed
      tests[0].outcomes.withUnsafeBufferPointer { outcomes in
        rows.keep { outcomes[Int(chunk.codes[$0])] == wanted }
      }
      return true
    }
    guard form == .integers, instruction.test == .integer else { return false }
    rows.keep { (chunk.hasValue(at: $0) && instruction.includes(chunk.values[$0])) == isWanted }
    return true
  }

  /// Asks for the outcomes of all codes that the rows have: of all that there are, where these are few.
  private mutating func settle(_ instruction: FilterInstruction, _ rows: RowSelection, _ chunk: ColumnChunk) throws {
    let codes = tests[0].outcomes.count
    // Behind a reference each answer is a record looked up.
    if !instruction.isRouted, codes <= ColumnBatch.capacity {
      for code in 0..<codes { _ = try ask(instruction, 0, UInt32(code)) }
      tests[0].isSettled = true
      return
    }
    try rows.withRows { rows in
      for row in rows where tests[0].outcomes[Int(chunk.codes[Int(row)])] == .unknown {
        _ = try ask(instruction, 0, chunk.codes[Int(row)])
      }
    }
  }

  @inline(__always)
  private mutating func passes(
    _ instruction: FilterInstruction, _ index: Int, _ row: Int, _ batch: ColumnBatch
  ) throws -> Bool {
    let place = tests[index].place
    let chunk = batch.chunks[place.chunk]
    if place.form == .codes {
      let code = chunk.codes[row]
      let known = tests[index].outcomes[Int(code)]
      return known == .unknown ? try ask(instruction, index, code) : known == .passed
    }
    guard chunk.hasValue(at: row) else { return instruction.test == .isNull }
    if instruction.test == .integer { return instruction.includes(chunk.values[row]) }
    return try passesRarer(instruction, index, chunk.values[row], chunk.codes[row])
  }

  private mutating func passesRarer(
    _ instruction: FilterInstruction, _ index: Int, _ value: Int64, _ code: UInt32
  ) throws -> Bool {
    let (form, program) = (tests[index].place.form, program)
    guard form == .money else { return try encoder.encode(value, as: form) { try program.test(instruction, $0) } }
    let currency = try tests[index].currencies?.currency(of: code) ?? 0
    if instruction.test == .money || instruction.test == .amount {
      return program.test(instruction, value, in: currency)
    }
    return try encoder.encode(value, in: currency) { try program.test(instruction, $0) }
  }

  private mutating func ask(_ instruction: FilterInstruction, _ index: Int, _ code: UInt32) throws -> Bool {
    let bytes = source.value(of: code, at: tests[index].place.slot)
    let isPassed = try bytes.withOptionalBytes { bytes in
      guard instruction.isRouted else { return try program.test(instruction, bytes) }
      return try lookup.value(at: program.tables.routes[Int(instruction.place)], from: bytes) {
        try program.test(instruction, $0)
      }
    }
    tests[index].outcomes[Int(code)] = isPassed ? .passed : .failed
    return isPassed
  }
}

extension [UInt8]? {
  /// Calls `body` with the bytes, or with nil.
  func withOptionalBytes<T>(_ body: (UnsafeRawBufferPointer?) throws -> T) rethrows -> T {
    guard let self else { return try body(nil) }
    return try self.withUnsafeBytes { try body($0) }
  }
}
