import CRMCore

extension ExactDecimal {
  /// A part of a whole, such as 0.631501, rounded half-even to six digits; nil of nothing, and where it can't be told.
  static func share(_ part: Int, of whole: Int) -> ExactDecimal? {
    share(ExactDecimal(Int64(part)), of: ExactDecimal(Int64(whole)))
  }

  /// A part of a whole, rounded half-even to six digits; nil of nothing, and where it can't be told.
  static func share(_ part: ExactDecimal, of whole: ExactDecimal) -> ExactDecimal? {
    try? part.divided(by: whole, scale: 6, rounding: .halfEven)
  }
}
