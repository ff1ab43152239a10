/// A path whose names were looked up: where a store finds the value, and what type it has.
public struct ResolvedPath: Hashable, Sendable {
  /// Where one value lies.
  public enum Place: Hashable, Sendable {
    /// In the field at that position among ``RecordType/fields``.
    case field(Int)
    /// The record's identifier.
    case id
    /// Among the custom fields' values, under that name.
    case custom(String)
    /// In the field at that position of the list's element, which is a group.
    case groupField(Int)
    /// The list's element itself.
    case element
  }

  /// A reference that the path follows.
  public struct Step: Hashable, Sendable {
    /// Where the reference lies in the record before it.
    public let place: Place
    /// The type of the record that it leads to.
    public let target: RecordType
  }

  /// A part of an amount of money.
  public enum MoneyMember: String, Hashable, Sendable, CaseIterable {
    /// The amount in the currency's main unit, a decimal.
    case amount
    /// The currency's code, a text.
    case currency
  }

  /// The path as it was written.
  public let path: FieldPath
  /// The references that are followed, in order.
  public let steps: [Step]
  /// Where the value lies in the record at the end of the references.
  public let terminal: Place
  /// The part of the value that is meant, when it is money and not all of it is.
  public let member: MoneyMember?
  /// The type of what the path leads to.
  public let type: FieldType
  /// The declaration of the field at the end; nil for a custom field and for a list's element.
  public let field: FieldDescription?
}

extension FieldPath {
  /// Finds what the names of the path mean.
  ///
  /// The longest name that is a field wins, for the names of nested values' fields have points themselves (`address.city`); behind a reference,
  /// names are those of the record that it leads to; behind money, `amount` and `currency`.
  ///
  /// - Throws: ``FilterError``.
  public func resolved(
    in context: FilterContext, catalog: Catalog, scope: QueryScope = QueryScope()
  ) throws -> ResolvedPath {
    // Mostly a path is the name of one field.
    if case .record(let type) = context, let slot = type.slot(of: text) {
      let field = type.fields[slot]
      return ResolvedPath(
        path: self, steps: [], terminal: .field(slot), member: nil, type: field.type, field: field)
    }
    let names = names
    guard names.count <= FilterExpression.maximumDepth else { throw FilterError.tooDeep }
    var walk = PathWalk(path: self, names: names[...], catalog: catalog, scope: scope)
    return try walk.run(from: context)
  }
}

/// A path on its way from name to name.
private struct PathWalk {
  let path: FieldPath
  var names: ArraySlice<Substring>
  let catalog: Catalog
  let scope: QueryScope
  var steps: [ResolvedPath.Step] = []

  typealias Found = (place: ResolvedPath.Place, type: FieldType, field: FieldDescription?)

  mutating func run(from context: FilterContext) throws -> ResolvedPath {
    var found: Found
    switch context {
    case .record(let type): found = try field(of: type)
    case .element(let type) where names.first == "it":
      names.removeFirst()
      found = (.element, type, nil)
      if case .group(let fields) = type, !names.isEmpty { found = try field(of: fields) }
    case .element(.group(let fields)): found = try field(of: fields)
    case .element(.reference(let entity)): found = try follow(.element, to: entity)
    case .element: throw unknown(of: "a list’s element", among: ["it"])
    }
    while !names.isEmpty {
      switch found.type {
      case .reference(let entity): found = try follow(found.place, to: entity)
      case .money: return try member(of: found)
      case .list: throw FilterError.listNeedsAnyOrAll(walked)
      default: throw FilterError.notAReference(walked, found.type)
      }
    }
    return ResolvedPath(
      path: path, steps: steps, terminal: found.place, member: nil, type: found.type, field: found.field)
  }

  private mutating func follow(_ place: ResolvedPath.Place, to entity: String) throws -> Found {
    guard let target = try? catalog.type(of: entity) else { throw FilterError.missingEntity(entity, path: walked) }
    steps.append(ResolvedPath.Step(place: place, target: target))
    return try field(of: target)
  }

  private mutating func field(of type: RecordType) throws -> Found {
    let custom = scope.customFields[type.entity] ?? [:]
    let found = takeLongest(of: type.fields) { name -> Found? in
      if let slot = type.slot(of: name) { return (.field(slot), type.fields[slot].type, type.fields[slot]) }
      if name == "id" { return (.id, type.idField.type, type.idField) }
      return custom[name].map { (.custom(name), $0, nil) }
    }
    guard let found else { throw unknown(of: type.entity, among: type.fields.map(\.name) + ["id"] + custom.keys) }
    return found
  }

  private mutating func field(of group: [FieldDescription]) throws -> Found {
    let found = takeLongest(of: group) { name -> Found? in
      group.firstIndex { $0.name == name }.map { (.groupField($0), group[$0].type, group[$0]) }
    }
    guard let found else { throw unknown(of: "a list’s element", among: group.map(\.name) + ["it"]) }
    return found
  }

  private func member(of money: Found) throws -> ResolvedPath {
    guard names.count == 1, let member = ResolvedPath.MoneyMember(rawValue: String(names[names.startIndex])) else {
      throw unknown(of: "money", among: ResolvedPath.MoneyMember.allCases.map(\.rawValue))
    }
    return ResolvedPath(
      path: path, steps: steps, terminal: money.place, member: member, type: member == .amount ? .decimal : .text,
      field: money.field)
  }

  /// Takes as many names off the path as together are one field's name.
  private mutating func takeLongest(of fields: [FieldDescription], _ field: (String) -> Found?) -> Found? {
    // No more of them than a name has, so that a long path takes no cubic time.
    let most =
      names.count == 1 ? 1 : fields.reduce(1) { max($0, $1.name.utf8.count(where: { $0 == UInt8(ascii: ".") }) + 1) }
    for count in stride(from: min(names.count, most), to: 0, by: -1) {
      if let found = field(names.prefix(count).joined(separator: ".")) {
        names.removeFirst(count)
        return found
      }
    }
    return nil
  }

  /// The part of the path that was understood.
  private var walked: FieldPath { FieldPath(path.names.dropLast(names.count).joined(separator: ".")) }

  private func unknown(of entity: String, among known: [String]) -> FilterError {
    let rest = names.joined(separator: ".")
    let nearest = Spelling.nearest(to: rest, among: known)
    guard nearest.isEmpty, let first = names.first.map(String.init) else {
      return .unknownField(rest, entity: entity, suggestions: nearest)
    }
    let nearestFirst = Spelling.nearest(to: first, among: known)
    return .unknownField(nearestFirst.isEmpty ? rest : first, entity: entity, suggestions: nearestFirst)
  }
}
