import Foundation

/// Values of Swift types as the JSON that a text field keeps: the same value, the same text.
package enum JSONText {
  package static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// A text as it stands between the quotation marks of a JSON string.
  static func escaped(_ text: String) throws -> String { String(try encode(text).dropFirst().dropLast()) }

  package static func decode<T: Decodable>(_ type: T.Type = T.self, from text: String) throws -> T {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}
