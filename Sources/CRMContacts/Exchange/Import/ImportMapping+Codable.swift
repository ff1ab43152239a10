import CRMCore
public import Foundation

extension ImportMapping {
  /// Reads a mapping from JSON.
  ///
  /// - Throws: ``ImportMappingError``, which names the option that is wrong and the ones that may have been meant.
  public init(json: Data) throws(ImportMappingError) {
    do {
      self = try JSONDecoder().decode(ImportMapping.self, from: json)
    } catch let error as ImportMappingError {
      throw error
    } catch {
      throw ImportMappingError([.malformed(Self.explanation(of: error))])
    }
  }

  /// The mapping as JSON for people, its keys sorted.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Texts, booleans, arrays and objects: nothing that an encoder refuses.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  private static func explanation(of error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "" : "at “\(path.map(\.stringValue).joined(separator: "."))”: "
    }
    switch error {
    case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty:
      return "it is not JSON; check its commas, quotation marks and braces"
    case DecodingError.dataCorrupted(let context): return place(context.codingPath) + context.debugDescription
    case DecodingError.typeMismatch(let type, let context), DecodingError.valueNotFound(let type, let context):
      return place(context.codingPath) + "write \(name(of: type)) there"
    default: return "\(error)"
    }
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a text in quotation marks"
    case is Bool.Type: "true or false"
    case is [Any].Type: "a list in brackets"
    default: "an object in braces"
    }
  }
}

extension ImportMapping: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case entity, fields, ignore, create, emptyCells, trim
  }

  /// Decodes the form that ``ImportMapping`` shows.
  public init(from decoder: any Decoder) throws {
    try MappingKey.refuseUnknown(in: decoder, knowing: CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      entity: try container.decodeIfPresent(String.self, forKey: .entity),
      fields: try container.decodeIfPresent([String: FieldMapping].self, forKey: .fields) ?? [:],
      ignoredColumns: Set(try container.decodeIfPresent([String].self, forKey: .ignore) ?? []),
      createdEntities: Set(try container.decodeIfPresent([String].self, forKey: .create) ?? []),
      emptyCells: try container.decodeName(EmptyCells.self, forKey: .emptyCells) ?? .keep,
      trimsText: try container.decodeIfPresent(Bool.self, forKey: .trim) ?? true)
  }

  /// Encodes the form that ``ImportMapping`` shows, without what is as it would be anyway.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(entity, forKey: .entity)
    try container.encode(fields, forKey: .fields)
    if !ignoredColumns.isEmpty { try container.encode(ignoredColumns.sorted(), forKey: .ignore) }
    if !createdEntities.isEmpty { try container.encode(createdEntities.sorted(), forKey: .create) }
    if emptyCells != .keep { try container.encode(emptyCells, forKey: .emptyCells) }
    if !trimsText { try container.encode(false, forKey: .trim) }
  }
}

extension KeyedDecodingContainer {
  /// One of an enumeration's names; nil where the key is missing.
  func decodeName<Name: RawRepresentable & CaseIterable>(_ type: Name.Type, forKey key: Key) throws -> Name?
  where Name.RawValue == String {
    guard let text = try decodeIfPresent(String.self, forKey: key) else { return nil }
    if let name = Name(rawValue: text) { return name }
    throw DecodingError.dataCorruptedError(
      forKey: key, in: self, debugDescription: "write \(Name.allCases.map(\.rawValue).joined(separator: " or ")) there")
  }
}

/// A key of a mapping's JSON that is known only when it is read.
struct MappingKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }

  init?(intValue: Int) { nil }

  /// Refuses an object with a key that means nothing: most often one that was misspelt.
  static func refuseUnknown<Keys: CodingKey & CaseIterable>(
    in decoder: any Decoder, knowing keys: Keys.Type
  ) throws {
    let known = keys.allCases.map(\.stringValue)
    let problems = try decoder.container(keyedBy: MappingKey.self).allKeys.map(\.stringValue).sorted()
      .filter { !known.contains($0) }
      .map { name in
        ImportMappingError.Problem.unknownOption(
          name, place: decoder.codingPath.map(\.stringValue).joined(separator: "."),
          suggestions: Spelling.nearest(to: name, among: known))
      }
    if !problems.isEmpty { throw ImportMappingError(problems) }
  }
}
