/// How the columns of a file become the fields of records, as a program or a file of JSON says it.
///
/// ```json
/// {
///   "entity": "opportunity",
///   "fields": {
///     "externalID": "opportunity_id",
///     "owner": { "column": "sales_agent", "by": "name" },
///     "stage": { "column": "deal_stage", "by": "name", "create": true },
///     "state": { "column": "deal_stage", "values": { "Prospecting": "open", "Won": "won", "Lost": "lost" } },
///     "engagedOn": { "column": "engage_date", "format": "dd/MM/yyyy" },
///     "actualValue": { "column": "close_value", "currency": "USD" },
///     "closeReason": { "constant": "imported" }
///   },
///   "ignore": ["notes"]
/// }
/// ```
///
/// Each field says where its value comes from: the name of a column, or an object with the options that
/// ``FieldMapping`` describes. One column may serve several fields. Columns are found by their name in the header, if
/// need be without regard to letter case, spaces and punctuation. Columns that no field names are left alone and
/// listed in the report, those under `ignore` are not even listed.
///
/// | key | meaning |
/// |---|---|
/// | `entity` | the kind of record that the mapping is for; importing another is refused then |
/// | `fields` | for each field its column or ``FieldMapping`` |
/// | `ignore` | columns that are left out on purpose |
/// | `create` | the entities of which a record is created when a reference names one that does not exist |
/// | `emptyCells` | what an empty cell does to a record that exists: `keep` the field (the default) or `clear` it |
/// | `trim` | whether spaces around text are removed; they are unless this is `false` |
///
/// Without a mapping, ``init(matching:of:in:customFields:)`` finds one from the names of the columns.
public struct ImportMapping: Hashable, Sendable {
  /// The entity that the mapping is for; nil for any that has the fields.
  public var entity: String?
  /// Where each field's value comes from.
  ///
  /// Custom fields stand among the others; `owner.name` is the field `owner`, whose record is looked up by `name`.
  public var fields: [String: FieldMapping]
  /// Columns that are left out on purpose.
  public var ignoredColumns: Set<String>
  /// The entities of which a record is created when a reference names one that does not exist.
  public var createdEntities: Set<String>
  /// What an empty cell does to a record that exists already.
  public var emptyCells: EmptyCells
  /// Whether spaces around text are removed.
  public var trimsText: Bool

  /// What an empty cell does to a record that exists already.
  public enum EmptyCells: String, Hashable, Sendable, Codable, CaseIterable {
    /// The field keeps its value: the file does not know it.
    case keep
    /// The field holds nothing afterwards, or its default where it can't.
    case clear
  }

  /// Creates a mapping.
  public init(
    entity: String? = nil, fields: [String: FieldMapping] = [:], ignoredColumns: Set<String> = [],
    createdEntities: Set<String> = [], emptyCells: EmptyCells = .keep, trimsText: Bool = true
  ) {
    self.entity = entity
    self.fields = fields
    self.ignoredColumns = ignoredColumns
    self.createdEntities = createdEntities
    self.emptyCells = emptyCells
    self.trimsText = trimsText
  }
}
