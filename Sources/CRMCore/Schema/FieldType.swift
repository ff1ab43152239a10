/// What kind of value a field holds.
///
/// Its meaning is the same on every store.
public indirect enum FieldType: Hashable, Sendable {
  /// Unicode text in normal form C, without U+0000.
  case text
  /// A 64-bit integer.
  case integer
  /// An exact decimal of at most 38 digits, 18 of them after the point.
  case decimal
  /// A finite 64-bit floating-point number.
  case number
  /// True or false.
  case boolean
  /// An amount of minor units in a currency.
  case money
  /// A day of the calendar, without a time zone.
  case date
  /// A moment in time, to the microsecond.
  case instant
  /// A length of time, to the microsecond.
  case duration
  /// One of a set of names.
  case enumeration(EnumerationType)
  /// The identifier of a record of the named entity.
  case reference(to: String)
  /// Values of one type, in an order.
  case list(FieldType)
  /// Fields of its own, without an identity. Occurs as the element of a list only: a nested value that is not in a list
  /// is declared field by field under its name (`address.city`).
  case group([FieldDescription])

  /// The type of a list's elements; the type itself otherwise.
  public var element: FieldType {
    if case .list(let element) = self { element } else { self }
  }

  /// Whether values are in an order that `<` and sorting mean.
  public var isOrdered: Bool {
    switch self {
    case .text, .integer, .decimal, .number, .money, .date, .instant, .duration, .enumeration, .boolean: true
    case .reference, .list, .group: false
    }
  }
}

/// The names that an enumeration may have.
public struct EnumerationType: Hashable, Sendable {
  /// The names known to this program, in the order of their declaration.
  public let names: [String]
  /// Whether other names are allowed too: an open set, which an application extends.
  public let isOpen: Bool

  /// Creates the description of an enumeration.
  public init(names: [String], isOpen: Bool) {
    self.names = names
    self.isOpen = isOpen
  }
}

extension FieldType: CustomStringConvertible {
  /// The name that people read and write: `text`, `money`, `reference to account`, `list of text`.
  public var description: String {
    switch self {
    case .text: "text"
    case .integer: "integer"
    case .decimal: "decimal"
    case .number: "number"
    case .boolean: "boolean"
    case .money: "money"
    case .date: "date"
    case .instant: "instant"
    case .duration: "duration"
    case .enumeration: "enumeration"
    case .reference(let entity): "reference to \(entity)"
    case .list(let element): "list of \(element)"
    case .group: "group"
    }
  }
}
