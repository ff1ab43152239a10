extension FilterParser {
  /// Reads a value and the space behind it.
  mutating func literal(depth: Int = 0) throws(FilterSyntaxError) -> AnyValue {
    let start = scanner.index
    if let text = try scanner.quoted() {
      scanner.skipSpace()
      return .text(text)
    }
    if scanner.next == "[" || scanner.next == "{" {
      guard depth < AnyValue.codingDepth else {
        throw scanner.error("lists may lie at most \(AnyValue.codingDepth) deep in each other")
      }
      return scanner.next == "[" ? .list(try list(depth: depth + 1)) : .group(try group(depth: depth + 1))
    }
    let written = scanner.run { $0.isNamePart || FilterParser.literalMarks.contains($0) }
    guard !written.isEmpty else { throw scanner.error("a value is missing here") }
    scanner.skipSpace()
    let text = FilterParser.plainDigits(written)
    if let number = try number(text, at: start) { return try money(number, text, at: start) ?? number }
    if let constant = try keyword(text, at: start) { return constant }
    return try moment(text, at: start)
  }

  private mutating func list(depth: Int) throws(FilterSyntaxError) -> [AnyValue] {
    let start = scanner.index
    _ = scanner.skip("[")
    if scanner.skip("]") { return [] }
    var values: [AnyValue] = []
    repeat { values.append(try literal(depth: depth)) } while scanner.skip(",", "،")
    if scanner.skip("]") { return values }
    throw scanner.error(at: start, "the list that opens here is never closed; add ]")
  }

  private mutating func group(depth: Int) throws(FilterSyntaxError) -> [String: AnyValue] {
    let start = scanner.index
    _ = scanner.skip("{")
    var values: [String: AnyValue] = [:]
    if scanner.skip("}") { return values }
    repeat {
      let place = scanner.index
      guard let name = try scanner.quoted() ?? scanner.name().map(String.init) else {
        throw scanner.error("a group’s values have names, as in {\"label\": \"work\"}")
      }
      scanner.skipSpace()
      guard scanner.skip(":") else { throw scanner.error("a colon is missing here, as in {\"label\": \"work\"}") }
      guard values.updateValue(try literal(depth: depth), forKey: name) == nil else {
        throw scanner.error(at: place, "the group has two values of this name")
      }
    } while scanner.skip(",", "،")
    if scanner.skip("}") { return values }
    throw scanner.error(at: start, "the group that opens here is never closed; add }")
  }
}

// MARK: - Words without quotation marks

extension FilterParser {
  private static let literalMarks = Set(".:+-٫−".unicodeScalars)

  /// The text with Persian and Arabic digits, decimal points and the typographic minus in ASCII.
  static func plainDigits(_ text: Substring) -> String {
    guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return String(text) }
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0660...0x0669: plain.append(Unicode.Scalar(UInt8(scalar.value - 0x0660) + 0x30))
      case 0x06F0...0x06F9: plain.append(Unicode.Scalar(UInt8(scalar.value - 0x06F0) + 0x30))
      case 0x066B: plain.append(".")
      case 0x2212: plain.append("-")
      default: plain.append(scalar)
      }
    }
    return String(plain)
  }

  private func keyword(_ text: String, at start: String.Index) throws(FilterSyntaxError) -> AnyValue? {
    switch FilterWord(text) {
    case .true: return .boolean(true)
    case .false: return .boolean(false)
    case .nil, .null: return .null
    case .some(let word): throw scanner.error(at: start, "a value is missing before “\(word.rawValue)”")
    case nil: return nil
    }
  }

  /// An integer, a decimal (with a point) or a floating-point number (with an exponent); nil for anything else.
  private func number(_ text: String, at start: String.Index) throws(FilterSyntaxError) -> AnyValue? {
    switch ASCIIReader.read(text, { $0.numberForm() }) {
    case nil: return nil
    case .exponent:
      guard let value = Double(text), value.isFinite else {
        throw scanner.error(at: start, "a number lies between -1.8e308 and 1.8e308")
      }
      return .number(value)
    case .integer, .decimal:
      if let value = Int64(text) { return .integer(value) }
      if let value = try? ExactDecimal(text) { return .decimal(value) }
      throw scanner.error(
        at: start,
        "a number has at most 38 digits, 18 of them after the point; write 1e40 for a floating-point number")
    }
  }

  /// The amount of money when a currency stands behind the number.
  ///
  /// With more digits than the currency has it is a calculated amount.
  private mutating func money(
    _ number: AnyValue, _ text: String, at start: String.Index
  ) throws(FilterSyntaxError) -> AnyValue? {
    let amount: ExactDecimal
    switch number {
    case .integer(let value): amount = ExactDecimal(value)
    case .decimal(let value): amount = value
    default: return nil
    }
    guard let currency = try currency() else { return nil }
    let fraction = text.utf8.drop { $0 != UInt8(ascii: ".") }.dropFirst()
    if fraction.count > currency.minorUnits { return .amount(amount, currency) }
    guard let money = try? Money(amount, currency) else {
      throw scanner.error(at: start, ValueError.moneyOutOfRange(currency).description)
    }
    return .money(money)
  }

  /// Reads a currency's code; nil, and nothing is read, when none stands here.
  private mutating func currency() throws(FilterSyntaxError) -> Currency? {
    let start = scanner.index
    let code = String(scanner.run { $0.isASCII && $0.isNamePart && $0 != "_" })
    guard !code.isEmpty else { return nil }
    if scanner.next == "/" {
      scanner.advance()
      let digits = scanner.run { $0.isASCII && $0.isNamePart }
      do {
        let currency = try Currency(unambiguousCode: "\(code)/\(digits)")
        scanner.skipSpace()
        return currency
      } catch {
        throw scanner.error(at: start, error.description)
      }
    }
    let isConnective = FilterWord(code).map { FilterWord.connectives.contains($0) } ?? false
    if !isConnective, let currency = try? Currency(isoCode: code.uppercased()) {
      scanner.skipSpace()
      return currency
    }
    scanner.back(to: start)
    let isCode = scanner.next?.isNameStart == true && code.utf8.count <= 7 && code == code.uppercased()
    guard isCode, !isConnective else { return nil }
    let known = FilterWord.connectives.map(\.rawValue) + Currency.allISO.map(\.code)
    throw scanner.error(
      "ISO 4217 has no currency \(code); write one of your own with its number of digits, such as \(code)/2",
      suggestions: Spelling.nearest(to: code, among: known))
  }

  /// A date, an instant, a duration or an identifier.
  private func moment(_ text: String, at start: String.Index) throws(FilterSyntaxError) -> AnyValue {
    if let id = Identifier(text) { return .reference(id) }
    let unsigned = text.drop { $0 == "-" || $0 == "+" }
    do {
      if unsigned.first == "P", unsigned.dropFirst().first.map({ $0 == "T" || $0.isNumber }) == true {
        return .duration(try Duration(iso8601: text))
      }
      if unsigned.first?.isNumber == true, unsigned.contains("-") {
        return unsigned.contains("T") ? .instant(try Instant(iso8601: text)) : .date(try CalendarDate(iso8601: text))
      }
    } catch {
      throw scanner.error(at: start, error.description)
    }
    throw scanner.error(
      at: start, "this is no value, and text stands in quotation marks", suggestions: FilterParser.values(near: text))
  }

  /// What may have been meant by a word that is no value: another word, money without its space, text without its
  /// quotation marks.
  private static func values(near text: String) -> [String] {
    guard text.utf8.count <= 60 else { return [] }
    let amount = text.prefix { $0.isNumber || $0 == "." || $0 == "-" }
    let code = text.dropFirst(amount.count).uppercased()
    let money = amount.isEmpty ? nil : (try? Currency(isoCode: code)).map { "\(amount) \($0)" }
    return Spelling.nearest(to: text, among: ["true", "false", "nil"]) + [money ?? FilterPrinter.quoted(text, "\"")]
  }
}

extension ASCIIReader {
  fileprivate enum NumberForm { case integer, decimal, exponent }

  /// Reads a number; nil where none stands.
  fileprivate mutating func numberForm() -> NumberForm? {
    if !skip("-") { _ = skip("+") }
    guard skipDigits() else { return nil }
    var form = NumberForm.integer
    if skip(".") {
      guard skipDigits() else { return nil }
      form = .decimal
    }
    guard skip("e") || skip("E") else { return form }
    if !skip("-") { _ = skip("+") }
    return skipDigits() ? .exponent : nil
  }

  /// Reads digits; false when there is none.
  private mutating func skipDigits() -> Bool {
    guard digit() != nil else { return false }
    while digit() != nil {}
    return true
  }
}
