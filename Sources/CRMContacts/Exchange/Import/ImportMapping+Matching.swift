public import CRMCore

extension ImportMapping {
  /// Finds a mapping from the names of a file's columns.
  ///
  /// A column is taken for the field of its name, a custom field also by its label, without regard to letter case,
  /// spaces and punctuation; `owner.name` and `Owner Name` are the owner, looked up by name. For contacts and accounts
  /// the columns that Google, Outlook, HubSpot, Salesforce and Thunderbird write are known too; what they can't say for
  /// sure (an employer that is no account yet, a birthday in an unknown notation) is left out and counted, instead of
  /// failing the row. Fields that the store itself writes are not matched.
  ///
  /// - Parameters:
  ///   - header: The names of the columns.
  ///   - type: The type of the records.
  ///   - catalog: The types that references lead to.
  ///   - customFields: The custom fields of the type, by name.
  public init(
    matching header: [String], of type: RecordType, in catalog: Catalog, customFields: [String: CustomField] = [:]
  ) {
    var matcher = ColumnMatcher(header)
    let names = ColumnMatcher.Names(of: type, in: catalog, customFields)
    let address = AddressConvention.all.first { $0.claims(in: matcher) }
    // A column `state` beside `city` is a part of the address, whatever the record itself calls so.
    if let address, type.field(named: "address.city") != nil { address.match(&matcher, onlyRegion: true) }
    matcher.matchExactly(names)
    matcher.matchConventions(of: type)
    if let address, type.field(named: "address.city") != nil { address.match(&matcher, onlyRegion: false) }
    matcher.matchFolded(names)
    // An account's country is that of its address, where nothing else is said.
    if type == Account.recordType, let country = matcher.fields["address.country"] {
      matcher.fields["country"] = matcher.fields["country"] ?? country
    }
    self.init(fields: matcher.fields)
  }
}

/// Gives columns to fields; each column and each field once.
struct ColumnMatcher {
  /// The names by which fields are known.
  struct Names {
    /// The fields by their exact names.
    let exact: Set<String>
    /// The fields by their folded names and labels.
    let folded: [String: String]

    init(of type: RecordType, in catalog: Catalog, _ customFields: [String: CustomField]) {
      let writable = type.writableFields
      var exact = Set(writable.map(\.name) + Array(customFields.keys) + ["id"])
      var folded = Dictionary(
        writable.map { (ColumnName.fold($0.name), $0.name) }, uniquingKeysWith: { first, _ in first })
      for field in writable {
        guard let target = field.target.flatMap({ try? catalog.type(of: $0) }) else { continue }
        for other in target.fields where other.type == .text || other.type == .integer {
          exact.insert("\(field.name).\(other.name)")
        }
        if target.field(named: "name") != nil { folded[ColumnName.fold(field.name + "name")] = field.name + ".name" }
      }
      for (name, custom) in customFields.sorted(by: { $0.key < $1.key }) {
        for known in [name, custom.label] where folded[ColumnName.fold(known)] == nil && !known.isEmpty {
          folded[ColumnName.fold(known)] = name
        }
      }
      self.exact = exact
      self.folded = folded
    }
  }

  var fields: [String: FieldMapping] = [:]
  private let header: [String]
  private let folded: [String]
  private var claimed: Set<Int>

  init(_ header: [String]) {
    self.header = header
    folded = header.map(ColumnName.fold)
    claimed = ImportFailureLog.columns(in: header)
  }

  /// The columns of one of the names that no field has yet, in the order of the names.
  func columns(_ aliases: [String]) -> [Int] {
    aliases.map(ColumnName.fold).flatMap { alias in
      folded.indices.filter { folded[$0] == alias && !claimed.contains($0) }
    }
  }

  func has(_ alias: String) -> Bool { folded.contains(ColumnName.fold(alias)) }

  /// Whether a field has a column.
  func has(field: String) -> Bool { fields[field] != nil || fields.keys.contains { $0.hasPrefix(field + ".") } }

  func name(of column: Int) -> String { header[column] }

  /// Gives columns to a field that has none.
  mutating func assign(_ columns: [Int], to field: String, _ mapping: FieldMapping = FieldMapping()) {
    guard !columns.isEmpty, !has(field: field) else { return }
    var mapping = mapping
    if mapping.columns.isEmpty { mapping.columns = columns.map { ImportColumn(header[$0]) } }
    fields[field] = mapping
    claimed.formUnion(columns)
  }

  mutating func matchExactly(_ names: Names) {
    for column in header.indices where !claimed.contains(column) && names.exact.contains(header[column]) {
      assign([column], to: header[column])
    }
  }

  mutating func matchFolded(_ names: Names) {
    for column in header.indices where !claimed.contains(column) {
      guard let field = names.folded[folded[column]] else { continue }
      assign([column], to: field)
    }
  }

  mutating func matchConventions(of type: RecordType) {
    switch type {
    case Contact.recordType:
      for convention in ColumnConvention.contact { convention.match(&self) }
      for convention in PointConvention.contact { convention.match(&self) }
    case Account.recordType:
      for convention in ColumnConvention.account { convention.match(&self) }
      // Identifiers of the other system are found by the field that keeps them.
      if has(field: "externalID") {
        ColumnConvention("parent", ["parentid", "parentaccountid"], ColumnConvention.reference(by: "externalID")).match(
          &self)
      }
    default: break
    }
  }
}
