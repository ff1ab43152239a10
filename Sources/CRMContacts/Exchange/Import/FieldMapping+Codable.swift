import CRMCore

extension FieldMapping: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case column, columns, constant, `default`, values, by, create, scale, currency, decimalMark, format, calendar, zone,
      separator, join, element, except, invalid
  }

  private enum Invalid: String, Codable, CaseIterable { case fail, ignore }

  /// Decodes a column's name, or an object with the keys that ``FieldMapping`` lists.
  public init(from decoder: any Decoder) throws {
    if let column = try? decoder.singleValueContainer().decode(String.self) {
      self.init(ImportColumn(column))
      return
    }
    try MappingKey.refuseUnknown(in: decoder, knowing: CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    var columns = try container.decodeIfPresent([ImportColumn].self, forKey: .columns) ?? []
    if let column = try container.decodeIfPresent(ImportColumn.self, forKey: .column) { columns.insert(column, at: 0) }
    self.init(
      columns: columns,
      constant: try container.decodeIfPresent(Text.self, forKey: .constant)?.value,
      defaultText: try container.decodeIfPresent(Text.self, forKey: .default)?.value,
      substitutions: try container.decodeIfPresent([String: Text?].self, forKey: .values)?.mapValues { $0?.value }
        ?? [:],
      lookup: try container.decodeIfPresent(String.self, forKey: .by),
      createsMissing: try container.decodeIfPresent(Bool.self, forKey: .create),
      scale: try container.decodeIfPresent(Text.self, forKey: .scale).map {
        try Self.scale($0.value, container.codingPath)
      },
      currency: try container.decodeIfPresent(String.self, forKey: .currency),
      decimalMark: try container.decodeIfPresent(String.self, forKey: .decimalMark),
      formats: try Self.formats(container),
      calendar: try container.decodeName(CalendarSystem.self, forKey: .calendar) ?? .gregorian,
      timeZone: try container.decodeIfPresent(String.self, forKey: .zone),
      separator: try container.decodeIfPresent(String.self, forKey: .separator),
      joiner: try container.decodeIfPresent(String.self, forKey: .join),
      elementField: try container.decodeIfPresent(String.self, forKey: .element),
      exceptedField: try container.decodeIfPresent(String.self, forKey: .except),
      ignoresInvalid: try container.decodeName(Invalid.self, forKey: .invalid) == .ignore)
  }

  /// Encodes a column's name where that is all, and an object otherwise.
  public func encode(to encoder: any Encoder) throws {
    if columns.count == 1, columns[0].elementValues.isEmpty, self == FieldMapping(columns[0]) {
      var container = encoder.singleValueContainer()
      return try container.encode(columns[0].name)
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    if columns.count == 1 { try container.encode(columns[0], forKey: .column) }
    if columns.count > 1 { try container.encode(columns, forKey: .columns) }
    try container.encodeIfPresent(constant, forKey: .constant)
    try container.encodeIfPresent(defaultText, forKey: .default)
    if !substitutions.isEmpty { try container.encode(substitutions, forKey: .values) }
    try container.encodeIfPresent(lookup, forKey: .by)
    try container.encodeIfPresent(createsMissing, forKey: .create)
    try container.encodeIfPresent(scale, forKey: .scale)
    try container.encodeIfPresent(currency, forKey: .currency)
    try container.encodeIfPresent(decimalMark, forKey: .decimalMark)
    if formats.count == 1 { try container.encode(formats[0], forKey: .format) }
    if formats.count > 1 { try container.encode(formats, forKey: .format) }
    if calendar != .gregorian { try container.encode(calendar, forKey: .calendar) }
    try container.encodeIfPresent(timeZone, forKey: .zone)
    try container.encodeIfPresent(separator, forKey: .separator)
    try container.encodeIfPresent(joiner, forKey: .join)
    try container.encodeIfPresent(elementField, forKey: .element)
    try container.encodeIfPresent(exceptedField, forKey: .except)
    if ignoresInvalid { try container.encode(Invalid.ignore, forKey: .invalid) }
  }

  private static func formats(_ container: KeyedDecodingContainer<CodingKeys>) throws -> [String] {
    if let format = try? container.decodeIfPresent(String.self, forKey: .format) { return [format] }
    return try container.decodeIfPresent([String].self, forKey: .format) ?? []
  }

  private static func scale(_ text: String, _ path: [any CodingKey]) throws -> ExactDecimal {
    do {
      return try ExactDecimal(text)
    } catch {
      throw DecodingError.dataCorrupted(.init(codingPath: path, debugDescription: "the scale: \(error)"))
    }
  }

  /// A text, for which `true`, `false` and an integer may also stand without quotation marks.
  private struct Text: Decodable {
    let value: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        value = flag ? "true" : "false"
      } else if let integer = try? container.decode(Int64.self) {
        value = integer.description
      } else {
        value = try container.decode(String.self)
      }
    }
  }
}

extension ImportColumn: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case column, set }

  /// Decodes a column's name, or an object with the `column` and what its elements `set`.
  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      self.init(name)
      return
    }
    try MappingKey.refuseUnknown(in: decoder, knowing: CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try container.decode(String.self, forKey: .column),
      elementValues: try container.decodeIfPresent([String: String].self, forKey: .set) ?? [:])
  }

  /// Encodes the name where that is all, and an object otherwise.
  public func encode(to encoder: any Encoder) throws {
    guard !elementValues.isEmpty else {
      var container = encoder.singleValueContainer()
      return try container.encode(name)
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .column)
    try container.encode(elementValues, forKey: .set)
  }
}
