import CRMCore
import Foundation

/// Checks a mapping against a file's header and a record's fields, and finds everything that is wrong with it.
struct ImportPlanner {
  let type: RecordType
  let catalog: Catalog
  let customFields: [String: [String: CustomField]]
  let header: [String]
  /// The time zone of instants whose mapping names none.
  let zone: TimeZone
  /// Whether references may create what they name, unless the mapping says otherwise.
  let createsMissing: Bool

  private var problems: [ImportMappingError.Problem] = []
  private var lookups: [ImportPlan.Lookup] = []
  private var columns: [String: Int]
  private var foldedColumns: [String: Int]

  init(
    _ type: RecordType, catalog: Catalog, customFields: [String: [String: CustomField]], header: [String],
    zone: TimeZone, createsMissing: Bool
  ) {
    self.type = type
    self.catalog = catalog
    self.customFields = customFields
    self.header = header
    self.zone = zone
    self.createsMissing = createsMissing
    columns = Dictionary(header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    foldedColumns = Dictionary(
      header.enumerated().map { (ColumnName.fold($1), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The plan.
  ///
  /// - Throws: ``ImportMappingError`` with all problems.
  mutating func plan(_ mapping: ImportMapping, key: String?) throws -> ImportPlan {
    if let entity = mapping.entity, entity != type.entity {
      throw ImportMappingError([.otherEntity(entity, imported: type.entity)])
    }
    for entity in mapping.createdEntities.sorted() where (try? catalog.type(of: entity)) == nil {
      let known = catalog.types.map(\.entity)
      problems.append(.unknownEntity(entity, suggestions: Spelling.nearest(to: entity, among: known)))
    }
    if mapping.fields.isEmpty { problems.append(.nothingMatches(entity: type.entity, columns: header)) }
    var fields: [ImportPlan.Field] = []
    for (path, field) in mapping.fields.sorted(by: { $0.key < $1.key }) {
      if let field = self.field(path, field, in: mapping) { fields.append(field) }
    }
    let twice = Dictionary(grouping: fields, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
    problems += twice.map { .unwritableField($0, reason: "the mapping gives it twice") }
    let key = key.flatMap { self.key($0, among: fields) }
    let ignored = Set(mapping.ignoredColumns.compactMap(position))
    guard problems.isEmpty else { throw ImportMappingError(problems) }
    let own = ImportFailureLog.columns(in: header)
    fields = fields.filter { $0.mapping.exceptedField == nil } + fields.filter { $0.mapping.exceptedField != nil }
    let used = Set(fields.flatMap(\.sources).map(\.column)).union(ignored).union(own)
    return ImportPlan(
      type: type, header: header, ownColumns: own, fields: fields,
      references: fields.filter { $0.reference != nil }, lookups: lookups, key: key,
      unmappedColumns: header.indices.filter { !used.contains($0) }.map { header[$0] })
  }

  // MARK: Fields

  private mutating func field(
    _ path: String, _ mapping: FieldMapping, in whole: ImportMapping
  ) -> ImportPlan.Field? {
    guard let target = target(path) else {
      let known = writableNames
      problems.append(.unknownField(path, entity: type.entity, suggestions: Spelling.nearest(to: path, among: known)))
      return nil
    }
    if let reason = target.refusal {
      problems.append(.unwritableField(path, reason: reason))
      return nil
    }
    var mapping = mapping
    if let lookup = target.lookup {
      if let other = mapping.lookup, other != lookup {
        problems.append(
          .unusableOption("by", field: path, reason: "it says “\(other)” and the field “\(lookup)”; leave out one"))
      }
      mapping.lookup = lookup
    }
    if mapping.columns.isEmpty && mapping.constant == nil && mapping.defaultText == nil {
      problems.append(.withoutSource(field: path))
    }
    let sources = mapping.columns.compactMap { source($0, of: path, target.type, mapping) }
    checkOptions(of: path, mapping, type: target.type)
    return ImportPlan.Field(
      target.name, target.type, mapping, from: sources, reader: reader(for: target.type, mapping, path),
      reference: reference(path, target, mapping, in: whole), in: whole)
  }

  private struct Target {
    let name: String
    let type: FieldType
    var lookup: String?
    var refusal: String?
  }

  /// The field that a mapping's name means; behind a reference's name, a point and the field of the other record that
  /// it is looked up by.
  private func target(_ path: String) -> Target? {
    if let field = type.field(named: path) {
      var target = Target(name: path, type: field.type)
      if field.isDerived { target.refusal = "it is computed from other fields" }
      if RecordType.stampFields.contains(where: { $0.name == path }) { target.refusal = "the store itself writes it" }
      return target
    }
    if let custom = customFields[type.entity]?[path] { return Target(name: path, type: custom.fieldType) }
    for dot in path.indices where path[dot] == "." {
      let (head, tail) = (String(path[..<dot]), String(path[path.index(after: dot)...]))
      guard let field = type.field(named: head), field.target != nil, head != "id" else { continue }
      return Target(name: head, type: field.type, lookup: tail, refusal: field.isDerived ? "it is computed" : nil)
    }
    return nil
  }

  private var writableNames: [String] {
    type.writableFields.map(\.name) + ["id"] + (customFields[type.entity] ?? [:]).keys.sorted()
  }

  private mutating func key(_ name: String, among fields: [ImportPlan.Field]) -> String? {
    guard let field = fields.first(where: { $0.name == name }) else {
      problems.append(.unmappedKey(name, suggestions: Spelling.nearest(to: name, among: fields.map(\.name))))
      return nil
    }
    switch field.type {
    case .reference where name == "id": return name
    case .list, .group, .reference:
      problems.append(.unusableOption("key", field: name, reason: "\(field.type.phrase) can't tell records apart"))
      return nil
    default: return name
    }
  }

  // MARK: Columns

  private func position(_ column: String) -> Int? { columns[column] ?? foldedColumns[ColumnName.fold(column)] }

  private mutating func source(
    _ column: ImportColumn, of field: String, _ type: FieldType, _ mapping: FieldMapping
  ) -> ImportPlan.Source? {
    guard let position = position(column.name) else {
      let nearest = Spelling.nearest(to: column.name, among: header)
      problems.append(.unknownColumn(column.name, field: field, suggestions: nearest))
      return nil
    }
    var values: [String: AnyValue] = [:]
    for (name, text) in column.elementValues {
      guard case .group(let members) = type.element, mapping.elementField != nil,
        let member = members.first(where: { $0.name == name })
      else {
        problems.append(
          .unusableOption("set", field: field, reason: "its elements have no “\(name)”, or no “element” is named"))
        continue
      }
      do {
        values[name] = try ValueReader(member.type).value(of: text)
      } catch {
        problems.append(.unusableOption("set", field: field, reason: "\(error)"))
      }
    }
    return ImportPlan.Source(column: position, name: header[position], elementValues: values)
  }

  // MARK: References

  private mutating func reference(
    _ path: String, _ target: Target, _ mapping: FieldMapping, in whole: ImportMapping
  ) -> ImportPlan.Reference? {
    guard target.name != "id", case .reference(let entity) = target.type.element,
      let other = try? catalog.type(of: entity)
    else {
      if mapping.lookup != nil || mapping.createsMissing != nil {
        problems.append(.unusableOption("by", field: path, reason: "it is no reference"))
      }
      return nil
    }
    let mayCreate = mapping.createsMissing ?? (createsMissing || whole.createdEntities.contains(entity))
    guard let name = mapping.lookup else {
      let byName = other.field(named: "name").flatMap { $0.type == .text ? lookup(other, "name") : nil }
      return ImportPlan.Reference(byField: byName, byID: lookup(other, "id"), mayCreate: mayCreate)
    }
    if name == "id" { return ImportPlan.Reference(byField: nil, byID: lookup(other, "id"), mayCreate: false) }
    guard let type = other.field(named: name)?.type ?? customFields[entity]?[name]?.fieldType else {
      let known = other.fields.map(\.name) + (customFields[entity] ?? [:]).keys
      problems.append(.unknownField(name, entity: entity, suggestions: Spelling.nearest(to: name, among: known)))
      return nil
    }
    switch type {
    case .list, .group, .reference:
      problems.append(.unusableOption("by", field: path, reason: "“\(name)” is \(type.phrase), which names no record"))
      return nil
    default: return ImportPlan.Reference(byField: lookup(other, name), byID: nil, mayCreate: mayCreate)
    }
  }

  private mutating func lookup(_ type: RecordType, _ field: String) -> Int {
    let lookup = ImportPlan.Lookup(type: type, field: field)
    if let known = lookups.firstIndex(of: lookup) { return known }
    lookups.append(lookup)
    return lookups.count - 1
  }

  // MARK: Options

  private mutating func reader(for type: FieldType, _ mapping: FieldMapping, _ path: String) -> ValueReader {
    var element = type.element
    if case .group(let members) = element, let name = mapping.elementField {
      element = members.first { $0.name == name }?.type ?? element
    }
    var reader = ValueReader(element)
    reader.scale = mapping.scale
    reader.decimalMark = mapping.decimalMark?.first
    if let code = mapping.currency {
      do {
        if case .money(let zero) = try AnyValue(text: "0 \(code)", as: .money) { reader.currency = zero.currency }
      } catch {
        problems.append(
          .unusableOption("currency", field: path, reason: "“\(code)” is no currency that ISO 4217 knows"))
      }
    }
    for format in mapping.formats {
      if let pattern = DatePattern(format, in: mapping.calendar) {
        reader.patterns.append(pattern)
      } else {
        problems.append(
          .unusableOption("format", field: path, reason: "“\(format)” is no pattern of a date such as dd/MM/yyyy"))
      }
    }
    reader.zone = zone
    if let name = mapping.timeZone {
      if let zone = TimeZone(identifier: name) {
        reader.zone = zone
      } else {
        problems.append(.unusableOption("zone", field: path, reason: "there is no time zone “\(name)”"))
      }
    }
    return reader
  }

  private mutating func checkOptions(of path: String, _ mapping: FieldMapping, type: FieldType) {
    let element = type.element
    let isList = type != element
    func refuse(_ option: String, _ reason: String) {
      problems.append(.unusableOption(option, field: path, reason: reason))
    }
    let isNumber = [.integer, .decimal, .number, .money].contains(element)
    if mapping.scale != nil && !isNumber { refuse("scale", "\(type.phrase) is no number") }
    if mapping.scale == 0 { refuse("scale", "times 0, every number is 0") }
    if mapping.decimalMark != nil && !isNumber { refuse("decimalMark", "\(type.phrase) is no number") }
    if let mark = mapping.decimalMark, mark != "." && mark != "," { refuse("decimalMark", "write “.” or “,”") }
    if mapping.currency != nil && element != .money { refuse("currency", "\(type.phrase) is no money") }
    if !mapping.formats.isEmpty && ![.date, .instant].contains(element) {
      refuse("format", "\(type.phrase) is no date")
    }
    if mapping.calendar != .gregorian && mapping.formats.isEmpty {
      refuse("calendar", "it needs a format, such as yyyy/MM/dd")
    }
    if mapping.separator == "" { refuse("separator", "it is empty") }
    if mapping.joiner != nil && (isList || element != .text) { refuse("join", "only texts can be joined") }
    if let name = mapping.elementField {
      if case .group(let members) = element, isList {
        let names = members.map(\.name)
        if !names.contains(name) { refuse("element", "its elements have \(names.joined(separator: ", "))") }
      } else {
        refuse("element", "it is no list of groups")
      }
    }
    if let name = mapping.exceptedField, !isList || target(name) == nil {
      refuse("except", "it needs a list and another field")
    }
  }
}
