public import CRMCore

/// Where one field's value comes from, and how it is read.
///
/// In JSON it is the name of a column, or an object:
///
/// | key | meaning |
/// |---|---|
/// | `column`, `columns` | the column; of several, the first whose cell is not empty. A list takes all of them |
/// | `constant` | the text of every row, instead of a column |
/// | `default` | the text where the cells are empty |
/// | `values` | texts to be replaced: `{"technolgy": "technology", "n/a": null}`; null stands for nothing |
/// | `by` | for references: the field of the other record that the text is looked up in: `name` |
/// | `create` | for references: whether a record is created when there is none; overrides what the import allows |
/// | `scale` | for numbers and money: the factor to multiply by, exactly: `"1000000"` |
/// | `currency` | for money: the currency of amounts that stand without one |
/// | `decimalMark` | for numbers and money: `,` or `.`; with it, thousands may be parted |
/// | `format` | for dates and instants: one or several patterns such as `dd/MM/yyyy`; ISO 8601 without |
/// | `calendar` | for dates with a format: `gregorian`, `persian`, `islamicCivil` or `islamicUmmAlQura` |
/// | `zone` | for instants with a format: the time zone, such as `Asia/Tehran`; the store's without |
/// | `separator` | what parts the values in a cell; a field that is no list takes the first |
/// | `join` | for text of several columns: what stands between them |
/// | `element` | for lists of groups: the group's field that takes the text; a column's `set` gives the others |
/// | `except` | for lists: the field whose value is left out of the list |
/// | `invalid` | `fail` the row (the default), or `ignore` what can't be read or leads nowhere |
///
/// Texts to be replaced are found as they are written, else by text key. A reference without `by` is the other record's
/// identifier, or its `name` where it has one. Thousands may be parted by spaces, apostrophes or the mark that is not the
/// decimal one. Patterns of dates have the letters of Unicode's: `yyyy`, `yy`, `MM`, `MMM` and `MMMM` (names in English
/// or Persian), `dd`, `HH`, `hh` with `a`, `mm` and `ss`. A list without a separator is in JSON, or of one value. What is
/// ignored is counted in the report. Digits may be of any script.
public struct FieldMapping: Hashable, Sendable {
  /// The columns that the value comes from.
  public var columns: [ImportColumn]
  /// The text of every row, instead of a column.
  public var constant: String?
  /// The text where the cells are empty.
  public var defaultText: String?
  /// Texts to be replaced; nil stands for nothing.
  public var substitutions: [String: String?]
  /// The field of the referred record that the text is looked up in.
  public var lookup: String?
  /// Whether a referred record that does not exist is created; nil where the import as a whole says it.
  public var createsMissing: Bool?
  /// The factor that numbers are multiplied by.
  public var scale: ExactDecimal?
  /// The code of the currency of amounts that stand without one.
  public var currency: String?
  /// The decimal mark: a point or a comma.
  public var decimalMark: String?
  /// The patterns of dates, tried in their order.
  public var formats: [String]
  /// The calendar of dates with a pattern.
  public var calendar: CalendarSystem
  /// The identifier of the time zone of instants with a pattern.
  public var timeZone: String?
  /// What parts the values in a cell.
  public var separator: String?
  /// What stands between the texts of several columns.
  public var joiner: String?
  /// The field of a list's groups that takes the text.
  public var elementField: String?
  /// The field whose value is left out of the list.
  public var exceptedField: String?
  /// Whether cells that can't be read are left out instead of failing their row.
  public var ignoresInvalid: Bool

  /// Takes the value from columns: of several, the first that is not empty, or all for a list.
  public init(_ column: ImportColumn, _ others: ImportColumn...) { self.init(columns: [column] + others) }

  /// Takes the value from columns or a constant.
  public init(
    columns: [ImportColumn] = [], constant: String? = nil, defaultText: String? = nil,
    substitutions: [String: String?] = [:], lookup: String? = nil, createsMissing: Bool? = nil,
    scale: ExactDecimal? = nil, currency: String? = nil, decimalMark: String? = nil, formats: [String] = [],
    calendar: CalendarSystem = .gregorian, timeZone: String? = nil, separator: String? = nil, joiner: String? = nil,
    elementField: String? = nil, exceptedField: String? = nil, ignoresInvalid: Bool = false
  ) {
    self.columns = columns
    self.constant = constant
    self.defaultText = defaultText
    self.substitutions = substitutions
    self.lookup = lookup
    self.createsMissing = createsMissing
    self.scale = scale
    self.currency = currency
    self.decimalMark = decimalMark
    self.formats = formats
    self.calendar = calendar
    self.timeZone = timeZone
    self.separator = separator
    self.joiner = joiner
    self.elementField = elementField
    self.exceptedField = exceptedField
    self.ignoresInvalid = ignoresInvalid
  }
}

extension FieldMapping: ExpressibleByStringLiteral {
  /// Takes the value from the column of that name.
  public init(stringLiteral column: String) { self.init(ImportColumn(column)) }
}

/// A column that a field's value comes from.
public struct ImportColumn: Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name in the file's header.
  public var name: String
  /// For a list of groups: the other fields of the group that the column's text goes into, such as `["kind":
  /// "mobile"]`.
  public var elementValues: [String: String]

  /// Names a column.
  public init(_ name: String, elementValues: [String: String] = [:]) {
    self.name = name
    self.elementValues = elementValues
  }

  /// Creates it from a literal.
  public init(stringLiteral name: String) { self.init(name) }
}
