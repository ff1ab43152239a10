import Foundation

extension Unicode.Scalar {
  /// The compatibility decomposition (NFKD) of this scalar alone.
  ///
  /// That of a letter from Latin to Hebrew comes from a table that is filled on first use, because asking Foundation
  /// takes a microsecond.
  var decomposition: String {
    if value >= 0x80 && value < 0x600 { return Self.commonDecompositions[Int(value) - 0x80] }
    return String(self).decomposedStringWithCompatibilityMapping
  }

  private static let commonDecompositions: [String] = (0x80..<0x600).map { value in
    Unicode.Scalar(value).map { String($0).decomposedStringWithCompatibilityMapping } ?? ""
  }
}
