extension RelativePeriod: CustomStringConvertible {
  public init?(text: String) {
    guard text.lowercased() == "today" else { return nil }
    self = .today
  }
  public var description: String { "today" }
}
