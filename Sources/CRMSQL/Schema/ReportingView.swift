import CRMCore

/// The view of an entity's table that people's own reports read: dates and instants in ISO 8601, amounts and decimals as
/// numbers, durations in seconds, under the same names.
struct ReportingView {
  let stored: StoredTable
  let dialect: any SQLDialect

  /// The statement that creates it.
  var definition: String {
    let shown = stored.fields.filter { !$0.field.isKey }
    let columns =
      ["id"]
      + shown.flatMap { field in
        // A type of a newer version is shown as it lies there.
        let names = field.columns.map(\.quotedForSQL)
        return field.field.type.fieldType.map { dialect.reportingColumns($0, names) } ?? names
      } + [TableLayout.customColumn]
    return """
      CREATE VIEW \(stored.view.quotedForSQL) AS SELECT
        \(columns.joined(separator: ",\n  "))
      FROM \(stored.table.quotedForSQL)
      """
  }
}

extension StoredField {
  /// Whether it is another field's text made ready for matching or sorting, and nothing to show.
  fileprivate var isKey: Bool { isDerived && (name.hasSuffix(".key") || name.hasSuffix(".order")) }
}
