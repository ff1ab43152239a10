extension CalendarDate {
  /// Reads a day in ISO 8601, `YYYY-MM-DD`.
  ///
  /// - Throws: ``ValueError/malformedCalendarDate(_:)``, also where the calendar has no such day.
  public init(iso8601 text: String) throws(ValueError) {
    guard let day = ASCIIReader.read(text, { $0.civilDay() }), day.year >= 1, day.year <= 9999, text.utf8.count == 10
    else { throw .malformedCalendarDate(text) }
    try self.init(daysSince1970: day.daysSince1970)
  }
}

extension CalendarDate: CustomStringConvertible {
  /// The day in ISO 8601, such as `2024-08-18`.
  public var description: String {
    ASCIIWriter.text { $0.write(civil) }
  }
}

extension CalendarDate: Codable {
  /// Decodes the day from its ISO 8601 text.
  public init(from decoder: any Decoder) throws {
    self = try decoder.text { text throws(ValueError) in try CalendarDate(iso8601: text) }
  }

  /// Encodes the day as its ISO 8601 text.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encode(text: description)
  }
}
