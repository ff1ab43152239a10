extension RelativePeriod: CustomStringConvertible {
  /// The period's text: `today`, `last 90 days`, `this fiscal year`.
  public var description: String {
    switch self {
    case .today: "today"
    case .yesterday: "yesterday"
    case .tomorrow: "tomorrow"
    case .last(let count, let step): "last \(count) \(step.name(count))"
    case .next(let count, let step): "next \(count) \(step.name(count))"
    case .current(let granularity): "this \(granularity.name)"
    case .previous(let granularity): "last \(granularity.name)"
    case .following(let granularity): "next \(granularity.name)"
    }
  }

  /// Reads a period; nil where the text is none.
  ///
  /// The case of letters, the script of digits and the kind of spaces do not matter. A unit may stand in the
  /// singular or the plural after a number.
  public init?(text: String) {
    let words = TextKey.fold(text).split(separator: " ")
    switch words.count {
    case 1:
      switch words[0] {
      case "today": self = .today
      case "yesterday": self = .yesterday
      case "tomorrow": self = .tomorrow
      default: return nil
      }
    case 3 where words[1].utf8.first.map { 0x30...0x39 ~= $0 } ?? false:
      guard let count = Int(words[1]), (1...Self.countLimit).contains(count),
        let step = DateStep.allCases.first(where: { $0.rawValue == words[2] || $0.name(1) == words[2] })
      else { return nil }
      switch words[0] {
      case "last": self = .last(count, step)
      case "next": self = .next(count, step)
      default: return nil
      }
    case 2, 3:
      let name = words[1...].joined(separator: " ")
      guard let granularity = DateGranularity.allCases.first(where: { $0.name == name }) else { return nil }
      switch words[0] {
      case "this": self = .current(granularity)
      case "last": self = .previous(granularity)
      case "next": self = .following(granularity)
      default: return nil
      }
    default: return nil
    }
  }
}

extension RelativePeriod: Codable {
  /// Decodes a period from its text.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    self = try decoder.reportingCalendarCorruption { () throws(CalendarError) in
      guard let period = RelativePeriod(text: text) else { throw .malformedPeriod(text) }
      return period
    }
  }

  /// Encodes the period as its text.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encode(text: description)
  }
}

extension DateStep {
  /// The unit in the singular or the plural.
  fileprivate func name(_ count: Int) -> String {
    count == 1 ? String(rawValue.dropLast()) : rawValue
  }
}

extension DateGranularity {
  /// The unit as it is written in a period.
  fileprivate var name: String {
    switch self {
    case .fiscalQuarter: "fiscal quarter"
    case .fiscalYear: "fiscal year"
    default: rawValue
    }
  }
}
