import Foundation

/// The text form of lists and groups: JSON in which every value is its own text.
enum ListText {
  /// The text of a list or group.
  static func text(of value: AnyValue) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings, arrays and objects: nothing that an encoder refuses.
    return (try? encoder.encode(Written(value: value))).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Reads a list or group.
  ///
  /// The depth is bounded by the type's.
  static func value(_ text: String, as type: FieldType) throws(FieldValueError) -> AnyValue {
    do {
      return try JSONDecoder().decode(Read.self, from: Data(text.utf8), configuration: type).value
    } catch let error as FieldValueError {
      throw error
    } catch {
      let example =
        if case .group = type { #"an object such as {"label":"work"}"# } else { #"an array such as ["a","b"]"# }
      throw FieldValueError(.text(text), expected: type, advice: "write it in JSON, as \(example)")
    }
  }
}

extension ListText {
  private struct Written: Encodable {
    let value: AnyValue

    func encode(to encoder: any Encoder) throws {
      switch value {
      case .list(let values):
        var container = encoder.unkeyedContainer()
        for value in values { try container.encode(Written(value: value)) }
      case .group(let values):
        var container = encoder.container(keyedBy: AnyCodingKey.self)
        for (name, value) in values where !value.isNull {
          try container.encode(Written(value: value), forKey: AnyCodingKey(stringValue: name))
        }
      default:
        var container = encoder.singleValueContainer()
        try container.encode(value.text)
      }
    }
  }

  private struct Read: DecodableWithConfiguration {
    let value: AnyValue

    init(from decoder: any Decoder, configuration type: FieldType) throws {
      switch type {
      case .list(let element):
        var container = try decoder.unkeyedContainer()
        var values: [AnyValue] = []
        while !container.isAtEnd { values.append(try container.decode(Read.self, configuration: element).value) }
        value = .list(values)
      case .group(let fields):
        value = .group(try Read.group(decoder.container(keyedBy: AnyCodingKey.self), of: fields))
      default:
        value = try AnyValue(text: Read.scalar(decoder.singleValueContainer()), as: type)
      }
    }

    private static func group(
      _ container: KeyedDecodingContainer<AnyCodingKey>, of fields: [FieldDescription]
    ) throws -> [String: AnyValue] {
      var values: [String: AnyValue] = [:]
      for key in container.allKeys {
        let name = key.stringValue
        guard let field = fields.first(where: { $0.name == name }) else {
          let nearest = Spelling.nearest(to: name, among: fields.map(\.name))
          throw FieldValueError(
            .text(name), expected: .group(fields),
            advice: "its fields are \((nearest.isEmpty ? fields.map(\.name) : nearest).joined(separator: ", "))")
        }
        guard try !container.decodeNil(forKey: key) else { continue }
        values[name] = try container.decode(Read.self, forKey: key, configuration: field.type).value
      }
      return values
    }

    /// Numbers with a point are refused, for a decoder may have rounded them.
    private static func scalar(_ container: any SingleValueDecodingContainer) throws -> String {
      if let text = try? container.decode(String.self) { return text }
      if let value = try? container.decode(Bool.self) { return value ? "true" : "false" }
      return try container.decode(Int64.self).description
    }
  }
}
