extension RecurrenceRule {
  /// Reads a rule's text by RFC 5545, such as `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH`, without the name of a property.
  ///
  /// The parts may stand in any order, in letters of either case. `RSCALE` and `SKIP` are those of RFC 7529.
  ///
  /// - Throws: ``RecurrenceError``, which names the part.
  public init(parsing text: String) throws(RecurrenceError) {
    var values: [Part: String] = [:]
    for piece in text.split(separator: ";", omittingEmptySubsequences: false) {
      let sides = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty else { throw .malformedPart(String(piece)) }
      guard let part = Part(rawValue: sides[0].uppercased()) else { throw .unknownPart(String(sides[0])) }
      guard values.updateValue(sides[1].uppercased(), forKey: part) == nil else { throw .repeatedPart(part) }
    }
    try self.init(PartValues(values))
  }

  private init(_ values: PartValues) throws(RecurrenceError) {
    guard let frequency = try values.name(.frequency, { Frequency(rawValue: $0) }) else { throw .missingFrequency }
    let calendar = try values.calendar()
    let invalidDays = try values.name(.invalidDays) { InvalidDays(rawValue: $0) }
    if invalidDays != nil && calendar == nil { throw .skipWithoutCalendar }
    try self.init(
      frequency, every: values.number(.interval) ?? 1, ending: values.end(), months: values.numbers(.months),
      weeks: values.numbers(.weeks), daysOfYear: values.numbers(.daysOfYear),
      daysOfMonth: values.numbers(.daysOfMonth), weekdays: values.weekdays(), hours: values.numbers(.hours),
      minutes: values.numbers(.minutes), seconds: values.numbers(.seconds), positions: values.numbers(.positions),
      firstWeekday: values.name(.firstWeekday) { Weekday(recurrenceName: $0) } ?? .monday,
      calendar: calendar ?? .gregorian, invalidDays: invalidDays ?? .omitted)
  }
}

/// The parts of a rule's text, read one by one.
private struct PartValues {
  private let values: [RecurrenceRule.Part: String]

  init(_ values: [RecurrenceRule.Part: String]) { self.values = values }

  /// One of a part's names; nil where the text has no such part.
  func name<Value>(
    _ part: RecurrenceRule.Part, _ value: (String) -> Value?
  ) throws(RecurrenceError) -> Value? {
    guard let text = values[part] else { return nil }
    guard let value = value(text) else { throw .malformedValue(part, text) }
    return value
  }

  func calendar() throws(RecurrenceError) -> CalendarSystem? {
    guard let text = values[.calendar] else { return nil }
    guard let system = CalendarSystem.allCases.first(where: { $0.recurrenceName == text }) else {
      throw .unsupportedCalendar(text)
    }
    return system
  }

  func number(_ part: RecurrenceRule.Part) throws(RecurrenceError) -> Int? {
    try values[part].map { text throws(RecurrenceError) in try number(text, in: part) }
  }

  func numbers(_ part: RecurrenceRule.Part) throws(RecurrenceError) -> [Int] {
    var numbers: [Int] = []
    for text in list(part) { numbers.append(try number(text, in: part)) }
    return numbers
  }

  func weekdays() throws(RecurrenceError) -> [RecurrenceRule.Day] {
    var days: [RecurrenceRule.Day] = []
    for text in list(.weekdays) {
      guard let weekday = Weekday(recurrenceName: String(text.suffix(2))) else {
        throw .malformedValue(.weekdays, text)
      }
      let ordinal = String(text.dropLast(2))
      days.append(ordinal.isEmpty ? .every(weekday) : .nth(try number(ordinal, in: .weekdays), weekday))
    }
    return days
  }

  func end() throws(RecurrenceError) -> RecurrenceRule.End? {
    let count = try number(.count)
    guard let text = values[.until] else { return count.map { .count($0) } }
    if count != nil { throw .countAndUntil }
    guard let end = ASCIIReader.read(text, { $0.recurrenceEnd() }) else { throw .malformedValue(.until, text) }
    return end
  }

  private func list(_ part: RecurrenceRule.Part) -> [String] {
    values[part].map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
  }

  /// A number: digits, with a sign before them where the part's numbers may have one.
  private func number(_ text: String, in part: RecurrenceRule.Part) throws(RecurrenceError) -> Int {
    let isSigned = part.countsFromEnd && (text.first == "-" || text.first == "+")
    let digits = text.utf8.dropFirst(isSigned ? 1 : 0)
    guard !digits.isEmpty, digits.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(text) else {
      throw .malformedValue(part, text)
    }
    return number
  }
}

extension Weekday {
  /// The weekday of a name such as `MO`.
  fileprivate init?(recurrenceName name: String) {
    guard let weekday = Weekday.allCases.first(where: { $0.recurrenceName == name }) else { return nil }
    self = weekday
  }
}

extension ASCIIReader {
  /// A day, `YYYYMMDD`, alone or with a time, `THHMMSS`, which may be of UTC, `Z`.
  fileprivate mutating func recurrenceEnd() -> RecurrenceRule.End? {
    guard let year = number(digits: 4), let month = number(digits: 2), let day = number(digits: 2),
      let date = try? CalendarDate(year: year, month: month, day: day)
    else { return nil }
    guard skip("T") else { return .untilEnd(of: date) }
    guard let hour = number(digits: 2), hour < 24, let minute = number(digits: 2), minute < 60,
      let second = number(digits: 2), second <= 60,
      // A leap second is taken for the one before it.
      let time = try? LocalDateTime(date, at: TimeOfDay(hour: hour, minute: minute), second: min(second, 59))
    else { return nil }
    guard skip("Z") else { return .untilLocal(time) }
    return (try? Instant(seconds: time.wallClock)).map { .until($0) }
  }
}
