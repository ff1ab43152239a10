import Foundation

/// What a literal means beside the field that it is compared with.
enum FilterLiteral {
  /// A value of the field's type, or null: the literal as it is.
  case same
  /// Another value of the field's type.
  case value(AnyValue)
  /// An amount of money in whatever currency.
  case amount(ExactDecimal)
  /// A number that is no 64-bit integer, beside a field of integers.
  case noInteger(Position)

  /// Where a number that is no 64-bit integer lies among those that are.
  enum Position {
    case belowAll
    /// Behind this one and before the next.
    case behind(Int64)
    case aboveAll
  }

  /// The condition that a field compares so to the literal, which was `value`.
  func compared(
    _ path: FieldPath, _ comparison: FilterExpression.Comparison, _ value: AnyValue
  ) -> FilterExpression {
    switch self {
    case .same: return .compare(path, comparison, value)
    case .value(let value): return .compare(path, comparison, value)
    case .amount(let amount): return .compare(path.appending("amount"), comparison, .decimal(amount))
    case .noInteger(let position):
      switch (comparison, position) {
      case (.equal, _): return .constant(false)
      case (.notEqual, _): return .constant(true)
      case (.less, .behind(let value)), (.lessOrEqual, .behind(let value)):
        return .compare(path, .lessOrEqual, .integer(value))
      case (.greater, .behind(let value)), (.greaterOrEqual, .behind(let value)):
        return .compare(path, .greater, .integer(value))
      case (.less, .aboveAll), (.lessOrEqual, .aboveAll), (.greater, .belowAll), (.greaterOrEqual, .belowAll):
        return .compare(path, .notEqual, .null)
      case (.less, .belowAll), (.lessOrEqual, .belowAll), (.greater, .aboveAll), (.greaterOrEqual, .aboveAll):
        return .constant(false)
      }
    }
  }
}

extension FilterLiteral {
  /// Gives a literal the type of the field.
  ///
  /// Not an initializer, which would take the path over and count a reference to each of its parts.
  ///
  /// - Throws: ``FilterError/unsuitableValue(_:path:expected:advice:)``, ``FilterError/unknownName(_:path:names:suggestions:)``.
  static func literal(_ literal: AnyValue, comparedWith path: ResolvedPath) throws -> FilterLiteral {
    if literal.isNull { return .same }
    switch (path.type, literal) {
    case (.text, .text(let text)): return try normalised(text, at: path)
    case (.enumeration(let type), .text(let name)): return try Self.name(name, of: type, at: path)
    case (.boolean, .boolean), (.date, .date), (.instant, .instant), (.instant, .date), (.reference, .reference),
      (.money, .money), (.integer, .integer), (.decimal, .decimal):
      return .same
    case (.integer, .decimal(let number)): return integer(number)
    case (.integer, .number(let number)) where number.isFinite: return integer(number)
    case (.decimal, .integer(let number)): return .value(.decimal(ExactDecimal(number)))
    case (.decimal, .number(let number)): return .value(.decimal(try decimal(number, at: path)))
    case (.number, .number(let number)) where number.isFinite: return .value(.number(number == 0 ? 0 : number))
    case (.number, .integer(let number)): return .value(.number(Double(number)))
    case (.number, .decimal(let number)): return .value(.number(Double(number)))
    case (.money, .integer(let number)): return .amount(ExactDecimal(number))
    case (.money, .decimal(let number)): return .amount(number)
    case (.money, .number(let number)): return .amount(try decimal(number, at: path))
    case (.duration, .duration(let duration)):
      guard let microseconds = try? duration.wholeMicroseconds else {
        throw unsuitable(literal, path, "it must be shorter than 292,000 years")
      }
      return .value(.duration(.microseconds(microseconds)))
    case (_, .text(let text)): return .value(try read(text, at: path))
    default: throw unsuitable(literal, path, advice(on: literal, for: path.type))
    }
  }

  /// The text in normal form C, in which fields hold it.
  static func normalised(_ text: String, at path: ResolvedPath) throws -> FilterLiteral {
    guard !text.holdsZero else { throw unsuitable(.text(text), path, "no text contains U+0000") }
    return text.isEvidentlyNormal ? .same : .value(.text(text.normalFormC))
  }

  private static func name(_ name: String, of type: EnumerationType, at path: ResolvedPath) throws -> FilterLiteral {
    guard !type.isOpen else { return try normalised(name, at: path) }
    guard type.names.contains(name) else {
      throw FilterError.unknownName(
        name, path: path.path, names: type.names, suggestions: Spelling.nearest(to: name, among: type.names))
    }
    return .same
  }

  private static func integer(_ number: ExactDecimal) -> FilterLiteral {
    guard let floor = try? number.rounded(toScale: 0, .floor) else { return .noInteger(.belowAll) }
    guard let value = Int64(exactly: floor.coefficient) else {
      return .noInteger(floor.isNegative ? .belowAll : .aboveAll)
    }
    return floor == number ? .value(.integer(value)) : .noInteger(.behind(value))
  }

  private static func integer(_ number: Double) -> FilterLiteral {
    let floor = number.rounded(.down)
    guard let value = Int64(exactly: floor) else { return .noInteger(floor < 0 ? .belowAll : .aboveAll) }
    return floor == number ? .value(.integer(value)) : .noInteger(.behind(value))
  }

  private static func decimal(_ number: Double, at path: ResolvedPath) throws -> ExactDecimal {
    guard number.isFinite, let digits = Decimal(string: number.description), let decimal = try? ExactDecimal(digits)
    else {
      throw unsuitable(.number(number), path, "decimals have at most 38 digits, 18 of them after the point")
    }
    return decimal
  }

  /// Reads the text form of a value, where a literal can't be written without quotation marks as well.
  private static func read(_ text: String, at path: ResolvedPath) throws -> AnyValue {
    switch path.type {
    case .decimal, .money, .date, .duration, .reference: break
    case .instant: if let day = try? CalendarDate(iso8601: text) { return .date(day) }
    default: throw unsuitable(.text(text), path, advice(on: .text(text), for: path.type))
    }
    do {
      return try AnyValue(text: text, as: path.type)
    } catch {
      throw unsuitable(.text(text), path, error.advice)
    }
  }

  private static func advice(on literal: AnyValue, for type: FieldType) -> String {
    switch (type, literal) {
    case (.integer, .text), (.number, .text), (.boolean, .text): "write the value without quotation marks"
    case (.duration, .integer), (.duration, .decimal): "write it with its unit, such as PT1H30M"
    case (.date, .instant): "write a day without a time, such as 2024-08-18"
    case (.text, _), (.enumeration, _): "write the value in quotation marks"
    case (.group, _): "compare one of its fields"
    default: ""
    }
  }

  private static func unsuitable(_ value: AnyValue, _ path: ResolvedPath, _ advice: String) -> FilterError {
    .unsuitableValue(value, path: path.path, expected: path.type, advice: advice)
  }
}
