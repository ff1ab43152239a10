import Foundation

extension FilterProgram {
  /// Follows the instructions from one of them to an end.
  @inline(__always)
  func run(from start: Int32, over row: Row, _ lookup: RecordLookup) throws -> Bool {
    try instructions.withUnsafeBufferPointer { instructions in
      var next = start
      while next >= 0 {
        let instruction = instructions[Int(next)]
        let isPassed: Bool
        // The commonest test stands alone, so that the compiler keeps this loop small.
        if instruction.test == .integer, !instruction.isRouted {
          isPassed = row.slots[Int(instruction.place)].map { instruction.includes(ValueCoding.integer($0)) } ?? false
        } else {
          isPassed = try test(instruction, row, lookup)
        }
        next = isPassed ? instruction.yes : instruction.no
      }
      return next == FilterInstruction.accept
    }
  }

  @inline(never)
  private func test(_ instruction: FilterInstruction, _ row: Row, _ lookup: RecordLookup) throws -> Bool {
    guard instruction.isRouted else { return try test(instruction, row.slots[Int(instruction.place)], of: row, lookup) }
    return try lookup.value(at: tables.routes[Int(instruction.place)], of: row) {
      try test(instruction, $0, of: row, lookup)
    }
  }

  private func test(
    _ instruction: FilterInstruction, _ bytes: UnsafeRawBufferPointer?, of row: Row, _ lookup: RecordLookup
  ) throws -> Bool {
    guard instruction.test == .quantifier else { return try test(instruction, bytes) }
    guard let bytes else { return !tables.quantifiers[Int(instruction.low)].isAny }
    return try testElements(instruction, bytes, of: row, lookup)
  }

  /// Whether a value, which the instruction's place leads to, passes a test that is not of a list's elements.
  @inline(never)
  func test(_ instruction: FilterInstruction, _ bytes: UnsafeRawBufferPointer?) throws -> Bool {
    guard let bytes else { return instruction.test == .isNull }
    switch instruction.test {
    case .isNull, .quantifier: return false
    case .integer: return instruction.includes(ValueCoding.integer(bytes))
    case .bytes: return allows(instruction, bytes)
    case .number:
      let constant = Double(bitPattern: UInt64(bitPattern: instruction.low))
      return instruction.orders.allow(ValueCoding.number(bytes), constant)
    case .integerIn, .bytesIn, .decimal, .money, .amount: return try testRarer(instruction, bytes)
    case .contains: return withConstant(instruction) { bytes.contains($0) }
    case .hasPrefix: return withConstant(instruction) { bytes.begins(with: $0) }
    case .hasSuffix: return withConstant(instruction) { bytes.ends(with: $0) }
    case .matches:
      var key = TextKey.fold(ValueCoding.text(bytes))
      return withConstant(instruction) { words in key.withUTF8 { UnsafeRawBufferPointer($0).contains(words) } }
    }
  }

  @inline(__always)
  private func allows(_ instruction: FilterInstruction, _ bytes: UnsafeRawBufferPointer) -> Bool {
    if instruction.orders == .equal, bytes.count != Int(instruction.high) { return false }
    return withConstant(instruction) { instruction.orders.allow(bytes.ordered(to: $0), 0) }
  }

  @inline(__always)
  private func withConstant<T>(_ instruction: FilterInstruction, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    tables.constants.withUnsafeBytes { constants in
      let start = Int(instruction.low)
      return body(UnsafeRawBufferPointer(rebasing: constants[start..<start + Int(instruction.high)]))
    }
  }

  private func testRarer(_ instruction: FilterInstruction, _ bytes: UnsafeRawBufferPointer) throws -> Bool {
    let index = Int(instruction.low)
    switch instruction.test {
    case .integerIn: return tables.integerSets[index].containsSorted(ValueCoding.integer(bytes))
    case .bytesIn: return tables.byteSets[index].containsSorted(bytes)
    case .decimal: return instruction.orders.allow(try ValueCoding.decimal(bytes), tables.decimals[index])
    default:
      let (currency, minorUnits) = try bytes.moneyParts()
      return test(instruction, minorUnits, in: currency)
    }
  }

  /// Whether an amount in a packed currency passes a test of money.
  func test(_ instruction: FilterInstruction, _ minorUnits: Int64, in currency: UInt64) -> Bool {
    guard instruction.test == .amount else {
      return currency == UInt64(bitPattern: instruction.low) && instruction.orders.allow(minorUnits, instruction.high)
    }
    let digits = min(Int(currency & 0xFF), ExactDecimal.maximumScale)
    let factor = Int128(UInt128.powerOfTen(ExactDecimal.maximumScale - digits))
    return instruction.orders.allow(Int128(minorUnits) * factor, tables.amounts[Int(instruction.low)])
  }

  private func testElements(
    _ instruction: FilterInstruction, _ bytes: UnsafeRawBufferPointer, of row: Row, _ lookup: RecordLookup
  ) throws -> Bool {
    let quantifier = tables.quantifiers[Int(instruction.low)]
    var isPassed = !quantifier.isAny
    try quantifier.forEachElement(bytes) { element in
      try lookup.countElement()
      let isGroup: Bool
      switch quantifier.element {
      case .scalar: isGroup = false
      case .group: isGroup = true
      case .reference(let target):
        if try lookup.record(ValueCoding.reference(element), visibleIn: target) == nil { return true }
        isGroup = false
      }
      guard try run(from: quantifier.start, over: row.element(element, isGroup: isGroup), lookup) == quantifier.isAny
      else { return true }
      isPassed = quantifier.isAny
      return false
    }
    return isPassed
  }
}

extension FilterTables.Quantifier {
  /// Calls `body` with each element's bytes until it returns false.
  ///
  /// In a custom field's list, elements of other types do not count.
  fileprivate func forEachElement(
    _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    guard let customCode else { return try ValueCoding.forEachElement(bytes, body) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let (code, element) = try CustomValues.nextTagged(&rest)
      if code == customCode, try !body(element) { return }
    }
  }
}
