import Foundation

extension Decoder {
  /// Runs a check of decoded data, and reports its error as corrupted data at this coding path.
  func reportingCalendarCorruption<Value>(_ make: () throws(CalendarError) -> Value) throws -> Value {
    do {
      return try make()
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath, debugDescription: error.description, underlyingError: error))
    }
  }
}

extension TimeZone {
  /// The time zone of a name that was decoded.
  init(decoding identifier: String, at codingPath: [any CodingKey]) throws {
    guard let zone = TimeZone(identifier: identifier) else {
      let error = CalendarError.unknownTimeZone(identifier)
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath, debugDescription: error.description, underlyingError: error))
    }
    self = zone
  }
}
