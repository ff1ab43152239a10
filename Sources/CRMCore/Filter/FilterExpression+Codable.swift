/// A condition in JSON is an object with one key, what kind of condition it is. The names are stable: saved filters are
/// read by every later version.
///
/// ```json
/// {"constant": true}
/// {"and": [{…}, {…}]}
/// {"or": [{…}, {…}]}
/// {"not": {…}}
/// {"compare": {"path": "state", "is": "==", "value": {"text": "won"}}}
/// {"in": {"path": "state", "values": [{"text": "won"}, null]}}
/// {"between": {"path": "score", "from": {"integer": 1}, "to": {"integer": 5}}}
/// {"contains": {"path": "name", "text": "Roya"}}
/// {"hasPrefix": {"path": "name", "text": "Ro"}}
/// {"hasSuffix": {"path": "name", "text": "ya"}}
/// {"matches": {"path": "name", "text": "احمدی"}}
/// {"during": {"path": "createdAt", "period": "last 90 days"}}
/// {"any": {"path": "tags", "where": {"compare": {"path": "it", "is": "==", "value": {"text": "vip"}}}}}
/// {"all": {"path": "tags", "where": {…}}}
/// ```
///
/// `is` is one of `==`, `!=`, `<`, `<=`, `>`, `>=`; values are as ``AnyValue`` encodes them.
extension FilterExpression: Codable {
  private enum Kind: String, CodingKey, CaseIterable {
    case constant, and, or, not, compare, `in`, between, contains, hasPrefix, hasSuffix, matches, during, any, all
  }

  private enum Part: String, CodingKey {
    case path, `is`, value, values, from, to, text, period, `where`
  }

  /// Decodes what ``encode(to:)`` writes.
  ///
  /// - Throws: `DecodingError`, also where conditions lie more than ``maximumDepth`` deep in each other.
  public init(from decoder: any Decoder) throws {
    try self.init(from: decoder, depth: FilterExpression.maximumDepth)
  }

  /// Encodes an object with one key.
  ///
  /// - Throws: `EncodingError` where conditions lie more than ``maximumDepth`` deep in each other, and what
  ///   ``AnyValue`` throws.
  public func encode(to encoder: any Encoder) throws {
    try encode(to: encoder, depth: FilterExpression.maximumDepth)
  }
}

// MARK: - Decoding

extension FilterExpression {
  private init(from decoder: any Decoder, depth: Int) throws {
    guard depth > 0 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: FilterError.tooDeep.description))
    }
    let container = try decoder.container(keyedBy: Kind.self)
    guard container.allKeys.count == 1, let kind = container.allKeys.first else {
      let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "A condition is an object with one key: \(kinds)."))
    }
    switch kind {
    case .constant: self = .constant(try container.decode(Bool.self, forKey: kind))
    case .and: self = .and(try FilterExpression.parts(container.nestedUnkeyedContainer(forKey: kind), depth: depth))
    case .or: self = .or(try FilterExpression.parts(container.nestedUnkeyedContainer(forKey: kind), depth: depth))
    case .not: self = .not(try FilterExpression(from: container.superDecoder(forKey: kind), depth: depth - 1))
    default:
      let parts = try container.nestedContainer(keyedBy: Part.self, forKey: kind)
      self = try FilterExpression.condition(kind, parts, FieldPath(parts.decode(String.self, forKey: .path)), depth)
    }
  }

  private static func parts(_ container: any UnkeyedDecodingContainer, depth: Int) throws -> [FilterExpression] {
    var container = container
    var parts: [FilterExpression] = []
    while !container.isAtEnd {
      parts.append(try FilterExpression(from: container.superDecoder(), depth: depth - 1))
    }
    return parts
  }

  private static func condition(
    _ kind: Kind, _ parts: KeyedDecodingContainer<Part>, _ path: FieldPath, _ depth: Int
  ) throws -> FilterExpression {
    switch kind {
    case .in: .isIn(path, try parts.decode([AnyValue].self, forKey: .values))
    case .between:
      .between(path, try parts.decode(AnyValue.self, forKey: .from), try parts.decode(AnyValue.self, forKey: .to))
    case .contains: .text(path, .contains, try parts.decode(String.self, forKey: .text))
    case .hasPrefix: .text(path, .hasPrefix, try parts.decode(String.self, forKey: .text))
    case .hasSuffix: .text(path, .hasSuffix, try parts.decode(String.self, forKey: .text))
    case .matches: .matches(path, try parts.decode(String.self, forKey: .text))
    case .during: .during(path, try parts.decode(RelativePeriod.self, forKey: .period))
    case .any: .any(path, try FilterExpression(from: parts.superDecoder(forKey: .where), depth: depth - 1))
    case .all: .all(path, try FilterExpression(from: parts.superDecoder(forKey: .where), depth: depth - 1))
    case .constant, .and, .or, .not, .compare:
      .compare(path, try comparison(parts), try parts.decode(AnyValue.self, forKey: .value))
    }
  }

  private static func comparison(_ parts: KeyedDecodingContainer<Part>) throws -> Comparison {
    let name = try parts.decode(String.self, forKey: .is)
    guard let comparison = Comparison(rawValue: name) else {
      throw DecodingError.dataCorruptedError(
        forKey: .is, in: parts,
        debugDescription: "“\(name)” is none of \(Comparison.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return comparison
  }
}

// MARK: - Encoding

extension FilterExpression {
  fileprivate func encode(to encoder: any Encoder, depth: Int) throws {
    guard depth > 0 else {
      throw EncodingError.invalidValue(
        self, .init(codingPath: encoder.codingPath, debugDescription: FilterError.tooDeep.description))
    }
    var container = encoder.container(keyedBy: Kind.self)
    switch self {
    case .constant(let value): try container.encode(value, forKey: .constant)
    case .and(let parts): try parts.encode(into: container.nestedUnkeyedContainer(forKey: .and), depth: depth - 1)
    case .or(let parts): try parts.encode(into: container.nestedUnkeyedContainer(forKey: .or), depth: depth - 1)
    case .not(let inner): try inner.encode(to: container.superEncoder(forKey: .not), depth: depth - 1)
    case .any(let path, let inner):
      var parts = try FilterExpression.parts(&container, .any, path)
      try inner.encode(to: parts.superEncoder(forKey: .where), depth: depth - 1)
    case .all(let path, let inner):
      var parts = try FilterExpression.parts(&container, .all, path)
      try inner.encode(to: parts.superEncoder(forKey: .where), depth: depth - 1)
    case .compare, .isIn, .between, .text, .matches, .during: try encodeCondition(into: &container)
    }
  }

  private func encodeCondition(into container: inout KeyedEncodingContainer<Kind>) throws {
    switch self {
    case .compare(let path, let comparison, let value):
      var parts = try FilterExpression.parts(&container, .compare, path)
      try parts.encode(comparison.rawValue, forKey: .is)
      try parts.encode(value, forKey: .value)
    case .isIn(let path, let values):
      var parts = try FilterExpression.parts(&container, .in, path)
      try parts.encode(values, forKey: .values)
    case .between(let path, let low, let high):
      var parts = try FilterExpression.parts(&container, .between, path)
      try parts.encode(low, forKey: .from)
      try parts.encode(high, forKey: .to)
    case .text(let path, let test, let words):
      let kind: Kind =
        switch test {
        case .contains: .contains
        case .hasPrefix: .hasPrefix
        case .hasSuffix: .hasSuffix
        }
      var parts = try FilterExpression.parts(&container, kind, path)
      try parts.encode(words, forKey: .text)
    case .matches(let path, let words):
      var parts = try FilterExpression.parts(&container, .matches, path)
      try parts.encode(words, forKey: .text)
    case .during(let path, let period):
      var parts = try FilterExpression.parts(&container, .during, path)
      try parts.encode(period, forKey: .period)
    case .constant, .and, .or, .not, .any, .all: break
    }
  }

  private static func parts(
    _ container: inout KeyedEncodingContainer<Kind>, _ kind: Kind, _ path: FieldPath
  ) throws -> KeyedEncodingContainer<Part> {
    var parts = container.nestedContainer(keyedBy: Part.self, forKey: kind)
    try parts.encode(path.text, forKey: .path)
    return parts
  }
}

extension [FilterExpression] {
  fileprivate func encode(into container: any UnkeyedEncodingContainer, depth: Int) throws {
    var container = container
    for part in self { try part.encode(to: container.superEncoder(), depth: depth) }
  }
}
