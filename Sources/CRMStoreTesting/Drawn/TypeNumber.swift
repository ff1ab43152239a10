/// A number that is a type: what makes Swift types, of which a program knows no more than their number, while it runs.
protocol TypeNumber: Sendable {
  static var value: UInt64 { get }
}

/// The number 0.
enum NoBits: TypeNumber {
  static var value: UInt64 { 0 }
}

/// Twice another number.
enum EvenBits<Half: TypeNumber>: TypeNumber {
  static var value: UInt64 { 2 * Half.value }
}

/// Twice another number, and one more.
enum OddBits<Half: TypeNumber>: TypeNumber {
  static var value: UInt64 { 2 * Half.value + 1 }
}

extension UInt64 {
  /// The type that is this number.
  var type: any TypeNumber.Type {
    guard self > 0 else { return NoBits.self }
    func even<N: TypeNumber>(_: N.Type) -> any TypeNumber.Type { EvenBits<N>.self }
    func odd<N: TypeNumber>(_: N.Type) -> any TypeNumber.Type { OddBits<N>.self }
    let half = (self / 2).type
    return isMultiple(of: 2) ? even(half) : odd(half)
  }
}
