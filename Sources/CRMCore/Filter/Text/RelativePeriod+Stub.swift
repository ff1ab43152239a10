extension RelativePeriod: CustomStringConvertible {
  public init?(text: String) {
    guard text.lowercased() == "today" else { return nil }
    self = .today
  }
  public var description: String { "today" }
  public init(from decoder: any Decoder) throws {
    self = try RelativePeriod(text: decoder.singleValueContainer().decode(String.self)) ?? { throw DecodingError.valueNotFound(String.self, .init(codingPath: [], debugDescription: "")) }()
  }
  public func encode(to encoder: any Encoder) throws { try encoder.encode(text: description) }
}
