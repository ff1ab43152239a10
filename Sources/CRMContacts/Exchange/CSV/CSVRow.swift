/// One row of a CSV file, as it stands there: it may have fewer or more fields than the header.
public struct CSVRow: Hashable, Sendable {
  /// The physical line at which the row starts, from 1.
  ///
  /// A row with line ends inside quotes covers several.
  public var line: Int
  /// The fields in order, unquoted and otherwise untouched (not trimmed, not normalised); at least one.
  public var fields: [String]
  /// What a lenient reader repaired in the row, in order of place; at most the first sixteen, and at most one of a
  /// kind in a field.
  public var faults: [CSVFault]

  /// A row of fields.
  public init(line: Int, fields: [String], faults: [CSVFault] = []) {
    self.line = line
    self.fields = fields
    self.faults = faults
  }
}
