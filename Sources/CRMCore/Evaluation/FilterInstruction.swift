/// One test of a filter's program, and where to go on after it.
///
/// A program is a decision diagram: `and`, `or`, `not` and `!=` are only in the way that the instructions are linked. Every test but
/// ``Test/isNull`` fails for nil.
struct FilterInstruction: Sendable {
  /// What is asked of a value's bytes.
  ///
  /// Numbers too large for the instruction lie in the program's tables, at the index ``low``.
  enum Test: UInt8, Sendable {
    /// There is no value.
    case isNull
    /// An integer, a date, an instant, a duration or a boolean lies between ``low`` and ``high``, both included.
    case integer
    /// An integer is in a sorted table.
    case integerIn
    /// A number is ordered as ``orders`` allow to the one whose bits are ``low``.
    case number
    /// The bytes are ordered as ``orders`` allow to a constant's: text; and what is equal only when its bytes are.
    case bytes
    /// The bytes are in a sorted table.
    case bytesIn
    /// A decimal is ordered so to one in a table.
    case decimal
    /// Money is in the currency that ``low`` packs, and its minor units are ordered so to ``high``.
    case money
    /// An amount of money is ordered so to one in a table.
    case amount
    case contains
    case hasPrefix
    case hasSuffix
    /// The text's key contains a constant.
    case matches
    /// A list has an element that passes, or only such elements.
    case quantifier
  }

  let test: Test
  /// Whether ``place`` is a route; otherwise it is a slot of the row.
  let isRouted: Bool
  let orders: Orders
  let place: Int32
  let low: Int64
  let high: Int64
  /// The next instruction, or the end, when the test succeeds.
  let yes: Int32
  /// The next instruction, or the end, when it fails.
  let no: Int32

  /// Whether an integer lies in the range.
  @inline(__always)
  func includes(_ value: Int64) -> Bool { low <= value && value <= high }

  /// Where a program ends: the row is accepted, or not.
  static let accept: Int32 = -1
  static let reject: Int32 = -2
}

/// Which outcomes of a comparison count.
struct Orders: OptionSet, Sendable {
  let rawValue: UInt8
  static let less = Orders(rawValue: 1)
  static let equal = Orders(rawValue: 2)
  static let greater = Orders(rawValue: 4)

  /// The outcomes that an operator accepts; `!=` is `==` with its ends exchanged.
  init(_ comparison: FilterExpression.Comparison) {
    switch comparison {
    case .equal, .notEqual: self = .equal
    case .less: self = .less
    case .lessOrEqual: self = [.less, .equal]
    case .greater: self = .greater
    case .greaterOrEqual: self = [.greater, .equal]
    }
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Whether a value that is so ordered to the constant counts.
  @inline(__always)
  func allow<T: Comparable>(_ value: T, _ constant: T) -> Bool {
    !isDisjoint(with: value < constant ? .less : value == constant ? .equal : .greater)
  }
}
