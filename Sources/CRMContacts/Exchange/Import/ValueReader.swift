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
  /// The names of a closed enumeration by their keys.
  private let names: [String: String]

  init(_ type: FieldType) {
    self.type = type
    if case .enumeration(let enumeration) = type, !enumeration.isOpen {
      names = Dictionary(
        enumeration.names.map { (TextKey($0).withoutSpaces, $0) }, uniquingKeysWith: { first, _ in first })
    } else {
      names = [:]
    }
  }

  /// The value of a cell.
  ///
  /// - Throws: `FieldValueError`, which says how the value should be written.
  func value(of text: String) throws(FieldValueError) -> AnyValue {
    do {
      return try read(text)
    } catch let error as FieldValueError {
      throw error
    } catch {
      throw FieldValueError(.text(text), expected: type, advice: "\(error)")
    }
  }

  private func read(_ text: String) throws -> AnyValue {
    switch type {
    case .integer: try integer(text)
    case .decimal: try decimal(text)
    case .number: try number(text)
    case .money: try money(text)
    case .date: try date(text)
    case .instant: try instant(text)
    case .boolean: try AnyValue(text: text.utf8.count <= 5 ? text.lowercased() : text, as: type)
    case .enumeration: try AnyValue(text: names.isEmpty ? text : names[TextKey(text).withoutSpaces] ?? text, as: type)
    default: try AnyValue(text: text, as: type)
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
    guard case .money(let money) = try AnyValue(text: plain, as: .money) else { return .null }
    return .money(try scale.map { try Money(money.amount * $0, money.currency) } ?? money)
  }

  private func scaled(_ number: ExactDecimal) throws(ValueError) -> ExactDecimal {
    guard let scale else { return number }
    return try number * scale
  }

  /// The number in ASCII digits, with a point and without marks between its thousands.
  private func plain(_ text: String) throws -> String {
    let text = text.utf8.allSatisfy { $0 < 0x80 } ? text : TextKey.fold(text)
    guard let decimalMark, let end = text.lastIndex(where: \.isNumber).map(text.index(after:)) else { return text }
    let parts = text[..<end].split(separator: decimalMark, maxSplits: 1, omittingEmptySubsequences: false)
    let groups = parts[0].split(omittingEmptySubsequences: false) { $0 != decimalMark && ",. '".contains($0) }
    guard groups.dropFirst().allSatisfy({ $0.count == 3 }) else {
      throw FieldValueError(
        .text(text), expected: type, advice: "its decimal mark is “\(decimalMark)”, its groups have three digits")
    }
    // Behind the number may stand a currency.
    return groups.joined() + (parts.count > 1 ? "." + parts[1] : "") + text[end...]
  }

  // MARK: Dates

  private func date(_ text: String) throws -> AnyValue {
    guard !patterns.isEmpty else {
      return try AnyValue(text: text.utf8.allSatisfy { $0 < 0x80 } ? text : TextKey.fold(text), as: type)
    }
    return .date(try first(text) { try $0.date(in: $1) })
  }

  private func instant(_ text: String) throws -> AnyValue {
    guard !patterns.isEmpty else { return try AnyValue(text: text, as: type) }
    return .instant(try first(text) { try $0.instant(in: $1, zone: zone) })
  }

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
