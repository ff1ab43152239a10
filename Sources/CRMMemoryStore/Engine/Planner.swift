import CRMCore

/// Finds the records that a query may be about: through an index where a condition names one that leaves few of them,
/// by looking at all otherwise.
///
/// Whoever uses the answer still checks every condition but the one that is named as answered.
struct Planner {
  /// The records to look at.
  enum Candidates {
    /// Those in the slots, found as the access says; the condition that all of them meet and no others, if there is one.
    case slots([UInt32], QueryPlan.Access, answered: FilterExpression?)
    /// All of the table.
    case all

    /// How many there are; nil when it is all of the table.
    var count: Int? { if case .slots(let slots, _, _) = self { slots.count } else { nil } }
  }

  let table: Table
  let conditions: [FilterExpression]
  let scope: QueryScope
  /// Whether references may be nil for the query that are not nil in the records, so that an index of them misses some.
  let hidesTargets: Bool

  /// - Parameters:
  ///   - filters: Conditions that must all hold.
  ///   - scope: What is visible.
  init(_ table: Table, _ filters: [FilterExpression], _ scope: QueryScope) {
    self.table = table
    conditions = filters.flatMap(Planner.conjuncts)
    self.scope = scope
    hidesTargets = !scope.visible.isEmpty
  }

  /// Whether every record is in the answer.
  var isUnconditional: Bool { conditions.allSatisfy { $0 == .constant(true) } }

  /// The candidates: those of the condition that leaves the fewest.
  ///
  /// - Parameter enough: More candidates than this are not worth an index: looking at all in their order is quicker.
  func candidates(unlessMoreThan enough: Int) throws -> Candidates {
    var best: Candidates = .all
    var limit = enough
    for condition in conditions {
      guard let (slots, access) = try slots(for: condition, limit: limit) else { continue }
      best = .slots(slots, access, answered: isExact(condition) ? condition : nil)
      limit = slots.count
      if limit <= 1 { break }
    }
    if limit > 1, let (slots, access) = try slotsByUniqueFields(limit: limit) {
      best = .slots(slots, access, answered: nil)
    }
    return best
  }

  /// What of a query's filter is still to be checked of candidates that meet some of the conditions.
  func rest(of filter: FilterExpression, behind answered: [FilterExpression]) -> FilterExpression {
    if answered.isEmpty { return filter }
    let rest = Planner.conjuncts(filter).filter { !answered.contains($0) }
    return rest.isEmpty ? .constant(true) : .and(rest)
  }

  /// Whether an index finds exactly the records that meet a condition, as far as it is of use for one.
  private func isExact(_ condition: FilterExpression) -> Bool {
    switch condition {
    case .compare(let path, .equal, _):
      // A reference whose target is out of sight is nil for the query.
      !(hidesTargets && table.type.field(named: path.text)?.target != nil)
    case .compare(let path, _, _), .between(let path, _, _):
      // Amounts of money, for one, are compared within a currency, and an index has all of them in one order.
      switch table.type.field(named: path.text)?.type {
      case .integer, .date, .instant, .duration, .number: true
      default: false
      }
    default: false
    }
  }

  private static func conjuncts(_ filter: FilterExpression) -> [FilterExpression] {
    if case .and(let parts) = filter { parts.flatMap(conjuncts) } else { [filter] }
  }

  private func slots(for condition: FilterExpression, limit: Int) throws -> ([UInt32], QueryPlan.Access)? {
    switch condition {
    case .compare("id", .equal, .reference(let id)): return (slots(of: [id]), .identifier)
    case .isIn("id", let values): return (slots(of: values.flatMap(\.references)), .identifier)
    case .any(let path, .compare(.element, .equal, let value)) where !value.isNull:
      return try slots(where: path, contains: value, limit: limit)
    case .isIn(let path, let values): return try slots(where: path, isIn: values, limit: limit)
    default:
      guard let (path, range) = try range(of: condition), let index = orderedIndex(on: path),
        !(hidesTargets && index.isOfReferences && range.isNull),
        let slots = try index.slots(in: range, among: table.records, limit: limit)
      else { return nil }
      return (slots, .index(index.name))
    }
  }

  private func slots(of ids: [Identifier]) -> [UInt32] {
    Set(ids).compactMap { table.identifiers.slot(of: IdentifierKey($0)) }
  }

  private func slots(
    where path: FieldPath, isIn values: [AnyValue], limit: Int
  ) throws -> ([UInt32], QueryPlan.Access)? {
    guard let index = orderedIndex(on: path) else { return nil }
    var found: Set<UInt32> = []
    for value in values {
      if value.isNull, hidesTargets, index.isOfReferences { return nil }
      let range: IndexRange = value.isNull ? .null : .equal(try bytes(value, of: path))
      guard let slots = try index.slots(in: range, among: table.records, limit: limit - found.count) else { return nil }
      found.formUnion(slots)
    }
    return (Array(found), .index(index.name))
  }

  private func slots(
    where path: FieldPath, contains value: AnyValue, limit: Int
  ) throws -> ([UInt32], QueryPlan.Access)? {
    guard let slot = table.type.slot(of: path.text),
      let index = table.indexes.first(where: { $0.kind == .elements && $0.fields.first?.slot == slot })
    else { return nil }
    let bytes = try IndexField(slot: slot, type: table.type.fields[slot].type.element).bytes(of: value)
    let hash = bytes.withUnsafeBytes { ValueCoding.hash($0) }
    return index.slots(withHash: hash, limit: limit).map { ($0, .index(index.name)) }
  }

  /// Uses a unique index all of whose fields are compared for equality.
  private func slotsByUniqueFields(limit: Int) throws -> ([UInt32], QueryPlan.Access)? {
    var equal: [Int: AnyValue] = [:]
    for case .compare(let path, .equal, let value) in conditions where !value.isNull {
      if let slot = table.type.slot(of: path.text) { equal[slot] = value }
    }
    for index in table.indexes where index.kind == .unique {
      let values = index.fields.compactMap { equal[$0.slot] }
      guard values.count == index.fields.count else { continue }
      let encoded = try zip(values, index.fields).map { value, field in try field.bytes(of: value) }
      let slots = Planner.withBuffers(encoded[...]) { index.slots(withHash: ValueCoding.hash($0), limit: limit) }
      if let slots { return (slots, .index(index.name)) }
    }
    return nil
  }

  private static func withBuffers<T>(
    _ arrays: ArraySlice<[UInt8]>, _ buffers: [UnsafeRawBufferPointer] = [], _ body: ([UnsafeRawBufferPointer]) -> T
  ) -> T {
    guard let first = arrays.first else { return body(buffers) }
    return first.withUnsafeBytes { withBuffers(arrays.dropFirst(), buffers + [$0], body) }
  }

  /// The ordered index whose first field is at the end of the path; one over that field alone is preferred.
  func orderedIndex(on path: FieldPath) -> Index? {
    guard let slot = table.type.slot(of: path.text) else { return nil }
    let indexes = table.indexes.filter { $0.kind == .ordered && $0.fields.first?.slot == slot }
    return indexes.first { $0.fields.count == 1 } ?? indexes.first
  }

  /// What one of the conditions lets through of the field at the end of a path; nil when none is about it alone.
  func range(on path: FieldPath) throws -> IndexRange? {
    for condition in conditions {
      if let (place, range) = try range(of: condition), place == path { return range }
    }
    return nil
  }

  private func range(of condition: FilterExpression) throws -> (FieldPath, IndexRange)? {
    switch condition {
    case .compare(let path, .equal, .null): return (path, .null)
    case .compare(let path, let comparison, let value):
      guard table.type.slot(of: path.text) != nil else { return nil }
      switch comparison {
      case .equal: return (path, .equal(try bytes(value, of: path)))
      case .notEqual: return nil
      case .less, .lessOrEqual:
        let bound = IndexBound(value: try bytes(value, of: path), isIncluded: comparison == .lessOrEqual)
        return (path, .between(lower: nil, upper: bound))
      case .greater, .greaterOrEqual:
        let bound = IndexBound(value: try bytes(value, of: path), isIncluded: comparison == .greaterOrEqual)
        return (path, .between(lower: bound, upper: nil))
      }
    case .between(let path, let least, let greatest):
      guard table.type.slot(of: path.text) != nil else { return nil }
      return (
        path,
        .between(
          lower: IndexBound(value: try bytes(least, of: path), isIncluded: true),
          upper: IndexBound(value: try bytes(greatest, of: path), isIncluded: true))
      )
    case .text(let path, .hasPrefix, let prefix):
      guard table.type.slot(of: path.text) != nil, !prefix.isEmpty else { return nil }
      return (path, .prefix(try bytes(.text(prefix), of: path)))
    default: return nil
    }
  }

  private func bytes(_ value: AnyValue, of path: FieldPath) throws -> [UInt8] {
    guard let slot = table.type.slot(of: path.text) else { return [] }
    return try IndexField(slot: slot, type: table.type.fields[slot].type).bytes(of: value)
  }
}
