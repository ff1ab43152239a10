extension Decoder {
  /// Decodes a value from its text, and reports a text that can't be read as corrupted data at its coding path.
  func text<Value>(_ read: (String) throws(ValueError) -> Value) throws -> Value {
    let container = try singleValueContainer()
    let text = try container.decode(String.self)
    return try reportingCorruption { () throws(ValueError) in try read(text) }
  }

  /// Runs a check of decoded data, and reports its error as corrupted data at this coding path.
  func reportingCorruption<Value>(_ make: () throws(ValueError) -> Value) throws -> Value {
    do {
      return try make()
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath, debugDescription: error.description, underlyingError: error))
    }
  }
}

extension Encoder {
  /// Encodes a value as its text.
  func encode(text: String) throws {
    var container = singleValueContainer()
    try container.encode(text)
  }
}
