/// What a query reads: of the records that it is about, and of those that these refer to.
struct QueryReach {
  let type: RecordType
  /// The slots that are read of the records that the query is about.
  private(set) var ownSlots: Set<Int> = []
  /// The slots that are read of records that others lead to, by entity.
  ///
  /// An entity may be there without any, since whether such a record exists can matter as well.
  private(set) var slots: [String: Set<Int>] = [:]
  /// The custom fields that are read, by entity.
  private(set) var customFields: [String: Set<String>] = [:]
  /// The records' own references that are followed, by slot.
  private(set) var references: [Int: RecordType] = [:]
  /// The first thing that lies where changes can't be followed back to the records that it counts for.
  private(set) var obstacle: LiveMaintenance.Reason?
  /// Whether a reference that the query looks at may be nil for it that is not nil in the record.
  private(set) var seesReferences = false
  private let catalog: Catalog
  private let scope: QueryScope

  /// Looks through the conditions and the other paths of a query.
  init(of type: RecordType, where filter: FilterExpression, _ paths: [FieldPath], catalog: Catalog, scope: QueryScope) {
    self.type = type
    self.catalog = catalog
    self.scope = scope
    note(filter, in: .record(type), from: .query)
    for path in paths { note(path, in: .record(type), from: .query) }
    if let condition = scope.visible[type.entity] { note(condition, in: .record(type), from: .ownVisibility) }
    noteVisibility()
  }

  init(_ query: AggregateQuery, catalog: Catalog) {
    self.init(
      of: query.type, where: query.filter, query.groups.map(\.path) + query.measures.compactMap(\.path),
      catalog: catalog, scope: query.scope)
  }

  init(_ query: RecordQuery, catalog: Catalog) {
    self.init(of: query.type, where: query.filter, query.sort.map(\.path), catalog: catalog, scope: query.scope)
  }

  /// Whose words are looked at.
  private enum Speaker {
    /// The query's, for which the scope hides records.
    case query
    /// Those of the condition under which the query's records are visible, which is evaluated over everything.
    case ownVisibility
    /// Those of such a condition for records that others lead to.
    case targetVisibility
  }

  private mutating func note(_ filter: FilterExpression, in context: FilterContext, from speaker: Speaker) {
    switch filter {
    case .constant: break
    case .and(let parts), .or(let parts): for part in parts { note(part, in: context, from: speaker) }
    case .not(let part): note(part, in: context, from: speaker)
    case .any(let path, let inner), .all(let path, let inner):
      guard let list = note(path, in: context, from: speaker) else { return }
      if case .reference(let entity) = list.element {
        // Elements that lead nowhere do not occur.
        lead(to: entity)
        stop(.path(path))
      }
      note(inner, in: .element(list.element), from: speaker)
    case .compare(let path, _, _), .isIn(let path, _), .between(let path, _, _), .text(let path, _, _),
      .matches(let path, _), .during(let path, _):
      note(path, in: context, from: speaker)
    }
  }

  @discardableResult
  private mutating func note(_ path: FieldPath, in context: FilterContext, from speaker: Speaker) -> FieldType? {
    guard let resolved = try? path.resolved(in: context, catalog: catalog, scope: scope) else {
      stop(.customField(path))
      return nil
    }
    // Whose record the next place lies in; nil for a list's element, which was read with its list.
    var record: RecordType? = if case .record(let type) = context { type } else { nil }
    var isOwn = speaker != .targetVisibility
    for (number, step) in resolved.steps.enumerated() {
      note(step.place, of: record, isOwn: isOwn, path)
      if number == 0, isOwn, case .field(let slot) = step.place, case .record = context {
        references[slot] = step.target
      } else {
        stop(.path(path))
      }
      lead(to: step.target.entity)
      (record, isOwn) = (step.target, false)
    }
    note(resolved.terminal, of: record, isOwn: isOwn, path)
    if speaker == .query { noteSight(of: resolved, in: context) }
    return resolved.type
  }

  /// A reference as a value is nil where its target is out of sight.
  private mutating func noteSight(of path: ResolvedPath, in context: FilterContext) {
    guard case .reference(let entity) = path.type, path.terminal != .id, scope.visible[entity] != nil,
      let target = try? catalog.type(of: entity)
    else { return }
    seesReferences = true
    lead(to: entity)
    if path.steps.isEmpty, case .field(let slot) = path.terminal, case .record = context {
      references[slot] = target
    } else {
      stop(.path(path.path))
    }
  }

  private mutating func note(_ place: ResolvedPath.Place, of record: RecordType?, isOwn: Bool, _ path: FieldPath) {
    guard let record else { return }
    let slot: Int
    switch place {
    case .field(let field): slot = field
    case .custom(let name):
      stop(.customField(path))
      customFields[record.entity, default: []].insert(name)
      slot = record.customSlot
    case .id, .groupField, .element: return
    }
    if isOwn { ownSlots.insert(slot) } else { slots[record.entity, default: []].insert(slot) }
  }

  /// Notes what decides whether the records exist for the query that others lead to.
  private mutating func noteVisibility() {
    for entity in Array(slots.keys) {
      guard let condition = scope.visible[entity], let target = try? catalog.type(of: entity) else { continue }
      note(condition, in: .record(target), from: .targetVisibility)
    }
  }

  private mutating func lead(to entity: String) { if slots[entity] == nil { slots[entity] = [] } }

  private mutating func stop(_ reason: LiveMaintenance.Reason) { if obstacle == nil { obstacle = reason } }
}

// MARK: - Changes

extension QueryReach {
  /// Whether a change of one that others lead to can matter to those.
  func touchesAsTarget(_ change: RecordChange) -> Bool {
    guard let read = slots[change.type.entity] else { return false }
    return change.differs(in: read)
  }

  /// Whether a change of one of the records that the query is about can matter.
  func touchesAsOwn(_ change: RecordChange) -> Bool {
    guard change.type.entity == type.entity else { return false }
    return change.differs(in: ownSlots)
  }
}

extension RecordChange {
  /// Whether the record came, went, or holds something else in one of the slots.
  fileprivate func differs(in slots: Set<Int>) -> Bool {
    guard let before, let after else { return true }
    return before.storage.withSlots { before in
      after.storage.withSlots { after in slots.contains { !SlotReader.areEqual(before[$0], after[$0]) } }
    }
  }
}
