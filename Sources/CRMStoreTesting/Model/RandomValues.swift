import CRMCore

/// Values, conditions and queries that a seed determines: from domains so small that they meet.
struct RandomValues {
  let catalog: Catalog
  /// The types whose records are written and asked for.
  let types: [RecordType]
  /// Whether values from the ends of their types' ranges are among the others.
  let isExtreme: Bool
  /// The paths that queries use, by entity, with the types of what they lead to.
  private let paths: [String: [(path: FieldPath, type: FieldType)]]
  private var random: SplitMix64

  /// How many identifiers of each type are in use.
  static let identifiers = 14

  init(seed: UInt64, catalog: Catalog, isExtreme: Bool = false) {
    self.catalog = catalog
    self.isExtreme = isExtreme
    let others = [CustomField.recordType, HistoryEntry.recordType, Jot.recordType]
    types = catalog.types.filter { !others.contains($0) }
    paths = Dictionary(
      catalog.types.map { ($0.entity, RandomValues.paths(of: $0, in: catalog)) },
      uniquingKeysWith: { first, _ in first })
    random = SplitMix64(seed: seed)
  }

  /// The paths that queries of a type use, custom fields included.
  func paths(of type: RecordType, _ model: PlainModel) -> [(path: FieldPath, type: FieldType)] {
    (paths[type.entity] ?? []) + RandomValues.customPaths(of: type, model)
  }

  /// Whether something happens that happens once in so many times.
  mutating func onceIn(_ times: Int) -> Bool { number(below: times) == 0 }

  mutating func number(below limit: Int) -> Int { Int(random.next() % UInt64(max(1, limit))) }

  /// One of the elements; nil when there is none.
  mutating func one<C: RandomAccessCollection>(of elements: C) -> C.Element? {
    elements.isEmpty ? nil : elements[elements.index(elements.startIndex, offsetBy: number(below: elements.count))]
  }

  private static let texts = [
    "", "a", "A", "ab", "b", "é", "e\u{301}", "E", "ي", "ی", "%", "_", "\u{FFFD}", "😀", "'", "a b",
  ]
  private static let currencies: [Currency] = [.usd, .usd, .eur, .jpy]

  mutating func identifier() -> Identifier { .number(number(below: RandomValues.identifiers)) }

  mutating func text() -> String { one(of: RandomValues.texts) ?? "" }

  /// A value of a type.
  mutating func value(_ type: FieldType) throws -> AnyValue {
    if isExtreme, onceIn(4), let value = try extremeValue(type) { return value }
    let small = number(below: 7) - 3
    switch type {
    case .text: return .text(text())
    case .integer: return .integer(Int64(small))
    case .decimal: return .decimal(try ExactDecimal(coefficient: Int128(small * 25), scale: number(below: 3)))
    case .number: return .number(onceIn(6) ? -0.0 : Double(small) / 4)
    case .boolean: return .boolean(onceIn(2))
    case .money: return .money(Money(minorUnits: Int64(small * 50), currency: one(of: RandomValues.currencies) ?? .usd))
    case .date: return .date(try CalendarDate(daysSince1970: small * 40))
    case .instant: return .instant(Instant(microsecondsSince1970: Int64(small) * 1_000_003))
    case .duration: return .duration(.microseconds(small * 7))
    case .enumeration(let names):
      return .text((names.isOpen && onceIn(3) ? "other" : one(of: names.names)) ?? "other")
    case .reference: return .reference(identifier())
    case .list(let element): return .list(try (0..<number(below: 4)).map { _ in try value(element) })
    case .group(let fields):
      return .group(try fields.reduce(into: [:]) { values, field in values[field.name] = try value(ofPart: field) })
    }
  }

  /// A value of a field, or nothing where there is a place for nothing.
  ///
  /// - Parameter model: The records that references mostly lead to; nil for those that lead anywhere.
  mutating func value(of field: FieldDescription, _ model: PlainModel? = nil) throws -> AnyValue {
    let isRequired = field.options.contains(.required)
    if field.isOptional && onceIn(isRequired ? 24 : 3) { return .null }
    if field.type == .text {
      if isRequired { return .text("name \(number(below: 4))") }
      // Unique values from the domain of a few texts would be taken soon.
      if field.options.contains(.unique) { return .text("\(text())\(number(below: 6))") }
    }
    if let model, field.target != nil { return try reference(field.type, model) }
    let value = try value(field.type)
    // A person's score must not be negative, nor need the others be.
    if field.name == "score", case .integer(let score) = value { return .integer(abs(max(score, -Int64.max))) }
    return value
  }

  /// A value of a nested value's field.
  private mutating func value(ofPart field: FieldDescription) throws -> AnyValue {
    field.isOptional && onceIn(3) ? .null : try value(field.type)
  }

  /// A reference, or a list of them, that mostly lead to records.
  private mutating func reference(_ type: FieldType, _ model: PlainModel) throws -> AnyValue {
    switch type {
    case .list(let element): return .list(try (0..<number(below: 4)).map { _ in try reference(element, model) })
    case .reference(let entity):
      let known = (model.tables[entity] ?? [:]).keys.sorted { $0.ordinal < $1.ordinal }
      return onceIn(5) ? try value(type) : try one(of: known).map { .reference($0) } ?? value(type)
    default: return try value(type)
    }
  }

  /// A record of a type, with a value for every field, and for some custom ones.
  mutating func record(_ type: RecordType, _ model: PlainModel) throws -> AnyRecord {
    var values = try type.fields[5...].filter { !$0.isDerived }.reduce(into: [:] as [String: AnyValue]) {
      values, field in
      values[field.name] = try value(of: field, model)
    }
    for _ in 0..<3 { try setCustomValue(in: &values, of: type, model) }
    return try AnyRecord(type: type, id: identifier(), values: values)
  }

  /// Another version of a record with other values in a few of its fields.
  mutating func change(
    _ row: PlainModel.Row, id: Identifier, of type: RecordType, stamp: Stamp = Stamp(), _ model: PlainModel
  ) throws -> AnyRecord {
    var values = row.filter { $0.key != "id" && $0.key != "revision" }
    let fields = type.fields[5...].filter { !$0.isDerived }
    for _ in 0...number(below: 4) {
      if let field = one(of: fields) { values[field.name] = try value(of: field, model) }
    }
    if onceIn(2) { try setCustomValue(in: &values, of: type, model) }
    return try AnyRecord(type: type, id: id, stamp: stamp, values: values)
  }
}
