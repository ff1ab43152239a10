import CRMCore

/// What of a column's or field's name counts when the two are matched.
enum ColumnName {
  /// The name's letters and digits, folded: `E-mail 1 - Value` becomes `email1value`, `first_name` and `firstName`
  /// become `firstname`.
  static func fold(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        TextKey.fold(name).unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }))
  }
}
