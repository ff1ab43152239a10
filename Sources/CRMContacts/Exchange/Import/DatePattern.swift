import CRMCore
import Foundation

/// How dates and times are written in a file: `dd/MM/yyyy`, `d MMM yyyy HH:mm`.
///
/// The letters are those of Unicode's date patterns (UTS 35): `y`, `M`, `d`, `H`, `h` with `a`, `m`, `s`; `MMM` is the
/// month's name in English or Persian, or the first three letters of the English one. `yy` is a year from 1970 to 2069.
/// Text in apostrophes and all other characters stand for themselves; digits may be of any script.
struct DatePattern: Hashable, Sendable {
  /// What a pattern found in a text.
  struct Fields {
    var year = 0
    var month = 0
    var day = 0
    var hour = 0
    var minute = 0
    var second = 0
  }

  private enum Part: Hashable {
    case number(Character, digits: ClosedRange<Int>)
    case monthName
    case halfOfDay
    case space
    case literal(Character)

    /// Whether the part gives what the letter stands for.
    func gives(_ letter: Character) -> Bool {
      switch self {
      case .number(let own, _): own == letter || own == "Y" && letter == "y"
      case .monthName: letter == "M"
      default: false
      }
    }
  }

  /// The pattern as it was written.
  let text: String
  let system: CalendarSystem
  private let parts: [Part]

  /// Reads a pattern; nil when it has other letters than those above, or no year, month or day.
  init?(_ text: String, in system: CalendarSystem) {
    self.text = text
    self.system = system
    var parts: [Part] = []
    var rest = Substring(text.trimmingCharacters(in: .whitespaces))
    while let first = rest.first {
      let run = rest.prefix { $0 == first }
      rest = rest.dropFirst(run.count)
      if first == "'" {
        guard let end = rest.firstIndex(of: "'") else { return nil }
        parts += rest[..<end].map { Self.literal($0) }
        rest = rest[end...].dropFirst()
      } else if first.isWhitespace {
        parts.append(.space)
      } else if first.isLetter {
        guard let part = Self.part(first, count: run.count) else { return nil }
        parts.append(part)
      } else {
        parts += run.map { Self.literal($0) }
      }
    }
    self.parts = Self.withFixedDigits(parts)
    guard "yMd".allSatisfy({ letter in self.parts.contains { $0.gives(letter) } }) else { return nil }
  }

  private static func literal(_ character: Character) -> Part {
    if character.isWhitespace { return .space }
    return TextKey.fold(String(character)).first.map(Part.literal) ?? .literal(character)
  }

  private static func part(_ letter: Character, count: Int) -> Part? {
    switch (letter, count) {
    case ("y", 1), ("y", 4): .number("y", digits: 4...4)
    case ("y", 2): .number("Y", digits: 2...2)
    case ("M", 3...4): .monthName
    case ("M", 1...2), ("d", 1...2), ("H", 1...2), ("h", 1...2), ("m", 1...2), ("s", 1...2):
      .number(letter, digits: 1...2)
    case ("a", 1): .halfOfDay
    default: nil
    }
  }

  /// Numbers that touch have all of their digits: `yyyyMMdd`.
  private static func withFixedDigits(_ parts: [Part]) -> [Part] {
    parts.enumerated().map { index, part in
      guard case .number(let letter, let digits) = part else { return part }
      let neighbours = [index - 1, index + 1].filter(parts.indices.contains).map { parts[$0] }
      let touches = neighbours.contains { if case .number = $0 { true } else { false } }
      return touches ? .number(letter, digits: digits.upperBound...digits.upperBound) : part
    }
  }

  /// What the text says; nil when it is not of the pattern.
  func fields(of text: String) -> Fields? {
    var rest = Substring(TextKey.fold(text))
    var found: [Character: Int] = [:]
    var isAfternoon: Bool?
    for part in parts {
      switch part {
      case .number(let letter, let digits):
        let number = rest.prefix(digits.upperBound).prefix { $0.isASCII && $0.isNumber }
        guard digits.contains(number.count), let value = Int(number) else { return nil }
        found[letter] = value
        rest = rest.dropFirst(number.count)
      case .monthName:
        guard let (month, length) = month(at: rest) else { return nil }
        found["M"] = month
        rest = rest.dropFirst(length)
      case .halfOfDay:
        guard rest.hasPrefix("am") || rest.hasPrefix("pm") else { return nil }
        isAfternoon = rest.hasPrefix("pm")
        rest = rest.dropFirst(2)
      case .space: rest = rest.drop { $0 == " " }
      case .literal(let character):
        guard rest.first == character else { return nil }
        rest = rest.dropFirst()
      }
    }
    return rest.isEmpty ? fields(found, isAfternoon: isAfternoon) : nil
  }

  private func month(at text: Substring) -> (month: Int, length: Int)? {
    for language in [CalendarLanguage.english, .persian] {
      for (index, name) in system.monthNames(in: language).enumerated() {
        let name = TextKey.fold(name)
        for candidate in language == .english ? [name, String(name.prefix(3))] : [name] where text.hasPrefix(candidate)
        {
          return (index + 1, candidate.count)
        }
      }
    }
    return nil
  }

  private func fields(_ found: [Character: Int], isAfternoon: Bool?) -> Fields? {
    var fields = Fields()
    fields.year = found["y"] ?? found["Y"].map { $0 < 70 ? 2000 + $0 : 1900 + $0 } ?? 0
    fields.month = found["M"] ?? 0
    fields.day = found["d"] ?? 0
    fields.hour = found["H"] ?? 0
    fields.minute = found["m"] ?? 0
    fields.second = found["s"] ?? 0
    if let hour = found["h"] {
      guard (1...12).contains(hour) else { return nil }
      fields.hour = hour % 12 + (isAfternoon == true ? 12 : 0)
    }
    return fields.hour < 24 && fields.minute < 60 && fields.second < 60 ? fields : nil
  }
}

extension DatePattern.Fields {
  /// The day.
  func date(in system: CalendarSystem) throws(CalendarError) -> CalendarDate {
    try CalendarDate(year: year, month: month, day: day, in: system)
  }

  /// The moment at which clocks of a zone show the date and time: the first, where they show it twice.
  func instant(in system: CalendarSystem, zone: TimeZone) throws(CalendarError) -> Instant {
    let midnight = Int64(try date(in: system).daysSince1970) * 86_400
    let wall = midnight + Int64(hour * 3600 + minute * 60 + second)
    func offset(at second: Int64) -> Int64 {
      Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))))
    }
    // The offset that held a day before is right unless clocks were set in between.
    let early = wall - offset(at: wall - 86_400)
    let second = offset(at: early) == offset(at: wall - 86_400) ? early : wall - offset(at: early)
    return Instant(microsecondsSince1970: second * 1_000_000)
  }
}
