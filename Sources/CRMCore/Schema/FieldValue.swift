/// A Swift type that a record's field can have.
///
/// The built-in types conform: `String`, `Int`, `Int64`, ``ExactDecimal``, `Double`, `Bool`, ``Money``, ``CalendarDate``, ``Instant``,
/// `Duration`, ``RecordID``, and optionals and arrays of them. An application's own types conform through
/// ``ClosedEnumeration``, ``OpenEnumeration`` or ``FieldGroup``, which ask for nothing else.
public protocol FieldValue: Hashable, Sendable {
  /// What a filter compares the field with: the wrapped type of an optional, the type itself otherwise.
  associatedtype Scalar: FieldValue = Self

  /// What kind of value the field holds.
  static var fieldType: FieldType { get }

  /// Whether the type has a place for nothing.
  static var isOptional: Bool { get }

  /// The value without its Swift type.
  var anyValue: AnyValue { get }

  /// Gives a value its Swift type.
  ///
  /// - Throws: ``FieldValueError`` when the value is of another type, or is not one of a closed enumeration's names.
  init(anyValue: AnyValue) throws
}

extension FieldValue {
  /// Whether the type has a place for nothing.
  public static var isOptional: Bool { false }
}

/// A value was offered to a field that can't hold it.
public struct FieldValueError: Error, Hashable, CustomStringConvertible {
  /// The value that was offered.
  public let value: AnyValue
  /// What the field holds.
  public let expected: FieldType
  /// What to do, in a few words.
  public let advice: String

  /// Creates the error.
  public init(_ value: AnyValue, expected: FieldType, advice: String = "") {
    self.value = value
    self.expected = expected
    self.advice = advice
  }

  /// The value, what was expected, and the advice.
  public var description: String {
    "\(value.isNull ? "nothing" : "“\(value)”") is not \(expected.phrase)" + (advice.isEmpty ? "" : "; \(advice)")
  }
}

extension FieldType {
  /// The type with its article, and the names when it is a closed enumeration.
  package var phrase: String {
    switch self {
    case .integer, .instant: "an \(self)"
    case .enumeration(let type) where !type.isOpen: "one of \(type.names.joined(separator: ", "))"
    case .enumeration: "an \(self)"
    case .text: "text"
    case .money: "an amount of money, such as 12.50 USD"
    default: "a \(self)"
    }
  }
}

/// A closed set of names: a Swift enumeration with `String` raw values.
///
/// Only these names are accepted.
public protocol ClosedEnumeration: FieldValue, RawRepresentable, CaseIterable where RawValue == String {}

/// An open set of names: a `RawRepresentable` structure with static members, which an application extends.
///
/// ```swift
/// struct Industry: OpenEnumeration {
///   let rawValue: String
///   init(rawValue: String) { self.rawValue = rawValue }
///   static let retail = Industry(rawValue: "retail")
///   static let known = [retail]
/// }
/// ```
public protocol OpenEnumeration: FieldValue, RawRepresentable where RawValue == String {
  /// Accepts any name.
  init(rawValue: String)

  /// The names that are offered to people, in order. Others are accepted too.
  static var known: [Self] { get }
}

extension ClosedEnumeration {
  /// What kind of value the field holds.
  public static var fieldType: FieldType {
    .enumeration(EnumerationType(names: allCases.map(\.rawValue), isOpen: false))
  }

  /// The value without its Swift type.
  public var anyValue: AnyValue { .text(rawValue) }

  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .text(let name) = anyValue, let value = Self(rawValue: name) else {
      throw FieldValueError(anyValue, expected: Self.fieldType)
    }
    self = value
  }
}

extension OpenEnumeration {
  /// What kind of value the field holds.
  public static var fieldType: FieldType {
    .enumeration(EnumerationType(names: known.map(\.rawValue), isOpen: true))
  }

  /// The value without its Swift type.
  public var anyValue: AnyValue { .text(rawValue) }

  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .text(let name) = anyValue else { throw FieldValueError(anyValue, expected: Self.fieldType) }
    self.init(rawValue: name)
  }
}
