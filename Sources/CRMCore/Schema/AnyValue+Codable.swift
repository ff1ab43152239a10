/// A value keeps its type in saved filters and cursors: it is an object with one key, the type's name.
///
/// ```json
/// {"text": "won"}
/// {"integer": 3}
/// {"decimal": "12.5"}
/// {"number": 0.1}
/// {"boolean": true}
/// {"money": {"amount": "12.50", "currency": "USD"}}
/// {"amount": {"amount": "12.345", "currency": "USD"}}
/// {"date": "2017-03-01"}
/// {"instant": "2017-03-01T10:00:00Z"}
/// {"duration": "PT1H30M"}
/// {"reference": "018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f"}
/// {"list": [{"text": "a"}, {"text": "b"}]}
/// {"group": {"label": {"text": "work"}}}
/// null
/// ```
extension AnyValue: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case text, integer, decimal, number, boolean, money, amount, date, instant, duration, reference, list, group
  }

  private enum AmountKeys: String, CodingKey { case amount, currency }

  /// How deep lists and groups may lie in each other when they are encoded and decoded.
  static let codingDepth = 32

  /// Decodes what ``encode(to:)`` writes.
  ///
  /// - Throws: `DecodingError` for an object with no or another key, for a value that can't be of its type, and where
  ///   lists lie deeper than 32 in each other.
  public init(from decoder: any Decoder) throws {
    try self.init(from: decoder, depth: AnyValue.codingDepth)
  }

  /// Encodes an object with one key, and null as null.
  ///
  /// - Throws: `EncodingError` for a number that is not finite, where the encoder can't write one, and for lists that
  ///   lie deeper than 32 in each other. Durations are rounded down to microseconds.
  public func encode(to encoder: any Encoder) throws {
    try encode(to: encoder, depth: AnyValue.codingDepth)
  }

  private init(from decoder: any Decoder, depth: Int) throws {
    if let container = try? decoder.singleValueContainer(), container.decodeNil() {
      self = .null
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard container.allKeys.count == 1, let key = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription:
            "A value is an object with one key: \(CodingKeys.allCases.map(\.rawValue).joined(separator: ", "))."))
    }
    switch key {
    case .list, .group:
      guard depth > 0 else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: "Lists may lie at most \(AnyValue.codingDepth) deep in each other.")
      }
      self = try AnyValue.nested(container.superDecoder(forKey: key), isList: key == .list, depth: depth - 1)
    default: self = try AnyValue.scalar(container, key)
    }
  }

  private static func nested(_ decoder: any Decoder, isList: Bool, depth: Int) throws -> AnyValue {
    if isList {
      var container = try decoder.unkeyedContainer()
      var values: [AnyValue] = []
      while !container.isAtEnd { values.append(try AnyValue(from: container.superDecoder(), depth: depth)) }
      return .list(values)
    }
    let container = try decoder.container(keyedBy: AnyCodingKey.self)
    var values: [String: AnyValue] = [:]
    for key in container.allKeys {
      values[key.stringValue] = try AnyValue(from: container.superDecoder(forKey: key), depth: depth)
    }
    return .group(values)
  }

  private static func scalar(_ container: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys) throws -> AnyValue {
    switch key {
    case .text: .text(try container.decode(String.self, forKey: key))
    case .integer: .integer(try container.decode(Int64.self, forKey: key))
    case .decimal: .decimal(try container.decode(ExactDecimal.self, forKey: key))
    case .number: .number(try container.decode(Double.self, forKey: key))
    case .boolean: .boolean(try container.decode(Bool.self, forKey: key))
    case .money: .money(try container.decode(Money.self, forKey: key))
    case .amount:
      try amount(container.nestedContainer(keyedBy: AmountKeys.self, forKey: key))
    case .date: .date(try container.decode(CalendarDate.self, forKey: key))
    case .instant: .instant(try container.decode(Instant.self, forKey: key))
    case .duration: .duration(try duration(container.superDecoder(forKey: key)))
    case .reference: .reference(try container.decode(Identifier.self, forKey: key))
    case .list, .group: .null
    }
  }

  private static func amount(_ container: KeyedDecodingContainer<AmountKeys>) throws -> AnyValue {
    .amount(
      try container.decode(ExactDecimal.self, forKey: .amount), try container.decode(Currency.self, forKey: .currency))
  }

  private static func duration(_ decoder: any Decoder) throws -> Duration {
    try decoder.text { text throws(ValueError) in try Duration(iso8601: text) }
  }
}

extension AnyValue {
  private func encode(to encoder: any Encoder, depth: Int) throws {
    if isNull {
      var container = encoder.singleValueContainer()
      return try container.encodeNil()
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .null: break
    case .text(let value): try container.encode(value, forKey: .text)
    case .integer(let value): try container.encode(value, forKey: .integer)
    case .decimal(let value): try container.encode(value, forKey: .decimal)
    case .number(let value): try container.encode(value, forKey: .number)
    case .boolean(let value): try container.encode(value, forKey: .boolean)
    case .money(let value): try container.encode(value, forKey: .money)
    case .amount(let value, let currency):
      var nested = container.nestedContainer(keyedBy: AmountKeys.self, forKey: .amount)
      try nested.encode(value, forKey: .amount)
      try nested.encode(currency, forKey: .currency)
    case .date(let value): try container.encode(value, forKey: .date)
    case .instant(let value): try container.encode(value, forKey: .instant)
    case .duration(let value): try container.encode(value.iso8601, forKey: .duration)
    case .reference(let value): try container.encode(value, forKey: .reference)
    case .list(let values):
      try checkDepth(depth, encoder)
      var nested = container.nestedUnkeyedContainer(forKey: .list)
      for value in values { try value.encode(to: nested.superEncoder(), depth: depth - 1) }
    case .group(let values):
      try checkDepth(depth, encoder)
      var nested = container.nestedContainer(keyedBy: AnyCodingKey.self, forKey: .group)
      for (name, value) in values {
        try value.encode(to: nested.superEncoder(forKey: AnyCodingKey(stringValue: name)), depth: depth - 1)
      }
    }
  }

  private func checkDepth(_ depth: Int, _ encoder: any Encoder) throws {
    guard depth <= 0 else { return }
    throw EncodingError.invalidValue(
      self,
      .init(
        codingPath: encoder.codingPath,
        debugDescription: "Lists may lie at most \(AnyValue.codingDepth) deep in each other."))
  }
}
