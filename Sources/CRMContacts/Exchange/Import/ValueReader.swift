import CRMCore
import Foundation

/// Reads the cells of a column as values of one type, as a mapping says they are written.
struct ValueReader: Sendable {
  let type: FieldType
  var scale: ExactDecimal?
  var currency: Currency?
  var decimalMark: Character?
  var patterns: [DatePattern] = []
  var zone = TimeZone.gmt

  init(_ type: FieldType) { self.type = type }

  /// The value of a cell.
  ///
  /// - Throws: `FieldValueError`, which says how the value should be written.
  func value(of text: String) throws(FieldValueError) -> AnyValue {
    do {
      return try read(text)
    } catch let error as FieldValueError {
      // A value is shown as it stands in the cell; of a list, the element is.
      if case .list = type { throw error }
      throw FieldValueError(.text(text), expected: error.expected, advice: error.advice)
    } catch {
      throw FieldValueError(.text(text), expected: type, advice: "\(error)")
    }
  }

  private func read(_ text: String) throws -> AnyValue {
    switch type {
    case .integer: return try integer(text)
    case .decimal: return try decimal(text)
    case .number: return try number(text)
    case .money: return try money(text)
    case .date where !patterns.isEmpty: return .date(try first(text) { try $0.date(in: $1) })
    case .instant where !patterns.isEmpty:
      return .instant(try first(text) { try $0.instant(in: $1, zone: zone) })
    case .boolean, .date, .instant, .duration, .enumeration, .reference:
      let value = try AnyValue(typed: text, as: type)
      // Spaces reach this place only where the mapping keeps them.
      return value.isNull ? try AnyValue(text: text, as: type) : value
    // A comma parts values only where the mapping says so.
    case .text, .list, .group: return try AnyValue(text: text, as: type)
    }
  }

  // MARK: Numbers

  private func integer(_ text: String) throws -> AnyValue {
    let plain = try plain(text)
    if scale == nil, let value = Int64(plain) { return .integer(value) }
    guard let number = try? ExactDecimal(plain) else { return try AnyValue(text: text, as: type) }
    // Programs that know no integers write 495.0.
    let scaled = try scaled(number)
    guard scaled.scale == 0, let value = Int64(exactly: scaled.coefficient) else {
      throw FieldValueError(
        .text(text), expected: type, advice: scale.map { "nor is it when multiplied by \($0)" } ?? "")
    }
    return .integer(value)
  }

  private func decimal(_ text: String) throws -> AnyValue {
    guard case .decimal(let number) = try AnyValue(text: plain(text), as: type) else { return .null }
    return .decimal(try scaled(number))
  }

  private func number(_ text: String) throws -> AnyValue {
    let value = try AnyValue(text: plain(text), as: type)
    guard let scale, case .number(let number) = value else { return value }
    // Exactly, where the digits allow it.
    let exact = (try? ExactDecimal(plain(text))).flatMap { try? $0 * scale }
    return .number(exact.map { Double($0) } ?? number * Double(scale))
  }

  private func money(_ text: String) throws -> AnyValue {
    let plain = try plain(text)
    if let currency, let amount = try? ExactDecimal(plain) { return .money(try Money(scaled(amount), currency)) }
    if currency == nil, (try? ExactDecimal(plain)) != nil {
      throw FieldValueError(
        .text(text), expected: .money, advice: "write the currency behind it, or name it in the mapping")
    }
    guard case .money(let money) = try AnyValue(typed: plain, as: .money) else { return .null }
    return .money(try scale.map { try Money(money.amount * $0, money.currency) } ?? money)
  }

  private func scaled(_ number: ExactDecimal) throws(ValueError) -> ExactDecimal {
    guard let scale else { return number }
    return try number * scale
  }

  /// The number in ASCII digits, with a point and without marks between its thousands.
  private func plain(_ text: String) throws -> String {
    // Persian and Arabic marks are unmistakable, whatever the mapping says of others.
    let isMarked = text.unicodeScalars.contains { $0 == "٫" || $0 == "٬" }
    let text = text.plainNumber
    guard let decimalMark, !isMarked, let end = text.lastIndex(where: \.isNumber).map(text.index(after:)) else {
      return text
    }
    let parts = text[..<end].split(separator: decimalMark, maxSplits: 1, omittingEmptySubsequences: false)
    let groups = parts[0].split(omittingEmptySubsequences: false) {
      $0 != decimalMark && ",. '’\u{A0}\u{202F}".contains($0)
    }
    guard groups.dropFirst().allSatisfy({ $0.count == 3 }) else {
      throw FieldValueError(
        .text(text), expected: type, advice: "its decimal mark is “\(decimalMark)”, its groups have three digits")
    }
    // Behind the number may stand a currency.
    return groups.joined() + (parts.count > 1 ? "." + parts[1] : "") + text[end...]
  }

  // MARK: Dates

  /// What the first pattern makes of the text that fits it and finds a day that exists.
  private func first<Value>(_ text: String, _ make: (DatePattern.Fields, CalendarSystem) throws -> Value) throws
    -> Value
  {
    var impossible: (any Error)?
    for pattern in patterns {
      guard let fields = pattern.fields(of: text) else { continue }
      do { return try make(fields, pattern.system) } catch { impossible = error }
    }
    if let impossible { throw impossible }
    let formats = patterns.map { "“\($0.text)”" }.joined(separator: " or ")
    throw FieldValueError(.text(text), expected: type, advice: "the mapping says that it is written as \(formats)")
  }
}
